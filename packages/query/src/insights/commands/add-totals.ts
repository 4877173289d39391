import type { AddTotalsCommand } from '../ast.ts'
import { printFields, printName } from '../print-expression.ts'
import { reference } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseBoolean, parseOptionalFields } from './syntax.ts'

/** `addtotals [fieldname=Total] [row=true] [col=false] [f, …]`: sums of the numbers of a row, of a column, or both. */
export const addTotals: CommandSyntax<AddTotalsCommand> = {
  kind: 'addtotals',
  keywords: ['addtotals'],
  usage: 'addtotals [fieldname=Total] [row=true] [col=false] [f …]',
  summary: 'The sum of the numbers in each row, in each column, or both.',
  example: 'fields ms, size | addtotals ms size',
  parse: (cursor, start) => {
    let fieldName = 'Total'
    let row = true
    let col = false
    for (;;) {
      const option = cursor.takeOption(['fieldname', 'row', 'col'])
      if (option === undefined) break
      if (option === 'row') row = parseBoolean(cursor)
      else if (option === 'col') col = parseBoolean(cursor)
      else fieldName = cursor.atString() ? cursor.expectString().value : cursor.expectField().name
    }
    const fields = parseOptionalFields(cursor)
    return { kind: 'addtotals', fieldName, row, col, fields, span: cursor.spanFrom(start) }
  },
  print: ({ fieldName, row, col, fields }) =>
    `addtotals fieldname=${printName(fieldName)} row=${row} col=${col} ${printFields(fields)}`.trimEnd(),
  bind: ({ fieldName, row, col, fields }, pipeline) => {
    pipeline.ensureOrder()
    const chosen =
      fields.length > 0
        ? fields.map((field) => pipeline.bindField(field))
        : pipeline
            .shown()
            .filter(({ type }) => type === 'number' || type === 'text')
            .map(reference)
    const total = row ? pipeline.create(fieldName, 'number') : undefined
    pipeline.plan = { kind: 'addtotals', input: pipeline.plan, fields: chosen, row: total, totals: col }
    if (total !== undefined) pipeline.add(total)
  },
}
