import { compileOrder } from './compile-json.ts'
import type { LogText } from './log-text.ts'
import { compileTextTest, parseNumber } from './operand-test.ts'
import type { Column, ColumnTest, Expression } from './pattern.ts'

type FieldTest = (value: string) => boolean

interface Field {
  readonly name: string
  readonly test: FieldTest | undefined
}

/**
 * Compares the fields before an ellipsis with the first fields of a message and those after it with the last ones.
 *
 * Without an ellipsis the last field takes whatever is left of the message, as it stands there.
 */
export function compileColumns(columns: readonly Column[]): {
  readonly test: (text: LogText) => boolean
  readonly extract: (text: LogText) => Readonly<Record<string, string>>
} {
  const restAt = columns.findIndex((column) => column.kind === 'rest')
  const fields = columns.flatMap((column) => (column.kind === 'field' ? [compileField(column)] : []))
  const headCount = restAt === -1 ? fields.length : restAt
  const isOpen = restAt !== -1

  /** The value of the `index`-th named field in a message that has enough of them. */
  const fieldText = (text: LogText, index: number): string => {
    const { fields: found, starts } = text.columns
    const at = index < headCount ? index : found.length - (fields.length - index)
    const isLast = !isOpen && index === fields.length - 1 && found.length > fields.length
    return isLast ? text.message.slice(starts[at]).trimEnd() : (found[at] as string)
  }

  return {
    test: (text) => {
      if (fields.length === 0) return true
      if (text.columns.fields.length < fields.length) return false
      return fields.every(({ test }, index) => test === undefined || test(fieldText(text, index)))
    },
    extract: (text) => {
      const found = text.columns.fields
      const extracted: Record<string, string> = {}
      if (isOpen) {
        const restEnd = found.length - (fields.length - headCount)
        for (let at = headCount; at < restEnd; at += 1) extracted[`$${at + 1}`] = found[at] as string
      }
      fields.forEach(({ name }, index) => {
        extracted[`$${name}`] = fieldText(text, index)
      })
      return extracted
    },
  }
}

function compileField({ name, test }: Extract<Column, { kind: 'field' }>): Field {
  return { name, test: test === undefined ? undefined : compileExpression(test) }
}

function compileExpression(expression: Expression<ColumnTest>): FieldTest {
  if (expression.kind === 'test') return compileTest(expression.test)
  const parts = expression.of.map(compileExpression)
  return expression.kind === 'and'
    ? (value) => parts.every((part) => part(value))
    : (value) => parts.some((part) => part(value))
}

/** A number in the pattern is compared by value with fields that are numbers, and as text with all others. */
function compileTest({ operator, operand }: ColumnTest): FieldTest {
  const number = operand.kind === 'number' ? Number(operand.text) : Number.NaN
  if (operator !== '=' && operator !== '!=') {
    const compare = compileOrder(operator, number)
    return (value) => {
      const left = parseNumber(value)
      return left !== undefined && compare(left)
    }
  }
  const equalsText = compileTextTest(operand)
  const expected = operator === '='
  if (operand.kind !== 'number') return (value) => equalsText(value) === expected
  return (value) => (parseNumber(value) === number || equalsText(value)) === expected
}
