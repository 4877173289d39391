import { MINUTE_MS } from '@atalaya/model'
import type { Samples } from '../../pipeline/metric-points.ts'
import { isObject, type Json, objectOf } from './json.ts'

/** A datapoint on its way into the store. */
export interface GivenPoint {
  readonly timeMs: number
  /** Default: None. */
  readonly unit?: string
  readonly samples: Extract<Samples, { kind: 'value' | 'statistics' }>
}

const STANDARD = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum']

/**
 * Datapoints as clients of CloudWatch print them: the answer of `get-metric-statistics`, or a result of `get-metric-data`.
 *
 * SampleCount, Minimum, Maximum and one of Sum and Average are a statistic set; one statistic alone is the value of one sample.
 *
 * @param id of the result, when there are several
 * @throws {Error} for anything else
 */
export function readRecorded(text: string, id: string | undefined): readonly GivenPoint[] {
  const json = JSON.parse(text) as unknown
  const { Datapoints, MetricDataResults } = isObject(json) ? json : {}
  if (Array.isArray(Datapoints)) return Datapoints.map((point) => fromStatistics(objectOf(point))).sort(byTime)
  if (Array.isArray(MetricDataResults)) return fromMetricData(MetricDataResults.map(objectOf), id).sort(byTime)
  throw new Error('expected what get-metric-statistics or get-metric-data prints as JSON')
}

function byTime(a: GivenPoint, b: GivenPoint): number {
  return a.timeMs - b.timeMs
}

function fromStatistics(point: Json): GivenPoint {
  const { Timestamp, Unit, ExtendedStatistics, SampleCount: count, Sum, Average, Minimum: min, Maximum: max } = point
  const at = { timeMs: timeOf(Timestamp), ...(typeof Unit === 'string' ? { unit: Unit } : {}) }
  const extended = Object.values(objectOf(ExtendedStatistics))
  const given = [...STANDARD.flatMap((name) => point[name] ?? []), ...extended]
  const [value] = given
  if (given.length === 1 && typeof value === 'number') return { ...at, samples: { kind: 'value', value } }
  if (typeof count === 'number' && typeof min === 'number' && typeof max === 'number') {
    const sum = typeof Average === 'number' ? Average * count : Sum
    if (typeof sum === 'number') return { ...at, samples: { kind: 'statistics', count, sum, min, max } }
  }
  throw new Error('a datapoint needs SampleCount, Minimum, Maximum and Sum or Average, or one statistic alone')
}

function fromMetricData(results: readonly Json[], id: string | undefined): GivenPoint[] {
  const [result, ...others] = results.filter((one) => id === undefined || one.Id === id)
  if (result === undefined) throw new Error(id === undefined ? 'there is no result' : `there is no result '${id}'`)
  if (others.length > 0) throw new Error('there are several results: name the id of one')
  const { Timestamps, Values } = result
  if (!Array.isArray(Timestamps) || !Array.isArray(Values) || Timestamps.length !== Values.length) {
    throw new Error('a result needs as many Values as Timestamps')
  }
  return Timestamps.map((time: unknown, index): GivenPoint => {
    const value: unknown = Values[index]
    if (typeof value !== 'number') throw new Error(`expected a number, got ${JSON.stringify(value)}`)
    return { timeMs: timeOf(time), samples: { kind: 'value', value } }
  })
}

/** ISO 8601, or seconds since the epoch as some clients print them. */
function timeOf(time: unknown): number {
  const timeMs = typeof time === 'number' ? time * 1_000 : typeof time === 'string' ? Date.parse(time) : Number.NaN
  if (Number.isNaN(timeMs)) throw new Error(`expected a Timestamp, got ${JSON.stringify(time)}`)
  return timeMs
}

/** Up to when the points say something: as far behind the last as the closest two are apart, a minute when there is one. */
export function endOf(points: readonly GivenPoint[]): number | undefined {
  const last = points.at(-1)
  if (last === undefined) return undefined
  const gaps = points.slice(1).map(({ timeMs }, index) => timeMs - (points[index]?.timeMs ?? timeMs))
  return last.timeMs + Math.min(...gaps.filter((gap) => gap > 0), ...(gaps.some((gap) => gap > 0) ? [] : [MINUTE_MS]))
}
