import type { FieldsCommand } from '../ast.ts'
import { parseColumn, parseList } from '../expression.ts'
import { printColumns } from '../print-expression.ts'
import { bindColumns } from './columns.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Fields.html */
export const fields: CommandSyntax<FieldsCommand> = {
  kind: 'fields',
  keywords: ['fields'],
  usage: 'fields e [as name], …',
  summary: 'Adds columns; several commands add up.',
  example: 'fields @timestamp, ms / 1000 as s',
  parse: (cursor, start) => {
    const columns = parseList(cursor, parseColumn)
    return { kind: 'fields', columns, span: cursor.spanFrom(start) }
  },
  print: ({ columns }) => `fields ${printColumns(columns)}`,
  bind: ({ columns }, pipeline) => {
    pipeline.showFields(bindColumns(columns, pipeline))
  },
}
