import type { LogCompareCommand } from '../ast.ts'
import { printDuration } from '../print-expression.ts'
import { parseDuration } from './stats.ts'
import type { CommandSyntax } from './syntax.ts'

/** `logcompare timeshift 7d`: the same interval, earlier. */
export const logCompare: CommandSyntax<LogCompareCommand> = {
  kind: 'logcompare',
  keywords: ['logcompare'],
  parse: (cursor, start) => {
    cursor.expectWord('timeshift')
    const shift = parseDuration(cursor)
    return { kind: 'logcompare', shift, span: cursor.spanFrom(start) }
  },
  print: ({ shift }) => `logcompare timeshift ${printDuration(shift)}`,
}
