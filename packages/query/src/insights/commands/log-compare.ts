import type { LogCompareCommand } from '../ast.ts'
import { problem } from '../bind-expression.ts'
import { durationMs } from '../periods.ts'
import { shiftPlan } from '../plan.ts'
import { printDuration } from '../print-expression.ts'
import { bindPattern, diffColumns } from './pattern.ts'
import { parseDuration } from './stats.ts'
import type { CommandSyntax } from './syntax.ts'

/** `logcompare timeshift 7d`: the same interval, earlier. */
export const logCompare: CommandSyntax<LogCompareCommand> = {
  kind: 'logcompare',
  keywords: ['logcompare'],
  usage: 'logcompare timeshift period',
  summary: 'Compares with an earlier time: patterns of events, or rows of `stats`.',
  example: 'stats count(*) as n by level | logcompare timeshift 7d',
  parse: (cursor, start) => {
    cursor.expectWord('timeshift')
    const shift = parseDuration(cursor)
    return { kind: 'logcompare', shift, span: cursor.spanFrom(start) }
  },
  print: ({ shift }) => `logcompare timeshift ${printDuration(shift)}`,
  bind: ({ shift, span }, pipeline) => {
    const shiftMs = durationMs(shift)
    const { grouping, plan } = pipeline
    if (pipeline.raw) {
      const previous = shiftPlan(plan, -shiftMs)
      const source = pipeline.bindMessage(span)
      return bindPattern(source, pipeline, { previous, columns: diffColumns(pipeline) })
    }
    if (grouping === undefined) return problem('logcompare compares events, or what stats made of them', span)
    pipeline.ensureOrder()
    const pairs = grouping.calls.map((column) => ({
      column,
      previous: pipeline.create(`${column.name}_previous`, column.type),
    }))
    pipeline.plan = {
      kind: 'logcompare',
      input: pipeline.plan,
      previous: shiftPlan(pipeline.plan, -shiftMs),
      shiftMs,
      keys: grouping.keys.map(({ column }) => column),
      pairs,
    }
    for (const { previous } of pairs) pipeline.add(previous)
  },
}
