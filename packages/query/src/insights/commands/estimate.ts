import type { EstimateCommand } from '../ast.ts'
import type { CommandSyntax } from './syntax.ts'

/** Comes last: says how many bytes the query would scan, and does not run it. */
export const estimate: CommandSyntax<EstimateCommand> = {
  kind: 'estimate',
  keywords: ['estimate'],
  parse: (cursor, start) => ({ kind: 'estimate', span: cursor.spanFrom(start) }),
  print: () => 'estimate',
}
