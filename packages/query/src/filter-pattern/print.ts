import { unreachable } from '@atalaya/model'
import { printExpression } from './expression.ts'
import type { Column, FilterPattern, JsonTest, Operand, Term } from './pattern.ts'
import { printSelector } from './selector.ts'

/** The pattern as text that parses to the same tree. */
export function printFilterPattern(pattern: FilterPattern): string {
  switch (pattern.kind) {
    case 'everything':
      return ''
    case 'terms':
      return pattern.terms.map(printTerm).join(' ')
    case 'json':
      return `{ ${printExpression(pattern.test, printJsonTest)} }`
    case 'columns':
      return `[${pattern.columns.map(printColumn).join(', ')}]`
    default:
      return unreachable(pattern)
  }
}

function printTerm({ need, what }: Term): string {
  const mark = need === 'optional' ? '?' : need === 'excluded' ? '-' : ''
  if (what.kind === 'regex') return `${mark}%${what.source}%`
  // A word that begins with the mark of exclusion needs quotes unless it has a mark of its own.
  const bare = /^[A-Za-z0-9_-]+$/.test(what.text) && !(need === 'required' && what.text.startsWith('-'))
  return mark + (bare ? what.text : quote(what.text))
}

function printJsonTest(test: JsonTest): string {
  const selector = printSelector(test.selector)
  switch (test.kind) {
    case 'compare':
      return `${selector} ${test.operator} ${printOperand(test.operand)}`
    case 'is':
      return `${selector} IS ${test.what}`
    case 'missing':
      return `${selector} NOT EXISTS`
  }
}

function printColumn(column: Column): string {
  if (column.kind === 'rest') return '...'
  const { name, test } = column
  if (test === undefined) return name
  return printExpression(test, ({ operator, operand }) => `${name} ${operator} ${printOperand(operand)}`)
}

function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'number':
      return operand.text
    case 'regex':
      return `%${operand.source}%`
    case 'text':
      return operand.quoted ? quote(operand.text) : operand.text
  }
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
