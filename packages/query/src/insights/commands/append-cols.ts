import type { AppendColsCommand } from '../ast.ts'
import { convert } from '../call.ts'
import { parseSubquery } from '../parse.ts'
import { printQuery } from '../print.ts'
import { reference } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseBoolean, parseInteger } from './syntax.ts'

const DEFAULT_MAX = 10_000
const MAX_MAX = 100_000

/** Puts the columns of another query beside these, row by row. */
export const appendCols: CommandSyntax<AppendColsCommand> = {
  kind: 'appendcols',
  keywords: ['appendcols'],
  usage: 'appendcols [override=false] [max=10000] (query)',
  summary: 'The columns of another query beside these, row by row.',
  example: 'stats count(*) as n | appendcols (stats max(ms) as slowest)',
  parse: (cursor, start) => {
    let override = false
    let max = DEFAULT_MAX
    while (!cursor.atSymbol('(')) {
      if (cursor.takeWord('override')) {
        cursor.expectSymbol('=')
        override = parseBoolean(cursor)
      } else if (cursor.takeWord('max')) {
        cursor.expectSymbol('=')
        max = parseInteger(cursor, 'max', 1, MAX_MAX)
      } else cursor.mismatch('K_OVERRIDE', 'K_MAX', "'('")
    }
    const query = parseSubquery(cursor)
    return { kind: 'appendcols', override, max, query, span: cursor.spanFrom(start) }
  },
  print: ({ override, max, query }) => `appendcols override=${override} max=${max} (${printQuery(query)})`,
  bind: ({ override, max, query }, pipeline) => {
    pipeline.ensureOrder()
    const inner = pipeline.subquery(query, query.span)
    inner.ensureOrder()
    const outputs = inner.shown().map((column) => {
      const existing = pipeline.shown().find(({ name }) => name === column.name)
      const right = reference(column)
      if (existing === undefined)
        return { column: pipeline.create(column.name, column.type), right, existing: undefined }
      const type = existing.type === column.type ? column.type : 'text'
      return {
        column: pipeline.create(column.name, type),
        right: convert(right, type),
        existing: convert(reference(existing), type),
      }
    })
    pipeline.plan = { kind: 'appendColumns', input: pipeline.plan, right: inner.plan, max, override, outputs }
    for (const { column } of outputs) pipeline.add(column)
  },
}
