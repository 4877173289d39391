import type { DiffCommand } from '../ast.ts'
import type { Cursor } from '../cursor.ts'
import type { CommandSyntax } from './syntax.ts'

const KEYWORDS = { previousday: 'previousDay', previousweek: 'previousWeek', previousmonth: 'previousMonth' } as const

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Diff.html */
export const diff: CommandSyntax<DiffCommand> = {
  kind: 'diff',
  keywords: ['diff'],
  parse: (cursor, start) => {
    const against = parseAgainst(cursor)
    return { kind: 'diff', against, span: cursor.spanFrom(start) }
  },
  print: ({ against }) => (against === 'previousInterval' ? 'diff' : `diff ${against}`),
}

function parseAgainst(cursor: Cursor): DiffCommand['against'] {
  for (const [word, against] of Object.entries(KEYWORDS)) if (cursor.takeWord(word)) return against
  return 'previousInterval'
}
