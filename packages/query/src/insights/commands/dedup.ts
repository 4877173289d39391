import type { DedupCommand } from '../ast.ts'
import { convert } from '../call.ts'
import { printFields } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseFields } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Dedup.html */
export const dedup: CommandSyntax<DedupCommand> = {
  kind: 'dedup',
  keywords: ['dedup'],
  usage: 'dedup f, …',
  summary: 'Of the rows with the same values the first; rows that lack one all stay.',
  example: 'dedup level',
  parse: (cursor, start) => {
    const names = parseFields(cursor)
    return { kind: 'dedup', fields: names, span: cursor.spanFrom(start) }
  },
  print: ({ fields }) => `dedup ${printFields(fields)}`,
  bind: ({ fields }, pipeline) => {
    const keys = fields.map((field) => convert(pipeline.bindField(field), 'scalar'))
    const order = pipeline.order ?? pipeline.tieBreakers
    pipeline.plan = { kind: 'dedup', input: pipeline.plan, keys, order }
    pipeline.order = order
  },
}
