import type { LogText } from './log-text.ts'
import { compileTextTest, isAnything, parseNumber } from './operand-test.ts'
import type { JsonExpression, JsonTest, Operand, Operator } from './pattern.ts'
import { someSelected } from './select.ts'

type Test = (text: LogText, root: object) => boolean
type Path = readonly (string | number)[]
type ValueTest = (value: unknown, path: Path, text: LogText) => boolean

/** Whether a message is one JSON object for which the expression holds. */
export function compileJson(expression: JsonExpression): (text: LogText) => boolean {
  const test = compileExpression(expression)
  return (text) => {
    const root = text.json
    return root !== undefined && test(text, root)
  }
}

function compileExpression(expression: JsonExpression): Test {
  if (expression.kind === 'test') return compileTest(expression.test)
  const parts = expression.of.map(compileExpression)
  return expression.kind === 'and'
    ? (text, root) => parts.every((part) => part(text, root))
    : (text, root) => parts.some((part) => part(text, root))
}

function compileTest(test: JsonTest): Test {
  const { selector } = test
  if (test.kind === 'missing') return (_text, root) => !someSelected(root, selector, () => true)
  const valueTest = test.kind === 'is' ? compileState(test.what) : compileComparison(test.operator, test.operand)
  return (text, root) => someSelected(root, selector, (value, path) => valueTest(value, path, text))
}

function compileState(what: 'NULL' | 'TRUE' | 'FALSE'): ValueTest {
  switch (what) {
    case 'NULL':
      return (value) => value === null || (Array.isArray(value) && value.includes(null))
    case 'TRUE':
      return (value) => value === true
    case 'FALSE':
      return (value) => value === false
  }
}

function compileComparison(operator: Operator, operand: Operand): ValueTest {
  if (operator === '=') return compileEquality(operand, true)
  if (operator === '!=') return compileEquality(operand, false)
  const compare = compileOrder(operator, Number(operand.kind === 'number' ? operand.text : Number.NaN))
  // A string that looks like a number is still a string.
  return (value) => typeof value === 'number' && compare(value)
}

/**
 * Only strings and numbers can be equal or different; for anything else both `=` and `!=` are false.
 *
 * A number equals a number by value and any other operand by the text it was written as.
 */
function compileEquality(operand: Operand, expected: boolean): ValueTest {
  if (isAnything(operand)) return (value) => expected && (typeof value === 'string' || typeof value === 'number')
  const equalsText = compileTextTest(operand)
  const equalsNumber = compileNumberEquality(operand, equalsText)
  return (value, path, text) => {
    if (typeof value === 'string') return equalsText(value) === expected
    return typeof value === 'number' && equalsNumber(value, path, text) === expected
  }
}

function compileNumberEquality(
  operand: Operand,
  equalsText: (text: string) => boolean,
): (value: number, path: Path, text: LogText) => boolean {
  if (operand.kind === 'number') {
    const number = Number(operand.text)
    return (value) => value === number
  }
  const byText = (_value: number, path: Path, text: LogText): boolean => equalsText(text.numberAt(path))
  if (operand.kind === 'regex' || operand.text.includes('*')) return byText
  // How a number is written takes parsing the message once more: only for a number that can be it.
  const number = parseNumber(operand.text)
  return number === undefined ? () => false : (value, path, text) => value === number && byText(value, path, text)
}

/** `<`, `>`, `<=` or `>=` with the operand on the right. */
export function compileOrder(operator: '<' | '>' | '<=' | '>=', right: number): (left: number) => boolean {
  switch (operator) {
    case '<':
      return (left) => left < right
    case '>':
      return (left) => left > right
    case '<=':
      return (left) => left <= right
    case '>=':
      return (left) => left >= right
  }
}
