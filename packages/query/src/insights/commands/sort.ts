import type { Expression, SortCommand, SortKey } from '../ast.ts'
import { bindExpression } from '../bind-expression.ts'
import { convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseExpression, parseList } from '../expression.ts'
import type { Pipeline } from '../pipeline.ts'
import { printExpression } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html */
export const sort: CommandSyntax<SortCommand> = {
  kind: 'sort',
  keywords: ['sort', 'order'],
  usage: 'sort e [asc | desc], …',
  summary: 'Orders the rows, ascending unless said otherwise.',
  example: 'sort ms desc',
  parse: (cursor, start) => {
    cursor.takeWord('by')
    const keys = parseList(cursor, parseKey)
    return { kind: 'sort', keys, span: cursor.spanFrom(start) }
  },
  print: ({ keys }) =>
    `sort ${keys.map((key) => `${printExpression(key.expression)} ${key.descending ? 'desc' : 'asc'}`).join(', ')}`,
  bind: ({ keys }, pipeline) => {
    const context = pipeline.context()
    pipeline.sort(
      keys
        .filter(({ expression }) => !isLostName(expression, pipeline))
        .map(({ expression, descending }) => ({
          value: convert(bindExpression(expression, context), 'scalar'),
          descending,
        })),
    )
  },
}

/**
 * A name that the `stats` before does not give: it is missing in every row, so it orders nothing. AWS's sample queries for IoT
 * have such keys.
 */
function isLostName(expression: Expression, { grouping, scope }: Pipeline): boolean {
  return expression.kind === 'field' && grouping !== undefined && scope.find(expression) === undefined
}

function parseKey(cursor: Cursor): SortKey {
  const { start } = cursor.peek().span
  const expression = parseExpression(cursor)
  const descending = cursor.takeWord('desc')
  if (!descending) cursor.takeWord('asc')
  return { expression, descending, span: cursor.spanFrom(start) }
}
