import type {
  Binary,
  BinaryOperator,
  Call,
  Column,
  Expression,
  Membership,
  RegexLiteral,
  StringLiteral,
} from './ast.ts'
import type { Cursor, Token } from './cursor.ts'
import { parseSubquery } from './parse.ts'

/*
 * Expressions, by precedence from loose to tight:
 *
 *   or   and   not   = != < <= > >= like =~ in   + -   * / %   ^ (right-associative)   unary minus
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */

/** Words that end an expression or join two; a field of such a name is written in backticks. */
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'like', 'in', 'as', 'by', 'asc', 'desc'])

/** Deeper nesting is refused, so that no text can exhaust the stack. */
const MAX_DEPTH = 100

/** Operators of one level that may follow each other: each is a level of the tree. */
const MAX_CHAIN = 500

const COMPARISONS: ReadonlySet<string> = new Set(['=', '==', '!=', '<', '<=', '>', '>='])

export function parseExpression(cursor: Cursor): Expression {
  return nested(cursor, () => parseOr(cursor))
}

/** `expression [as name]`; without an alias the text as written is the name. */
export function parseColumn(cursor: Cursor): Column {
  const start = cursor.peek().span.start
  const expression = parseExpression(cursor)
  const text = cursor.text.slice(start, cursor.lastEnd)
  const alias = cursor.takeWord('as') ? cursor.expectField().name : undefined
  const name = alias ?? (expression.kind === 'field' ? expression.name : text)
  return { expression, alias, name, span: cursor.spanFrom(start) }
}

/** One or more, separated by commas. */
export function parseList<T>(cursor: Cursor, parse: (cursor: Cursor) => T): readonly T[] {
  const items = [parse(cursor)]
  while (cursor.takeSymbol(',')) items.push(parse(cursor))
  return items
}

/** Runs a part of the parser one level deeper. */
export function nested<T>(cursor: Cursor, parse: () => T): T {
  if (cursor.depth >= MAX_DEPTH) cursor.fail('The query is nested too deeply.', cursor.peek().span)
  cursor.depth += 1
  const result = parse()
  cursor.depth -= 1
  return result
}

function checkChain(cursor: Cursor, count: number): void {
  if (count > MAX_CHAIN) cursor.fail(`More than ${MAX_CHAIN} operators follow each other`, cursor.peek().span)
}

function parseOr(cursor: Cursor): Expression {
  let left = parseAnd(cursor)
  for (let count = 1; cursor.takeWord('or'); count += 1) {
    checkChain(cursor, count)
    left = binary(cursor, 'or', left, parseAnd(cursor))
  }
  return left
}

function parseAnd(cursor: Cursor): Expression {
  let left = parseNot(cursor)
  for (let count = 1; cursor.takeWord('and'); count += 1) {
    checkChain(cursor, count)
    left = binary(cursor, 'and', left, parseNot(cursor))
  }
  return left
}

function parseNot(cursor: Cursor): Expression {
  const start = cursor.peek().span.start
  if (cursor.takeWord('not') || cursor.takeSymbol('!')) {
    const operand = nested(cursor, () => parseNot(cursor))
    return { kind: 'unary', operator: 'not', operand, span: cursor.spanFrom(start) }
  }
  return parseComparison(cursor)
}

function parseComparison(cursor: Cursor): Expression {
  const left = parseSum(cursor)
  const token = cursor.peek()
  if (token.kind === 'symbol' && COMPARISONS.has(token.text)) {
    cursor.take()
    // AWS's own examples for Lambda have == too.
    const operator = token.text === '==' ? '=' : token.text
    return binary(cursor, operator as BinaryOperator, left, parseSum(cursor))
  }
  if (cursor.takeSymbol('=~')) {
    const pattern = parsePattern(cursor)
    return {
      kind: 'match',
      operator: '=~',
      negated: false,
      operand: left,
      pattern,
      span: cursor.spanFrom(left.span.start),
    }
  }
  const negated = cursor.takeWord('not')
  if (cursor.takeWord('like')) {
    const pattern = parsePattern(cursor)
    return { kind: 'match', operator: 'like', negated, operand: left, pattern, span: cursor.spanFrom(left.span.start) }
  }
  if (cursor.takeWord('in')) return parseMembership(cursor, left, negated)
  if (negated) cursor.mismatch('K_LIKE', 'K_IN')
  return left
}

function parsePattern(cursor: Cursor): StringLiteral | RegexLiteral {
  if (cursor.atRegex()) return cursor.expectRegex()
  if (!cursor.atString()) cursor.mismatch('REGEX', 'STRING')
  const { value, span } = cursor.expectString()
  return { kind: 'string', value, span }
}

