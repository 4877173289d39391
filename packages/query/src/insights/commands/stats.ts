import type { DurationLiteral, StatsCommand } from '../ast.ts'
import type { Cursor } from '../cursor.ts'
import { parseColumn, parseList } from '../expression.ts'
import { printColumns, printDuration } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
export const stats: CommandSyntax<StatsCommand> = {
  kind: 'stats',
  keywords: ['stats'],
  parse: (cursor, start) => {
    const columns = parseList(cursor, parseColumn)
    const by = cursor.takeWord('by') ? parseList(cursor, parseColumn) : []
    const offset = cursor.takeWord('offset') ? parseDuration(cursor) : undefined
    return { kind: 'stats', columns, by, offset, span: cursor.spanFrom(start) }
  },
  print: ({ columns, by, offset }) =>
    `stats ${printColumns(columns)}${by.length > 0 ? ` by ${printColumns(by)}` : ''}${
      offset === undefined ? '' : ` offset ${printDuration(offset)}`
    }`,
}

export function parseDuration(cursor: Cursor): DurationLiteral {
  const { amount, unit, span } = cursor.expectDuration()
  return { kind: 'duration', amount, unit, span }
}
