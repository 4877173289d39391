import type { ExpandCommand, Field, UnnestCommand } from '../ast.ts'
import { problem } from '../bind-expression.ts'
import type { Bound } from '../bound.ts'
import { call } from '../call.ts'
import type { Pipeline } from '../pipeline.ts'
import { printAlias, printField } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Unnest.html */
export const unnest: CommandSyntax<UnnestCommand> = {
  kind: 'unnest',
  keywords: ['unnest'],
  usage: 'unnest f into name',
  summary: 'One row for each item of a list.',
  example: 'fields jsonParse(@message) as j | unnest j.tags into tag',
  parse: (cursor, start) => {
    const source = cursor.expectField()
    cursor.expectWord('into')
    const alias = parseAlias(cursor)
    return { kind: 'unnest', source, alias, span: cursor.spanFrom(start) }
  },
  print: ({ source, alias }) => `unnest ${printField(source)} into ${printAlias(alias)}`,
  bind: ({ source, alias }, pipeline) => {
    const value = pipeline.bindField(source)
    refuseSplit(value, source, pipeline)
    explode(listOf(value), alias.name, pipeline)
  },
}

export const expand: CommandSyntax<ExpandCommand> = {
  kind: 'expand',
  keywords: ['expand'],
  usage: 'expand f',
  summary: 'One row for each item of a list in the text of a field.',
  example: 'parse @message \'"tags":*}\' as tags | expand tags',
  parse: (cursor, start) => {
    const source = cursor.expectField()
    return { kind: 'expand', source, span: cursor.spanFrom(start) }
  },
  print: ({ source }) => `expand ${printField(source)}`,
  bind: ({ source }, pipeline) => {
    const value = pipeline.bindField(source)
    refuseSplit(value, source, pipeline)
    explode(listOf(value), source.name, pipeline)
  },
}

/** A text is the list or map that it spells, or itself: a list of one. */
function listOf(value: Bound): Bound {
  return value.type === 'json' ? value : call('textJson', [value])
}

function explode(source: Bound, name: string, pipeline: Pipeline): void {
  const column = pipeline.create(name, 'json')
  const position = pipeline.create('position', 'number')
  pipeline.plan = { kind: 'explode', input: pipeline.plan, source, column, position }
  pipeline.addPosition(position)
  pipeline.add(column)
}

/** As CloudWatch does. */
function refuseSplit(value: Bound, { name, span }: Field, pipeline: Pipeline): void {
  if (value.kind === 'column' && pipeline.splits.has(value.id)) {
    problem(`The list ${name} comes from split and cannot be unnested: use jsonParse`, span)
  }
}