function parseMembership(cursor: Cursor, operand: Expression, negated: boolean): Membership {
  if (cursor.takeSymbol('[')) {
    const members = cursor.atSymbol(']') ? [] : parseList(cursor, parseSum)
    cursor.expectSymbol(']')
    return { kind: 'in', operand, negated, members, span: cursor.spanFrom(operand.span.start) }
  }
  if (!cursor.atSymbol('(')) cursor.mismatch("'['", "'('")
  if (cursor.atListInParentheses())
    cursor.fail('A list behind in stands in brackets: in ["a", "b"]', cursor.peek().span)
  const members = parseSubquery(cursor)
  return { kind: 'in', operand, negated, members, span: cursor.spanFrom(operand.span.start) }
}

function parseSum(cursor: Cursor): Expression {
  let left = parseProduct(cursor)
  for (let count = 1; ; count += 1) {
    checkChain(cursor, count)
    const operator = takeOperator(cursor, ['+', '-'])
    if (operator === undefined) return left
    left = binary(cursor, operator, left, parseProduct(cursor))
  }
}

function parseProduct(cursor: Cursor): Expression {
  let left = parsePower(cursor)
  for (let count = 1; ; count += 1) {
    checkChain(cursor, count)
    const operator = takeOperator(cursor, ['*', '/', '%'])
    if (operator === undefined) return left
    left = binary(cursor, operator, left, parsePower(cursor))
  }
}

function parsePower(cursor: Cursor): Expression {
  const left = parseUnary(cursor)
  if (!cursor.takeSymbol('^')) return left
  return binary(
    cursor,
    '^',
    left,
    nested(cursor, () => parsePower(cursor)),
  )
}

function parseUnary(cursor: Cursor): Expression {
  const start = cursor.peek().span.start
  if (!cursor.takeSymbol('-')) return parsePrimary(cursor)
  const operand = nested(cursor, () => parseUnary(cursor))
  return { kind: 'unary', operator: '-', operand, span: cursor.spanFrom(start) }
}

function parsePrimary(cursor: Cursor): Expression {
  const token = cursor.peek()
  switch (token.kind) {
    case 'number':
      cursor.take()
      return { kind: 'number', value: token.value, text: token.text, span: token.span }
    case 'string':
      cursor.take()
      return { kind: 'string', value: token.value, span: token.span }
    case 'duration':
      cursor.take()
      return { kind: 'duration', amount: token.amount, unit: token.unit, span: token.span }
    case 'word':
    case 'quoted-name':
      return parseName(cursor, token)
    case 'symbol':
      if (!cursor.takeSymbol('(')) return cursor.mismatch('ID', 'NUMBER', 'STRING', "'('")
      return parseGroup(cursor)
    case 'end':
      return cursor.mismatch('ID', 'NUMBER', 'STRING', "'('")
  }
}

function parseGroup(cursor: Cursor): Expression {
  const inner = parseExpression(cursor)
  cursor.expectSymbol(')')
  return inner
}

function parseName(cursor: Cursor, token: Extract<Token, { kind: 'word' | 'quoted-name' }>): Expression {
  if (token.kind === 'word' && RESERVED.has(token.text.toLowerCase())) {
    return cursor.mismatch('ID', 'NUMBER', 'STRING', "'('")
  }
  const field = cursor.expectField()
  const callable = token.kind === 'word' && field.accessors.length === 0
  return callable && cursor.atSymbol('(') ? parseCall(cursor, field.name, field.span.start) : field
}

function parseCall(cursor: Cursor, name: string, start: number): Call {
  cursor.expectSymbol('(')
  const args = cursor.atSymbol(')') ? [] : parseList(cursor, parseArgument)
  cursor.expectSymbol(')')
  return { kind: 'call', name: name.toLowerCase(), args, span: cursor.spanFrom(start) }
}

function parseArgument(cursor: Cursor): Expression {
  const { span } = cursor.peek()
  if (cursor.atRegex()) return cursor.expectRegex()
  return cursor.takeSymbol('*') ? { kind: 'star', span } : parseExpression(cursor)
}

function takeOperator<const T extends BinaryOperator>(cursor: Cursor, operators: readonly T[]): T | undefined {
  return operators.find((operator) => cursor.takeSymbol(operator))
}

function binary(cursor: Cursor, operator: BinaryOperator, left: Expression, right: Expression): Binary {
  return { kind: 'binary', operator, left, right, span: cursor.spanFrom(left.span.start) }
}
