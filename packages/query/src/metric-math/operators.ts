import type { BinaryOperator } from './ast.ts'
import { onOneGrid, type TimeSeries, withValues } from './time-series.ts'
import { list, scalar, series, typeName, type Value } from './value.ts'

/*
 * Operators. A result has a point where one of the operands has one, and what the other lacks there counts as 0; a scalar has
 * no timestamps and gives none. Dividing by zero leaves no point. Comparisons and logic give 1 or 0.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-operators
 */

type Operation = (a: number, b: number) => number

const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? Number.NaN : a / b),
  '^': (a, b) => finite(a ** b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}

/** @param fail called when there is no such operation on these types */
export function applyOperator(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  fail: (message: string) => never,
): Value {
  const operation = OPERATIONS[operator]
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return scalar(known(left.value, right.value) ? operation(left.value, right.value) : Number.NaN)
  }
  if (left.kind === 'series' && right.kind === 'series') return series(combine(operation, left.series, right.series))
  if (left.kind === 'series' && right.kind === 'scalar') return series(withRight(operation, left.series, right.value))
  if (left.kind === 'scalar' && right.kind === 'series') return series(withLeft(operation, left.value, right.series))
  if (left.kind === 'list' && right.kind === 'scalar') {
    return list(left.list.map((one) => withRight(operation, one, right.value)))
  }
  if (left.kind === 'scalar' && right.kind === 'list') {
    return list(right.list.map((one) => withLeft(operation, left.value, one)))
  }
  if (left.kind === 'list' && right.kind === 'series') {
    return list(left.list.map((one) => ({ ...combine(operation, one, right.series), source: one.source })))
  }
  if (left.kind === 'series' && right.kind === 'list') {
    return list(right.list.map((one) => ({ ...combine(operation, left.series, one), source: one.source })))
  }
  return fail(`Unsupported operand type(s) for ${operator}: '[${typeName(left)}, ${typeName(right)}]'`)
}

export function negate(value: Value, fail: (message: string) => never): Value {
  switch (value.kind) {
    case 'scalar':
      return scalar(-value.value)
    case 'series':
      return series(withLeft(OPERATIONS['*'], -1, value.series))
    case 'list':
      return list(value.list.map((one) => withLeft(OPERATIONS['*'], -1, one)))
    default:
      return fail(`Unsupported operand type(s) for -: '[${typeName(value)}]'`)
  }
}

function known(a: number, b: number): boolean {
  return !Number.isNaN(a) && !Number.isNaN(b)
}

function combine(operation: Operation, left: TimeSeries, right: TimeSeries): TimeSeries {
  const [a, b] = onOneGrid([left, right]) as [TimeSeries, TimeSeries]
  const values = new Float64Array(a.values.length)
  for (let i = 0; i < values.length; i += 1) {
    const x = a.values[i] as number
    const y = b.values[i] as number
    const noX = Number.isNaN(x)
    const noY = Number.isNaN(y)
    values[i] = noX && noY ? Number.NaN : operation(noX ? 0 : x, noY ? 0 : y)
  }
  return { grid: a.grid, values, periodSeconds: Math.min(a.periodSeconds, b.periodSeconds), source: undefined }
}

function withRight(operation: Operation, left: TimeSeries, right: number): TimeSeries {
  return mapPoints(left, (value) => operation(value, right), right)
}

function withLeft(operation: Operation, left: number, right: TimeSeries): TimeSeries {
  return mapPoints(right, (value) => operation(left, value), left)
}

function mapPoints(of: TimeSeries, map: (value: number) => number, other: number): TimeSeries {
  const values = new Float64Array(of.values.length)
  if (Number.isNaN(other)) return withValues(of, values.fill(Number.NaN))
  for (let i = 0; i < values.length; i += 1) {
    const value = of.values[i] as number
    values[i] = Number.isNaN(value) ? value : map(value)
  }
  return withValues(of, values)
}
