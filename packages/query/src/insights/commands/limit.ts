import type { LimitCommand } from '../ast.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseInteger } from './syntax.ts'

/** Rows that a query may return. */
export const MAX_LIMIT = 100_000

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
export const limit: CommandSyntax<LimitCommand> = {
  kind: 'limit',
  keywords: ['limit', 'head'],
  usage: 'limit [any] n',
  summary: 'The first rows; with `any` whichever are found first.',
  example: 'limit 2',
  parse: (cursor, start) => {
    const any = cursor.takeWord('any')
    const count = parseInteger(cursor, 'The limit', 1, MAX_LIMIT)
    return { kind: 'limit', count, any, span: cursor.spanFrom(start) }
  },
  print: ({ count, any }) => `limit ${any ? 'any ' : ''}${count}`,
  bind: ({ count, any }, pipeline) => {
    pipeline.limit(count, any)
  },
}
