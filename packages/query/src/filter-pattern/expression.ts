import type { Expression } from './pattern.ts'
import type { Scanner } from './scanner.ts'

/** Parentheses may nest so deep; the pattern of 1,024 characters that needs more is not meant to be read (our choice). */
const MAX_DEPTH = 100

export interface ExpressionSyntax<Test> {
  readonly parentheses: boolean
  readonly readTest: (scanner: Scanner) => Test
}

/** Reads tests joined with `&&` and `||`, where `&&` binds tighter. */
export function readExpression<Test>(scanner: Scanner, syntax: ExpressionSyntax<Test>, depth = 0): Expression<Test> {
  return readChain(scanner, '||', 'or', () =>
    readChain(scanner, '&&', 'and', () => readPrimary(scanner, syntax, depth)),
  )
}

/** Every test of the tree, from left to right. */
export function* testsOf<Test>(expression: Expression<Test>): Generator<Test> {
  if (expression.kind === 'test') yield expression.test
  else for (const part of expression.of) yield* testsOf(part)
}

export function printExpression<Test>(expression: Expression<Test>, print: (test: Test) => string): string {
  if (expression.kind === 'test') return print(expression.test)
  const parts = expression.of.map((part) => {
    const text = printExpression(part, print)
    return expression.kind === 'and' && part.kind === 'or' ? `(${text})` : text
  })
  return parts.join(expression.kind === 'and' ? ' && ' : ' || ')
}

function readChain<Test>(
  scanner: Scanner,
  token: string,
  kind: 'and' | 'or',
  readPart: () => Expression<Test>,
): Expression<Test> {
  const first = readPart()
  const of = first.kind === kind ? [...first.of] : [first]
  for (scanner.skipBlanks(); scanner.take(token); scanner.skipBlanks()) {
    const part = readPart()
    // A chain in parentheses inside a chain of its own kind changes nothing.
    if (part.kind === kind) of.push(...part.of)
    else of.push(part)
  }
  return of.length === 1 ? first : { kind, of }
}

function readPrimary<Test>(scanner: Scanner, syntax: ExpressionSyntax<Test>, depth: number): Expression<Test> {
  scanner.skipBlanks()
  const start = scanner.at
  if (!syntax.parentheses || !scanner.take('(')) return { kind: 'test', test: syntax.readTest(scanner) }
  if (depth === MAX_DEPTH) scanner.fail(`Parentheses nest more than ${MAX_DEPTH} deep.`, start)
  const inner = readExpression(scanner, syntax, depth + 1)
  scanner.skipBlanks()
  if (!scanner.take(')')) scanner.fail("')' is expected here.")
  return inner
}
