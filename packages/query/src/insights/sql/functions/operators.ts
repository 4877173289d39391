import { requiredLiteral } from '../../../regex/required-literals.ts'
import type { Bound } from '../../bound.ts'
import { comparedNumber, valueText } from '../../value.ts'
import { textOf, type Writer } from '../expression.ts'
import { at, literalText, type SqlFunction, simple } from './signature.ts'

const COMPARISONS = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

export const OPERATOR_SQL: Readonly<Record<string, SqlFunction>> = {
  add: arithmetic((_, a, b) => `${a} + ${b}`),
  subtract: arithmetic((_, a, b) => `${a} - ${b}`),
  multiply: arithmetic((_, a, b) => `${a} * ${b}`),
  divide: arithmetic((_, a, b) => `${a} / ${b}`),
  modulo: (writer, args) => {
    const [a, b] = [writer.once(writer.value(at(args, 0))), writer.once(writer.value(at(args, 1)))]
    return finite(writer, writer.dialect.modulo(a, b))
  },
  negate: simple((_, args) => `(0 - ${at(args, 0)})`),
  ...Object.fromEntries(Object.entries(COMPARISONS).map(([name, op]) => [name, comparison(name, op)])),
  in: membership,
  and: connective('AND'),
  or: connective('OR'),
  not: (writer, args) => `NOT coalesce(${writer.test(at(args, 0))}, false)`,
  contains: simple(({ dialect }, args) => dialect.contains(at(args, 0), at(args, 1))),
  matches,
  toText: (writer, args) => textOf(writer, writer.value(at(args, 0)), at(args, 0).type),
  toFlag: (writer, args) => `${writer.number(at(args, 0))} <> 0`,
}

/** Without a `not` inside, taking null for false at the end is the same as taking it for false everywhere. */
function connective(op: 'AND' | 'OR'): SqlFunction {
  return (writer, args) => `coalesce(${writer.test(at(args, 0))} ${op} ${writer.test(at(args, 1))}, false)`
}

/** Infinite numbers survive additions and multiplications as such or as none, so a chain of them is looked at once. */
const KEEPS_INFINITY: ReadonlySet<string> = new Set(['add', 'subtract', 'multiply'])

function arithmetic(write: (writer: Writer, a: string, b: string) => string): SqlFunction {
  return (writer, args, call) => {
    const [a, b] = [operand(writer, at(args, 0), call), operand(writer, at(args, 1), call)]
    return finite(writer, write(writer, a, b))
  }
}

/** Without the look at its result where the result of the whole is looked at. */
function operand(writer: Writer, arg: Bound, parent: Bound): string {
  const [a, b] = arg.kind === 'call' ? arg.args : []
  const isChain = parent.kind === 'call' && KEEPS_INFINITY.has(parent.name)
  if (!isChain || arg.kind !== 'call' || a === undefined || b === undefined) return writer.value(arg)
  const op = CHAINED[arg.name]
  return op === undefined ? writer.value(arg) : `(${operand(writer, a, arg)} ${op} ${operand(writer, b, arg)})`
}

const CHAINED: Readonly<Record<string, string>> = { add: '+', subtract: '-', multiply: '*' }

function finite(writer: Writer, sql: string): string {
  return writer.dialect.finite(writer.once(sql))
}

function isNumeric(bound: Bound): boolean {
  return bound.type === 'number' || bound.type === 'time' || bound.type === 'flag'
}

/** What can be said of a constant: the number it is, if any, and its text. */
function constant(bound: Bound): { readonly number: number | null; readonly text: string } | undefined {
  if (bound.kind !== 'const' || bound.value === null) return undefined
  return { number: comparedNumber(bound.value), text: valueText(bound.value, bound.type) ?? '' }
}

/**
 * Numbers if both sides are, else texts. `coalesce(numbers, texts)` is that: the first is null unless both are numbers, the
 * second only if one side is absent.
 */
function comparison(name: string, op: string): SqlFunction {
  return (writer, args) => {
    const [a, b] = [at(args, 0), at(args, 1)]
    if (isNumeric(a) && isNumeric(b)) return `${writer.number(a)} ${op} ${writer.number(b)}`
    const fixed = constant(b) ?? constant(a)
    const byText = (): string => `${writer.text(a)} ${op} ${writer.text(b)}`
    if (fixed !== undefined && fixed.number === null) return byText()
    const byNumber = `${numberOf(writer, a)} ${op} ${numberOf(writer, b)}`
    // A text that spells no number is no text that spells this one.
    if (fixed !== undefined && name === 'eq') return byNumber
    return `coalesce(${byNumber}, ${byText()})`
  }
}

function numberOf(writer: Writer, bound: Bound): string {
  const fixed = constant(bound)
  return fixed?.number == null ? writer.number(bound) : writer.param(fixed.number)
}

/** Constants in two lists, one for each way to compare; anything else one by one. */
function membership(writer: Writer, [a, ...members]: readonly Bound[]): string {
  if (a === undefined) return 'false'
  const tests: string[] = []
  const numbers: number[] = []
  const texts: string[] = []
  for (const member of members) {
    const fixed = constant(member)
    if (member.kind === 'const' && member.value === null) continue
    if (fixed === undefined) tests.push(comparison('eq', '=')(writer, [a, member], a))
    else if (fixed.number === null) texts.push(fixed.text)
    else numbers.push(fixed.number)
  }
  const list = (values: readonly (string | number)[]): string => values.map((value) => writer.param(value)).join(', ')
  if (numbers.length > 0) tests.push(`${writer.number(a)} IN (${list(numbers)})`)
  if (texts.length > 0) tests.push(`${writer.text(a)} IN (${list(texts)})`)
  if (tests.length === 0) return 'false'
  return `coalesce(${tests.join(' OR ')}, false)`
}

/** A search for the longest text that every match contains goes first: it is several times as fast. */
function matches(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const text = writer.value(at(args, 0))
  const regex = literalText(args, 1)
  const literal = requiredLiteral(regex)
  if (literal !== undefined && literal === regex) return dialect.contains(text, writer.param(literal))
  const whole = dialect.matches(text, writer.param(unnamed(regex)))
  return literal === undefined ? whole : `(${dialect.contains(text, writer.param(literal))} AND ${whole})`
}

/** Named groups as plain ones: databases disagree on how they are written. */
export function unnamed(regex: string): string {
  return regex.replace(/(\\[\s\S])|\(\?P?<[A-Za-z_]\w*>/g, (whole, escaped: string | undefined) =>
    escaped === undefined ? '(' : whole,
  )
}
