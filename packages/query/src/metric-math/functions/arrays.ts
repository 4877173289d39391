import { unreachable } from '@atalaya/model'
import { emptySeries, type TimeSeries } from '../time-series.ts'
import { list, scalar, series, type Value } from '../value.ts'
import { average, greatest, least, overTime, total } from './aggregate.ts'
import type { CallContext, MathFunction } from './function.ts'

/** FIRST and LAST. The element of an array without any is a series without points. */
export function element(index: 0 | -1): MathFunction {
  return {
    arity: [1, 1],
    takes: 'TS[]',
    apply: ([value], { host }) => {
      if (value?.kind !== 'list') return undefined
      return series(value.list.at(index) ?? emptySeries(host.grid(host.periodSeconds)))
    },
  }
}

/** METRICS(['text']): the metrics of the request, or those of them whose ids contain the text. */
export const metrics: MathFunction = {
  arity: [0, 1],
  takes: '[String]',
  apply: ([text], { host }) => {
    if (text !== undefined && text.kind !== 'string') return undefined
    const found = host.metrics().filter(({ id }) => text === undefined || id.includes(text.value))
    return list(found.map((metric) => metric.series))
  },
}

export const metricCount: MathFunction = {
  arity: [1, 1],
  takes: 'TS[]',
  apply: ([value]) => (value?.kind === 'list' ? scalar(value.list.length) : undefined),
}

export const removeEmpty: MathFunction = {
  arity: [1, 1],
  takes: 'TS[]',
  apply: ([value]) => {
    if (value?.kind !== 'list') return undefined
    return list(value.list.filter(({ values }) => values.some((one) => !Number.isNaN(one))))
  },
}

/** SLICE(TS[], start[, end]): counted from 0; the end is exclusive and by default that of the array. */
export const slice: MathFunction = {
  arity: [2, 3],
  takes: 'TS[], S[, S]',
  apply: ([value, start, end], context) => {
    if (value?.kind !== 'list' || start?.kind !== 'scalar') return undefined
    if (end !== undefined && end.kind !== 'scalar') return undefined
    const from = index(start.value, context)
    return list(value.list.slice(from, end === undefined ? undefined : index(end.value, context)))
  },
}

function index(value: number, { fail }: CallContext): number {
  if (Number.isInteger(value) && value >= 0) return value
  // Without data a scalar may be nothing at all.
  return Number.isNaN(value) ? 0 : fail(`SLICE takes whole numbers from 0, got ${value}`)
}

/** SORT(TS[], AVG|MIN|MAX|SUM, ASC|DESC[, count]): series without points come last, equal ones stay in order (our choice). */
export const sort: MathFunction = {
  arity: [3, 4],
  takes: 'TS[], AVG|MIN|MAX|SUM, ASC|DESC[, S]',
  apply: ([value, by, order, count], context) => {
    if (value?.kind !== 'list') return undefined
    if (count !== undefined && count.kind !== 'scalar') return undefined
    const key = sortKey(by, context)
    const direction = sortDirection(order, context)
    const keyed = value.list.map((one) => ({ one, key: isEmpty(one) ? Number.NaN : key(one) }))
    keyed.sort((a, b) => compare(a.key, b.key, direction))
    const limit = count === undefined ? undefined : index(count.value, context)
    return list(keyed.slice(0, limit).map(({ one }) => one))
  },
}

function isEmpty({ values }: TimeSeries): boolean {
  return values.every(Number.isNaN)
}

function compare(a: number, b: number, direction: 1 | -1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return direction * (a - b)
}

const SORT_KEYS = { AVG: average, MIN: least, MAX: greatest, SUM: total } as const

function sortKey(by: Value | undefined, { fail }: CallContext): (one: TimeSeries) => number {
  const name = by?.kind === 'keyword' ? by.name : undefined
  if (name !== 'AVG' && name !== 'MIN' && name !== 'MAX' && name !== 'SUM') {
    return fail('The second argument of SORT must be AVG, MIN, MAX or SUM')
  }
  return (one) => overTime(SORT_KEYS[name], one)
}

function sortDirection(order: Value | undefined, { fail }: CallContext): 1 | -1 {
  const name = order?.kind === 'keyword' ? order.name : undefined
  switch (name) {
    case 'ASC':
      return 1
    case 'DESC':
      return -1
    default:
      return fail('The third argument of SORT must be ASC or DESC')
  }
}

/** PERIOD(metric) in seconds. */
export const period: MathFunction = {
  arity: [1, 1],
  takes: 'TS',
  apply: ([value]) => (value?.kind === 'series' ? scalar(value.series.periodSeconds) : undefined),
}

/** TIME_SERIES(S): the number at every period of the range. */
export const timeSeries: MathFunction = {
  arity: [1, 1],
  takes: 'S',
  apply: ([value], { host }) => {
    if (value?.kind !== 'scalar') return undefined
    const empty = emptySeries(host.grid(host.periodSeconds))
    return series({ ...empty, values: empty.values.fill(value.value) })
  },
}

/** SEARCH('…', 'Stat'[, period]). What it finds has been looked up before. */
export const search: MathFunction = {
  arity: [2, 3],
  takes: 'String, String[, S]',
  apply: ([text, stat, seconds], { call, host }) => {
    if (text?.kind !== 'string' || stat?.kind !== 'string') return undefined
    if (seconds !== undefined && seconds.kind !== 'scalar') return undefined
    return list(host.search(call))
  },
}

const DEFAULT_BAND_DEVIATIONS = 2

/** ANOMALY_DETECTION_BAND(TS[, deviations]): lower bound, then upper bound. */
export const anomalyDetectionBand: MathFunction = {
  arity: [1, 2],
  takes: 'TS[, S]',
  apply: ([value, deviations], { call, host, fail }) => {
    if (value?.kind !== 'series') return undefined
    if (deviations !== undefined && deviations.kind !== 'scalar') return undefined
    const stddev = deviations?.value ?? DEFAULT_BAND_DEVIATIONS
    if (stddev <= 0) fail(`The width of the band must be greater than 0, got ${stddev}`)
    return list(host.band(call, value.series, stddev))
  },
}

/** What AWS would ask of another service, which is not here: nothing is known, so nothing is returned (our choice). */
export function external(result: 'series' | 'list', arity: readonly [number, number], takes: string): MathFunction {
  return {
    arity,
    takes,
    apply: (args, { host }): Value => {
      const about = args[0]
      switch (result) {
        case 'series':
          return series(emptySeries(about?.kind === 'series' ? about.series.grid : host.grid(host.periodSeconds)))
        case 'list':
          return list([])
        default:
          return unreachable(result)
      }
    },
  }
}
