import { readExpression } from './expression.ts'
import { MAX_PATTERN_REGEXES } from './parse-json.ts'
import type { Column, ColumnTest, FilterPattern } from './pattern.ts'
import type { Scanner } from './scanner.ts'

const NAME_CHAR = /[A-Za-z0-9_-]/

/** `[name, name operator value, ...]` */
export function parseColumns(scanner: Scanner): FilterPattern {
  const start = scanner.at
  scanner.take('[')
  const columns: Column[] = []
  const names = new Set<string>()
  scanner.skipBlanks()
  if (!scanner.take(']')) {
    do columns.push(readColumn(scanner, names))
    while (scanner.take(','))
    if (!scanner.take(']')) scanner.fail("',' or ']' is expected here.")
  }
  scanner.skipBlanks()
  if (!scanner.done) scanner.fail("Nothing may follow the closing ']'.")
  if (scanner.regexCount > MAX_PATTERN_REGEXES) {
    scanner.fail(`A space-delimited pattern may have ${MAX_PATTERN_REGEXES} regular expressions only.`, start)
  }
  if (columns.filter((column) => column.kind === 'rest').length > 1) {
    scanner.fail("A space-delimited pattern may have one '...' only.", start)
  }
  return { kind: 'columns', columns }
}

function readColumn(scanner: Scanner, names: Set<string>): Column {
  scanner.skipBlanks()
  if (scanner.take('...')) {
    scanner.skipBlanks()
    return { kind: 'rest' }
  }
  const start = scanner.at
  const name = readName(scanner)
  if (names.has(name)) scanner.fail(`The field name '${name}' occurs twice.`, start)
  names.add(name)
  scanner.skipBlanks()
  if (scanner.done || scanner.peek() === ',' || scanner.peek() === ']') return { kind: 'field', name }

  // Every test of a field repeats its name; the first was just read, to know which one it is.
  scanner.at = start
  const test = readExpression<ColumnTest>(scanner, { parentheses: false, readTest: (at) => readTest(at, name) })
  return { kind: 'field', name, test }
}

function readTest(scanner: Scanner, expectedName: string): ColumnTest {
  const nameStart = scanner.at
  const name = readName(scanner)
  if (name !== expectedName) scanner.fail(`All conditions of a field must be about '${expectedName}'.`, nameStart)
  scanner.skipBlanks()
  const operator = scanner.takeOperator()
  if (operator === undefined) return scanner.fail('One of = != < > <= >= is expected after a field name.')
  scanner.skipBlanks()
  const start = scanner.at
  const operand = scanner.operand()
  if (operator !== '=' && operator !== '!=' && operand.kind !== 'number') {
    scanner.fail(`${operator} compares numbers only.`, start)
  }
  return { operator, operand }
}

function readName(scanner: Scanner): string {
  const name = scanner.takeWhile((char) => NAME_CHAR.test(char))
  if (name === '') scanner.fail("A field name (letters, digits, '_', '-') or '...' is expected here.")
  return name
}
