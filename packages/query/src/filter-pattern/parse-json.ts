import { readExpression, testsOf } from './expression.ts'
import type { FilterPattern, JsonTest, Selector } from './pattern.ts'
import type { Scanner } from './scanner.ts'
import { readSelector, wildcards } from './selector.ts'

/** Quotas of the filter pattern page. */
export const MAX_PATTERN_REGEXES = 2
const MAX_PATTERN_WILDCARDS = 3

/** `{ $.selector operator value && ... }` */
export function parseJson(scanner: Scanner): FilterPattern {
  const start = scanner.at
  scanner.take('{')
  const test = readExpression(scanner, { parentheses: true, readTest })
  scanner.skipBlanks()
  if (!scanner.take('}')) scanner.fail("'&&', '||' or '}' is expected here.")
  scanner.skipBlanks()
  if (!scanner.done) scanner.fail("Nothing may follow the closing '}'.")

  if (scanner.regexCount > MAX_PATTERN_REGEXES) {
    scanner.fail(`A JSON pattern may have ${MAX_PATTERN_REGEXES} regular expressions only.`, start)
  }
  const wildcardCount = [...testsOf(test)].reduce((sum, { selector }) => sum + wildcards(selector), 0)
  if (wildcardCount > MAX_PATTERN_WILDCARDS) {
    scanner.fail(`A JSON pattern may have ${MAX_PATTERN_WILDCARDS} wildcard selectors only.`, start)
  }
  return { kind: 'json', test }
}

function readTest(scanner: Scanner): JsonTest {
  const selector = readSelector(scanner)
  scanner.skipBlanks()
  const operator = scanner.takeOperator()
  if (operator === undefined) return readStateTest(scanner, selector)
  scanner.skipBlanks()
  const start = scanner.at
  const operand = scanner.operand()
  if (operator !== '=' && operator !== '!=' && operand.kind !== 'number') {
    scanner.fail(`${operator} compares numbers only.`, start)
  }
  return { kind: 'compare', selector, operator, operand }
}

/** `IS NULL`, `IS TRUE`, `IS FALSE` and `NOT EXISTS`; there is no `IS NOT` and no `EXISTS`. */
function readStateTest(scanner: Scanner, selector: Selector): JsonTest {
  const start = scanner.at
  const first = readWord(scanner)
  scanner.skipBlanks()
  const second = readWord(scanner)
  if (first === 'NOT' && second === 'EXISTS') return { kind: 'missing', selector }
  if (first === 'IS' && (second === 'NULL' || second === 'TRUE' || second === 'FALSE')) {
    return { kind: 'is', selector, what: second }
  }
  return scanner.fail(
    'One of = != < > <= >=, IS NULL, IS TRUE, IS FALSE or NOT EXISTS is expected after a selector.',
    start,
  )
}

function readWord(scanner: Scanner): string {
  return scanner.takeWhile((char) => char >= 'A' && char <= 'Z')
}
