import { unreachable } from '@atalaya/model'
import type { BinaryOperator, MathExpression } from './ast.ts'

/** How tightly operators bind, loosest first. */
const STRENGTH: Readonly<Record<BinaryOperator, number>> = {
  OR: 1,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '^': 6,
}
const UNARY = 7
const COMPARISON = 3

/** Text that parses to the same expression, with no more parentheses than needed. */
export function printMath(expression: MathExpression): string {
  return print(expression, 0)
}

function print(expression: MathExpression, around: number): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value)
    case 'string':
      return quote(expression.value)
    case 'id':
    case 'keyword':
      return expression.name
    case 'call':
      return `${expression.name}(${printAll(expression.args)})`
    case 'list':
      return `[${printAll(expression.items)}]`
    case 'negate':
      return wrap(`-${print(expression.operand, UNARY)}`, UNARY, around)
    case 'binary': {
      const { operator, left, right } = expression
      const own = STRENGTH[operator]
      // Comparisons do not chain, `^` groups from the right and all others from the left.
      const [leftAround, rightAround] =
        operator === '^' ? [own + 1, own] : [own === COMPARISON ? own + 1 : own, own + 1]
      return wrap(`${print(left, leftAround)} ${operator} ${print(right, rightAround)}`, own, around)
    }
    default:
      return unreachable(expression)
  }
}

function printAll(list: readonly MathExpression[]): string {
  return list.map((item) => print(item, 0)).join(', ')
}

function wrap(text: string, own: number, around: number): string {
  return own < around ? `(${text})` : text
}

function quote(value: string): string {
  const mark = value.includes("'") ? '"' : "'"
  return mark + value.replaceAll(mark, `\\${mark}`) + mark
}
