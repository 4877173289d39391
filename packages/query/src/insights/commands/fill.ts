import type { FillDownCommand, FillMissingCommand, NumberLiteral, StringLiteral } from '../ast.ts'
import type { Cursor } from '../cursor.ts'
import { printExpression, printFields, printName } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseFields } from './syntax.ts'

/** `filldown [f, g*]`: a missing value becomes the last one above it. */
export const fillDown: CommandSyntax<FillDownCommand> = {
  kind: 'filldown',
  keywords: ['filldown'],
  parse: (cursor, start) => {
    const names: string[] = []
    while (cursor.atField() || cursor.atSymbol('*')) {
      names.push(parseWildName(cursor))
      if (!cursor.takeSymbol(',')) break
      if (!cursor.atField() && !cursor.atSymbol('*')) cursor.mismatch('ID', "'*'")
    }
    return { kind: 'filldown', names, span: cursor.spanFrom(start) }
  },
  print: ({ names }) => `filldown ${names.map(printWildName).join(', ')}`.trimEnd(),
}

/** `fillmissing [with 0 for a, b]`: rows for the bins in which nothing happened. */
export const fillMissing: CommandSyntax<FillMissingCommand> = {
  kind: 'fillmissing',
  keywords: ['fillmissing'],
  parse: (cursor, start) => {
    if (!cursor.takeWord('with')) {
      return { kind: 'fillmissing', value: undefined, fields: [], span: cursor.spanFrom(start) }
    }
    const value = parseValue(cursor)
    const fields = cursor.takeWord('for') ? parseFields(cursor) : []
    return { kind: 'fillmissing', value, fields, span: cursor.spanFrom(start) }
  },
  print: ({ value, fields }) => {
    if (value === undefined) return 'fillmissing'
    return `fillmissing with ${printExpression(value)}${fields.length > 0 ? ` for ${printFields(fields)}` : ''}`
  },
}

/** A name in which `*` stands for any run of characters; its parts touch each other. */
function parseWildName(cursor: Cursor): string {
  let name = ''
  do {
    name += cursor.takeSymbol('*') ? '*' : cursor.expectField().name
  } while (cursor.adjacent() && (cursor.atSymbol('*') || cursor.atField()))
  return name
}

function printWildName(name: string): string {
  return name
    .split('*')
    .map((part) => (part === '' ? '' : printName(part)))
    .join('*')
}

function parseValue(cursor: Cursor): NumberLiteral | StringLiteral {
  const negative = cursor.peek().span.start
  const sign = cursor.takeSymbol('-') ? -1 : 1
  const token = cursor.peek()
  if (sign === 1 && token.kind === 'string') {
    cursor.take()
    return { kind: 'string', value: token.value, span: token.span }
  }
  const { value, text } = cursor.expectNumber()
  return { kind: 'number', value: sign * value, text: sign === 1 ? text : `-${text}`, span: cursor.spanFrom(negative) }
}
