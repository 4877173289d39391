import type { SortCommand, SortKey } from '../ast.ts'
import { bindExpression } from '../bind-expression.ts'
import type { Bound } from '../bound.ts'
import { convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseExpression, parseList } from '../expression.ts'
import type { Pipeline } from '../pipeline.ts'
import { printExpression, printName } from '../print-expression.ts'
import { reference } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html */
export const sort: CommandSyntax<SortCommand> = {
  kind: 'sort',
  keywords: ['sort', 'order'],
  usage: 'sort e [as name] [asc | desc], …',
  summary: 'Orders the rows, ascending unless said otherwise.',
  example: 'sort ms desc',
  parse: (cursor, start) => {
    cursor.takeWord('by')
    const keys = parseList(cursor, parseKey)
    return { kind: 'sort', keys, span: cursor.spanFrom(start) }
  },
  print: ({ keys }) => `sort ${keys.map(printKey).join(', ')}`,
  bind: ({ keys }, pipeline) => {
    pipeline.sort(keys.map((key) => ({ value: bindKey(key, pipeline), descending: key.descending })))
  },
}

function printKey({ expression, alias, descending }: SortKey): string {
  const named = alias === undefined ? '' : ` as ${printName(alias)}`
  return `${printExpression(expression)}${named} ${descending ? 'desc' : 'asc'}`
}

function bindKey({ expression, alias, span }: SortKey, pipeline: Pipeline): Bound {
  const value = convert(bindExpression(expression, pipeline.context()), 'scalar')
  if (alias === undefined) return value
  pipeline.declare(alias, span)
  const column = pipeline.create(alias, value.type)
  pipeline.extend([{ column, value }])
  pipeline.add(column)
  return reference(column)
}

function parseKey(cursor: Cursor): SortKey {
  const { start } = cursor.peek().span
  const expression = parseExpression(cursor)
  const alias = cursor.takeWord('as') ? cursor.expectField().name : undefined
  const descending = cursor.takeWord('desc')
  if (!descending) cursor.takeWord('asc')
  return { expression, alias, descending, span: cursor.spanFrom(start) }
}
