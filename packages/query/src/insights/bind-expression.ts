import { compileRegex } from '../regex/linear-regex.ts'
import { SyntaxProblem } from '../syntax-problem.ts'
import type { Binary, Call, Expression, Field, Match, Membership, Query, Span } from './ast.ts'
import type { Bound } from './bound.ts'
import { call, convert } from './call.ts'
import { MAX_CASE_BRANCHES } from './functions/general.ts'
import { AGGREGATES_BY_WORD, FUNCTIONS_BY_WORD } from './functions/index.ts'
import type { FunctionSpec, Param } from './functions/signature.ts'
import { durationMs, roundTime } from './periods.ts'
import type { Program } from './plan.ts'
import { printExpression } from './print-expression.ts'
import { flagConst, numberConst, type Scope, textConst } from './scope.ts'
import { didYouMean } from './suggest.ts'

/** What expressions mean at one place of a query. */
export interface ExpressionContext {
  readonly scope: Scope
  readonly range: { readonly startMs: number; readonly endMs: number }
  readonly nowMs: number
  /** Binds a query in parentheses. */
  readonly subquery: (query: Query, span: Span) => Program
  /** In `stats`: what becomes of a call of an aggregate. Elsewhere there may be none. */
  readonly aggregate?: (call: Call) => Bound
  /** Behind `by`: how far the boundaries of bins are shifted. */
  readonly binOffsetMs?: number
}

/** @throws {SyntaxProblem} for names and functions that do not exist and arguments that do not fit */
export function bindExpression(expression: Expression, context: ExpressionContext): Bound {
  switch (expression.kind) {
    case 'number':
      return numberConst(expression.value)
    case 'string':
      return textConst(expression.value)
    case 'duration':
      return numberConst(durationMs(expression))
    case 'field':
      return bindField(expression, context)
    case 'star':
      return problem("'*' can only be the argument of count", expression.span)
    case 'regex':
      return problem(
        'A regular expression can only follow like and =~, or be the second argument of regexReplace',
        expression.span,
      )
    default: {
      const known = context.scope.printed.get(printExpression(expression))
      if (known !== undefined) return { kind: 'column', type: known.type, id: known.id }
      return bindCompound(expression, context)
    }
  }
}

/** An expression that must be true or false. */
export function bindCondition(expression: Expression, context: ExpressionContext): Bound {
  if (expression.kind === 'string' || expression.kind === 'number') {
    return problem('A condition is expected, not a value', expression.span)
  }
  return convert(bindExpression(expression, context), 'flag')
}

function bindCompound(
  expression: Exclude<Expression, { kind: 'number' | 'string' | 'duration' | 'field' | 'star' | 'regex' }>,
  context: ExpressionContext,
): Bound {
  switch (expression.kind) {
    case 'unary':
      if (expression.operator === 'not') return call('not', [bindCondition(expression.operand, context)])
      return call('negate', [bindExpression(expression.operand, context)])
    case 'binary':
      return bindBinary(expression, context)
    case 'match':
      return bindMatch(expression, context)
    case 'in':
      return bindMembership(expression, context)
    case 'call':
      return bindCall(expression, context)
  }
}

/** `true` and `false` are flags (our choice): as names of fields they would never be meant. */
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false }

export function bindField(field: Field, { scope }: Pick<ExpressionContext, 'scope'>): Bound {
  const flag = Object.hasOwn(FLAGS, field.name) ? FLAGS[field.name] : undefined
  if (flag !== undefined && !scope.names.has(field.name)) return flagConst(flag)
  return scope.find(field) ?? unknownSymbol(field.name, field.span)
}

const OPERATORS = {
  or: 'or',
  and: 'and',
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '^': 'power',
} as const satisfies Record<Binary['operator'], string>

function bindBinary({ operator, left, right }: Binary, context: ExpressionContext): Bound {
  const bind = operator === 'and' || operator === 'or' ? bindCondition : bindExpression
  return call(OPERATORS[operator], [bind(left, context), bind(right, context)])
}

