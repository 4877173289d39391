import type { AccumCommand } from '../ast.ts'
import { convert } from '../call.ts'
import { printAlias, printField } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias } from './syntax.ts'

/** `accum f [as total]`: the running total. */
export const accum: CommandSyntax<AccumCommand> = {
  kind: 'accum',
  keywords: ['accum'],
  usage: 'accum f [as name]',
  summary: 'The running total.',
  example: 'fields ms | accum ms as total',
  parse: (cursor, start) => {
    const field = cursor.expectField()
    const alias = cursor.takeWord('as') ? parseAlias(cursor) : undefined
    return { kind: 'accum', field, alias, span: cursor.spanFrom(start) }
  },
  print: ({ field, alias }) => `accum ${printField(field)}${alias === undefined ? '' : ` as ${printAlias(alias)}`}`,
  bind: ({ field, alias }, pipeline) => {
    pipeline.ensureOrder()
    const value = convert(pipeline.bindField(field), 'number')
    const column = pipeline.create(alias?.name ?? field.name, 'number')
    pipeline.plan = { kind: 'accum', input: pipeline.plan, value, column }
    pipeline.add(column)
  },
}
