import type { PatternCommand } from '../ast.ts'
import { bindExpression } from '../bind-expression.ts'
import type { Bound, Column } from '../bound.ts'
import { convert } from '../call.ts'
import { parseExpression } from '../expression.ts'
import type { Pipeline } from '../pipeline.ts'
import type { PatternNode } from '../plan.ts'
import { printExpression } from '../print-expression.ts'
import { reference } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Pattern.html */
export const pattern: CommandSyntax<PatternCommand> = {
  kind: 'pattern',
  keywords: ['pattern'],
  usage: 'pattern e',
  summary: 'The patterns that texts have in common, most frequent first.',
  example: 'pattern @message',
  parse: (cursor, start) => {
    const source = parseExpression(cursor)
    return { kind: 'pattern', source, span: cursor.spanFrom(start) }
  },
  print: ({ source }) => `pattern ${printExpression(source)}`,
  bind: ({ source }, pipeline) => {
    bindPattern(convert(bindExpression(source, pipeline.context()), 'text'), pipeline, undefined)
  },
}

/** Rows of patterns, most frequent first. */
export function bindPattern(source: Bound, pipeline: Pipeline, diff: PatternNode['diff']): void {
  const columns: readonly [Column, Column, Column, Column] = [
    pipeline.create('@pattern', 'text'),
    pipeline.create('@ratio', 'number'),
    pipeline.create('@sampleCount', 'number'),
    pipeline.create('@severityLabel', 'text'),
  ]
  pipeline.plan = { kind: 'pattern', input: pipeline.plan, source, columns, diff }
  pipeline.restart([...columns, ...(diff?.columns ?? [])], () => [
    { value: reference(columns[2]), descending: true },
    { value: reference(columns[0]), descending: false },
  ])
}

/** Column of a pattern and of its comparison. */
export function diffColumns(pipeline: Pipeline): NonNullable<PatternNode['diff']>['columns'] {
  return [
    pipeline.create('@differencePercent', 'number'),
    pipeline.create('@differenceDescription', 'text'),
    pipeline.create('@previousSampleCount', 'number'),
  ]
}
