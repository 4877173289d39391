import type { EstimateCommand } from '../ast.ts'
import type { CommandSyntax } from './syntax.ts'

/** Comes last: says how many bytes the query would scan, and does not run it. */
export const estimate: CommandSyntax<EstimateCommand> = {
  kind: 'estimate',
  keywords: ['estimate'],
  usage: 'estimate',
  summary: 'Last: how much the query would read, instead of running it.',
  example: 'filter ms > 0 | estimate',
  parse: (cursor, start) => ({ kind: 'estimate', span: cursor.spanFrom(start) }),
  print: () => 'estimate',
  bind: (_, pipeline) => {
    const columns = [
      pipeline.create('estimatedBytes', 'number'),
      pipeline.create('estimatedRecords', 'number'),
      pipeline.create('logGroups', 'number'),
    ] as const
    pipeline.plan = { kind: 'estimate', input: pipeline.plan, columns }
    pipeline.restart(columns, () => [])
  },
}
