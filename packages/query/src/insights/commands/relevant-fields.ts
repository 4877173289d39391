import type { RelevantFieldsCommand } from '../ast.ts'
import { parseExpression } from '../expression.ts'
import { printExpression, printFields } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseFields } from './syntax.ts'

/** `relevantfields [f, …] where condition`: which fields tell the events that satisfy it from the others. */
export const relevantFields: CommandSyntax<RelevantFieldsCommand> = {
  kind: 'relevantfields',
  keywords: ['relevantfields'],
  parse: (cursor, start) => {
    const fields = cursor.atWord('where') ? [] : parseFields(cursor)
    cursor.expectWord('where')
    const condition = parseExpression(cursor)
    return { kind: 'relevantfields', fields, condition, span: cursor.spanFrom(start) }
  },
  print: ({ fields, condition }) =>
    `relevantfields ${fields.length > 0 ? `${printFields(fields)} ` : ''}where ${printExpression(condition)}`,
}