function bindMatch({ operand, operator, pattern, negated }: Match, context: ExpressionContext): Bound {
  const text = convert(bindExpression(operand, context), 'text')
  const isRegex = pattern.kind === 'regex' || operator === '=~'
  const source = pattern.kind === 'regex' ? pattern.source : pattern.value
  // The span of a literal begins with its delimiter.
  if (isRegex) checkRegex(source, pattern.span)
  const test = call(isRegex ? 'matches' : 'contains', [text, textConst(source)])
  if (!negated) return test
  // As `!=`: a missing field does not differ from anything.
  return call('and', [call('ispresent', [text]), call('not', [test])])
}

/** @throws {SyntaxProblem} when RE2 does not take it */
export function checkRegex(source: string, { start, end }: Span): void {
  try {
    compileRegex(source)
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new SyntaxProblem(error.message, start, end)
    throw error
  }
}

function bindMembership({ operand, members, negated, span }: Membership, context: ExpressionContext): Bound {
  const value = convert(bindExpression(operand, context), 'scalar')
  const test = (): Bound => {
    if (!('commands' in members)) {
      return call('in', [value, ...members.map((member) => bindExpression(member, context))])
    }
    const query = context.subquery(members, span)
    if (query.columns.length - (query.raw ? 1 : 0) !== 1) {
      return problem('A sub-query behind in must have exactly one field', members.span)
    }
    return { kind: 'inQuery', type: 'flag', operand: value, query }
  }
  if (!negated) return test()
  return call('and', [call('ispresent', [value]), call('not', [test()])])
}

function bindCall(expression: Call, context: ExpressionContext): Bound {
  const { name, args, span } = expression
  if (AGGREGATES_BY_WORD.has(name) || name === 'topk') {
    return context.aggregate?.(expression) ?? problem(`The aggregate function ${name} can only be used in stats`, span)
  }
  const special = SPECIAL_FUNCTIONS.find((candidate) => candidate.name.toLowerCase() === name)
  if (special !== undefined) return special.bind(expression, context)
  const spec = FUNCTIONS_BY_WORD.get(name)
  if (spec === undefined) {
    return problem(`Unknown function: ${name}${didYouMean(name, functionNames(context))}`, span)
  }
  checkCount(spec, args.length, span)
  const bound = args.map((arg, i) => bindArgument(arg, spec, spec.params[i], context))
  return call(spec.name, bound)
}

function* functionNames({ aggregate }: ExpressionContext): Generator<string> {
  for (const { name } of FUNCTIONS_BY_WORD.values()) yield name
  for (const { name } of SPECIAL_FUNCTIONS) yield name
  if (aggregate !== undefined) for (const { name } of AGGREGATES_BY_WORD.values()) yield name
}

/** A function that is not just one of its arguments: it rounds by a duration, or is the same for the whole query. */
interface SpecialFunction {
  readonly name: string
  readonly summary: string
  readonly example: readonly [expression: string, result: string]
  readonly bind: (call: Call, context: ExpressionContext) => Bound
}

export const SPECIAL_FUNCTIONS: readonly SpecialFunction[] = [
  {
    name: 'bin',
    summary: 'The beginning of the period that the event lies in: `datefloor` of `@timestamp`.',
    example: ['bin(5m)', '2026-06-17 00:00:00.000'],
    bind: bindBin,
  },
  {
    name: 'datefloor',
    summary: 'The beginning of the period that a time lies in.',
    example: ['datefloor(@timestamp, 1h)', '2026-06-17 00:00:00.000'],
    bind: (expression, context) => bindRounding(expression, 'floor', context),
  },
  {
    name: 'dateceil',
    summary: 'The end of the period that a time lies in; a time at its very beginning stays.',
    example: ['dateceil(@timestamp, 1h)', '2026-06-17 01:00:00.000'],
    bind: (expression, context) => bindRounding(expression, 'ceil', context),
  },
  {
    name: 'now',
    summary: 'Seconds after 1970 at which the query began.',
    example: ['now()', '1781658000'],
    bind: (expression, { nowMs }) => constant(expression, Math.floor(nowMs / 1000)),
  },
  {
    name: 'queryStartTime',
    summary: 'Where the range of the query begins, in milliseconds after 1970.',
    example: ['queryStartTime()', '1781654400000'],
    bind: (expression, { range }) => constant(expression, range.startMs),
  },
  {
    name: 'queryEndTime',
    summary: 'The last millisecond of the range.',
    example: ['queryEndTime()', '1781657999999'],
    bind: (expression, { range }) => constant(expression, range.endMs - 1),
  },
  {
    name: 'queryTimeRange',
    summary: 'How long the range is, in milliseconds.',
    example: ['queryTimeRange()', '3599999'],
    bind: (expression, { range }) => constant(expression, range.endMs - 1 - range.startMs),
  },
]

