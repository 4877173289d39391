import type { DisplayCommand } from '../ast.ts'
import { parseColumn, parseList } from '../expression.ts'
import { printColumns } from '../print-expression.ts'
import { bindColumns } from './columns.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Display.html */
export const display: CommandSyntax<DisplayCommand> = {
  kind: 'display',
  keywords: ['display'],
  usage: 'display e [as name], …',
  summary: 'Shows these columns only; the last one counts.',
  example: 'display level, ms',
  parse: (cursor, start) => {
    const columns = parseList(cursor, parseColumn)
    return { kind: 'display', columns, span: cursor.spanFrom(start) }
  },
  print: ({ columns }) => `display ${printColumns(columns)}`,
  bind: ({ columns }, pipeline) => {
    pipeline.showOnly(bindColumns(columns, pipeline))
  },
}
