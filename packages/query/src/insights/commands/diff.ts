import { DAY_MS } from '@atalaya/model'
import type { DiffCommand } from '../ast.ts'
import { problem } from '../bind-expression.ts'
import type { Cursor } from '../cursor.ts'
import { addMonths } from '../periods.ts'
import type { Pipeline } from '../pipeline.ts'
import { shiftPlan } from '../plan.ts'
import { diffColumns } from './pattern.ts'
import type { CommandSyntax } from './syntax.ts'

const KEYWORDS = { previousday: 'previousDay', previousweek: 'previousWeek', previousmonth: 'previousMonth' } as const

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Diff.html */
export const diff: CommandSyntax<DiffCommand> = {
  kind: 'diff',
  keywords: ['diff'],
  usage: 'diff [previousDay | previousWeek | previousMonth]',
  summary: 'After `pattern`: beside each pattern how often it was seen before.',
  example: 'pattern @message | diff previousDay',
  parse: (cursor, start) => {
    const against = parseAgainst(cursor)
    return { kind: 'diff', against, span: cursor.spanFrom(start) }
  },
  print: ({ against }) => (against === 'previousInterval' ? 'diff' : `diff ${against}`),
  bind: ({ against, span }, pipeline) => {
    const { plan } = pipeline
    if (plan.kind !== 'pattern')
      return problem('Diff compilation Failed : Diff operation has to be used after Pattern', span)
    const columns = diffColumns(pipeline)
    const previous = shiftPlan(plan.input, -shiftMs(against, pipeline))
    pipeline.plan = { ...plan, diff: { previous, columns } }
    for (const column of columns) pipeline.add(column)
  },
}

function parseAgainst(cursor: Cursor): DiffCommand['against'] {
  for (const [word, against] of Object.entries(KEYWORDS)) if (cursor.takeWord(word)) return against
  return 'previousInterval'
}

/** How far back the earlier interval lies, which is as long as the one of the query. */
function shiftMs(against: DiffCommand['against'], { options: { range } }: Pipeline): number {
  switch (against) {
    case 'previousInterval':
      return range.endMs - range.startMs
    case 'previousDay':
      return DAY_MS
    case 'previousWeek':
      return 7 * DAY_MS
    case 'previousMonth':
      return range.startMs - addMonths(range.startMs, -1)
  }
}
