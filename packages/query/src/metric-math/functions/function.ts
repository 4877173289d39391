import type { MathCall, MathExpression } from '../ast.ts'
import type { Grid, TimeSeries } from '../time-series.ts'
import { typeName, type Value } from '../value.ts'

/** What an expression can ask of the request it belongs to. */
export interface MathHost {
  /** The queries of the request that ask for a metric, in their order. */
  metrics(): readonly { readonly id: string; readonly series: TimeSeries }[]
  /** What a call of SEARCH has found. */
  search(call: MathCall): readonly TimeSeries[]
  /** Lower and upper bound of what is normal for the argument of a call of ANOMALY_DETECTION_BAND. */
  band(call: MathCall, series: TimeSeries, stddev: number): readonly [TimeSeries, TimeSeries]
  /** The slots of the requested range for a period. */
  grid(periodSeconds: number): Grid
  /** Of what an expression makes without a metric. */
  readonly periodSeconds: number
}

export interface CallContext {
  readonly call: MathCall
  readonly host: MathHost
  /** @throws {SyntaxProblem} */
  readonly fail: (message: string, at?: MathExpression) => never
}

export interface MathFunction {
  /** Least and greatest number of arguments. */
  readonly arity: readonly [number, number]
  /** In words, for errors: `TS|TS[]`. */
  readonly takes: string
  /** Undefined when the types do not fit; the caller says so. */
  readonly apply: (args: readonly Value[], context: CallContext) => Value | undefined
}

export function argumentNames(args: readonly Value[]): string {
  return args.map(typeName).join(', ')
}