function constant({ name, args, span }: Call, value: number): Bound {
  return args.length === 0 ? numberConst(value) : wrongCount(name, '0', args.length, span)
}

const TIMESTAMP: Field = {
  kind: 'field',
  name: '@timestamp',
  base: '@timestamp',
  accessors: [],
  span: { start: 0, end: 0 },
}

/** The time of the event, which `bin` and some aggregates are about. */
export function bindTimestamp({ scope }: Pick<ExpressionContext, 'scope'>, span: Span): Bound {
  return scope.find(TIMESTAMP) ?? unknownSymbol('@timestamp', span)
}

function bindBin({ name, args, span }: Call, context: ExpressionContext): Bound {
  const [period] = args
  if (period === undefined || args.length > 1) return wrongCount(name, '1', args.length, span)
  if (period.kind !== 'duration') return problem('bin takes a period such as 5m', period.span)
  return roundTime(bindTimestamp(context, span), 'floor', period, context.binOffsetMs)
}

function bindRounding({ name, args, span }: Call, to: 'floor' | 'ceil', context: ExpressionContext): Bound {
  const [time, period] = args
  if (time === undefined || period === undefined || args.length > 2) return wrongCount(name, '2', args.length, span)
  if (period.kind !== 'duration') return problem(`${name} takes a time and a period such as 5m`, period.span)
  return roundTime(convert(bindExpression(time, context), 'time'), to, period)
}

function checkCount(spec: FunctionSpec, count: number, span: Span): void {
  const least = spec.params.filter((param) => param.optional !== true).length + (spec.rest?.min ?? 0)
  const most = spec.rest === undefined ? spec.params.length : Number.POSITIVE_INFINITY
  if (count < least || count > most) {
    const expected =
      least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
    wrongCount(spec.name, expected, count, span)
  }
  if (spec.name === 'case' && Math.floor(count / 2) > MAX_CASE_BRANCHES) {
    problem(`case takes at most ${MAX_CASE_BRANCHES} conditions`, span)
  }
}

export function wrongCount(name: string, expected: string, got: number, span: Span): never {
  return problem(`The function ${name} takes ${expected} argument${expected === '1' ? '' : 's'}, got ${got}`, span)
}

function bindArgument(
  arg: Expression,
  spec: FunctionSpec,
  param: Param | undefined,
  context: ExpressionContext,
): Bound {
  if (param?.literal !== true) {
    return param?.type === 'flag' ? bindCondition(unquoteFlag(arg), context) : bindExpression(arg, context)
  }
  return bindLiteral(arg, spec.name, param, context)
}

/** `strcontains(a, b, 1)` */
function unquoteFlag(arg: Expression): Expression {
  if (arg.kind !== 'number') return arg
  const name = arg.value === 0 ? 'false' : 'true'
  return { kind: 'field', name, base: name, accessors: [], span: arg.span }
}

/** An argument that must be written out. */
export function bindLiteral(arg: Expression, name: string, param: Param, context: ExpressionContext): Bound {
  const value = arg.kind === 'regex' ? textConst(arg.source) : convert(bindExpression(arg, context), param.type)
  if (value.kind !== 'const' || value.value === null) {
    return problem(`The ${param.name} of ${name} must be written out, not come from a field`, arg.span)
  }
  const wrong = param.check?.(value.value)
  return wrong === undefined ? value : problem(wrong, arg.span)
}

/** In the words of CloudWatch. */
export function unknownSymbol(name: string, span: Span): never {
  return problem(`Unknown symbols found in or after stats: ${name}`, span)
}

export function problem(message: string, { start, end }: Span): never {
  throw new SyntaxProblem(message, start, end)
}
