import { unreachable } from '@atalaya/model'
import type { TimeSeries } from './time-series.ts'

/** What an expression can be: S, TS, TS[] and String in CloudWatch's words, and the bare words that some functions take. */
export type Value =
  /** NaN when there is nothing to tell, such as the maximum of no points. */
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: TimeSeries }
  | { readonly kind: 'list'; readonly list: readonly TimeSeries[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'keyword'; readonly name: string }

export function scalar(value: number): Value {
  return { kind: 'scalar', value }
}

export function series(value: TimeSeries): Value {
  return { kind: 'series', series: value }
}

export function list(value: readonly TimeSeries[]): Value {
  return { kind: 'list', list: value }
}

/** As errors call it. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return 'Scalar'
    case 'series':
      return 'TimeSeries'
    case 'list':
      return 'ArrayOfTimeSeries'
    case 'string':
      return 'String'
    case 'keyword':
      return value.name
    default:
      return unreachable(value)
  }
}
