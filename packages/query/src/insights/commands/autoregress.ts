import type { AutoregressCommand } from '../ast.ts'
import { printAlias, printField } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias, parseInteger } from './syntax.ts'

/** How many rows back. */
const MAX_LAG = 1_000

/** `autoregress f [as a] [p=1-3]`: values of earlier rows beside each row. */
export const autoregress: CommandSyntax<AutoregressCommand> = {
  kind: 'autoregress',
  keywords: ['autoregress'],
  usage: 'autoregress f [as name] [p=n[-m]]',
  summary: 'Values of earlier rows beside each row.',
  example: 'fields ms | autoregress ms p=1-2',
  parse: (cursor, start) => {
    const field = cursor.expectField()
    const alias = cursor.takeWord('as') ? parseAlias(cursor) : undefined
    let from = 1
    let to = 1
    if (cursor.takeOption(['p']) !== undefined) {
      from = parseInteger(cursor, 'p', 1, MAX_LAG)
      to = cursor.takeSymbol('-') ? parseInteger(cursor, 'p', from, MAX_LAG) : from
    }
    return { kind: 'autoregress', field, alias, from, to, span: cursor.spanFrom(start) }
  },
  print: ({ field, alias, from, to }) =>
    `autoregress ${printField(field)}${alias === undefined ? '' : ` as ${printAlias(alias)}`} p=${from}-${to}`,
  bind: ({ field, alias, from, to }, pipeline) => {
    pipeline.ensureOrder()
    const value = pipeline.bindField(field)
    const columns = Array.from({ length: to - from + 1 }, (_, i) => {
      // One column that is given a name has just this name.
      const name = alias !== undefined && from === to ? alias.name : `${alias?.name ?? field.name}_p${from + i}`
      return { column: pipeline.create(name, value.type), lag: from + i }
    })
    pipeline.plan = { kind: 'autoregress', input: pipeline.plan, value, columns }
    for (const { column } of columns) pipeline.add(column)
  },
}
