import type { FilterCommand } from '../ast.ts'
import { bindCondition } from '../bind-expression.ts'
import { parseExpression } from '../expression.ts'
import { printExpression } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html */
export const filter: CommandSyntax<FilterCommand> = {
  kind: 'filter',
  keywords: ['filter', 'where'],
  usage: 'filter condition',
  summary: 'Keeps the rows for which the condition is true.',
  example: 'filter level = "ERROR" and ms > 200',
  parse: (cursor, start) => {
    const test = parseExpression(cursor)
    return { kind: 'filter', test, span: cursor.spanFrom(start) }
  },
  print: ({ test }) => `filter ${printExpression(test)}`,
  bind: ({ test }, pipeline) => {
    pipeline.plan = { kind: 'where', input: pipeline.plan, test: bindCondition(test, pipeline.context()) }
  },
}
