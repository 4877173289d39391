/**
 * The registry in the words of OTLP, cumulative.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
import {
  attributesOf,
  field,
  type KeyValue,
  keyValueType,
  list,
  resourceType,
  scopeType,
  unixNano,
} from '../../otlp/common.ts'
import type { MessageType } from '../../otlp/protobuf.ts'
import type { FamilySpec, MetricFamily } from '../family.ts'
import type { MetricUnit } from '../metric-unit.ts'
import {
  CounterSeries,
  type Exemplar,
  ExponentialSeries,
  GaugeSeries,
  HistogramSeries,
  type Series,
  SummarySeries,
} from '../series.ts'

export interface ExportMetricsRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] }
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string }
      readonly metrics: readonly OtlpMetric[]
    }[]
  }[]
}

export interface OtlpMetric {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly gauge?: { readonly dataPoints: readonly NumberPoint[] }
  readonly sum?: {
    readonly dataPoints: readonly NumberPoint[]
    readonly aggregationTemporality: number
    readonly isMonotonic: boolean
  }
  readonly histogram?: { readonly dataPoints: readonly HistogramPoint[]; readonly aggregationTemporality: number }
  readonly exponentialHistogram?: {
    readonly dataPoints: readonly ExponentialPoint[]
    readonly aggregationTemporality: number
  }
}

interface Point {
  readonly attributes: readonly KeyValue[]
  readonly startTimeUnixNano: string
  readonly timeUnixNano: string
  readonly exemplars?: readonly OtlpExemplar[]
}

export interface NumberPoint extends Point {
  readonly asDouble: number
}

interface Totals extends Point {
  readonly count: string
  readonly sum: number
  readonly min?: number
  readonly max?: number
}

export interface HistogramPoint extends Totals {
  readonly bucketCounts: readonly string[]
  readonly explicitBounds: readonly number[]
}

export interface ExponentialPoint extends Totals {
  readonly scale: number
  readonly zeroCount: string
  readonly positive: { readonly offset: number; readonly bucketCounts: readonly string[] }
  readonly negative: { readonly offset: number; readonly bucketCounts: readonly string[] }
}

interface OtlpExemplar {
  readonly timeUnixNano: string
  readonly asDouble: number
  readonly spanId: string
  readonly traceId: string
}

/** @param resource - attributes such as `service.name` */
export function otlpMetrics(
  families: readonly MetricFamily[],
  resource: Readonly<Record<string, string>>,
  timeMs: number,
): ExportMetricsRequest {
  const time = unixNano(timeMs)
  const metrics = families.flatMap(({ spec, series }) =>
    byUnit(spec, series).flatMap((one) => metricOf(one.spec, one.series, time)),
  )
  const scopeMetrics = [{ scope: { name: '@atalaya/sdk' }, metrics }]
  return { resourceMetrics: [{ resource: { attributes: attributesOf(resource) }, scopeMetrics }] }
}

/** What `putMetric` has recorded under one name may be in several units: each is a metric of its own. */
function byUnit(spec: FamilySpec, series: readonly Series[]): readonly MetricFamily[] {
  if (spec.kind !== 'summary') return [{ spec, series }]
  const units = [...new Set(series.map((one) => one.spec.unit))]
  return units.map((unit) => ({ spec: { ...spec, unit }, series: series.filter((one) => one.spec.unit === unit) }))
}

/**
 * The same in as many requests as CloudWatch needs: it takes 1,000 data points in one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 */
export function otlpMetricBatches(...parameters: Parameters<typeof otlpMetrics>): readonly ExportMetricsRequest[] {
  const { resourceMetrics } = otlpMetrics(...parameters)
  return resourceMetrics.flatMap((of) =>
    of.scopeMetrics.flatMap(({ scope, metrics }) =>
      packed(metrics.flatMap(pieces)).map((part) => ({
        resourceMetrics: [{ ...of, scopeMetrics: [{ scope, metrics: part }] }],
      })),
    ),
  )
}

const MAX_POINTS = 1_000

function packed(metrics: readonly OtlpMetric[]): readonly (readonly OtlpMetric[])[] {
  const batches: OtlpMetric[][] = [[]]
  let points = 0
  for (const metric of metrics) {
    const count = pointsOf(metric).length
    if (points + count > MAX_POINTS) {
      batches.push([])
      points = 0
    }
    batches.at(-1)?.push(metric)
    points += count
  }
  return batches
}

/** A metric with too many points, as several of the same name. */
function pieces(metric: OtlpMetric): readonly OtlpMetric[] {
  const all = pointsOf(metric)
  if (all.length <= MAX_POINTS) return [metric]
  const { sum, gauge, histogram, exponentialHistogram } = metric
  return Array.from({ length: Math.ceil(all.length / MAX_POINTS) }, (_, index) => {
    const part = <T>(points: readonly T[]) => points.slice(index * MAX_POINTS, (index + 1) * MAX_POINTS)
    return {
      ...metric,
      ...(sum && { sum: { ...sum, dataPoints: part(sum.dataPoints) } }),
      ...(gauge && { gauge: { ...gauge, dataPoints: part(gauge.dataPoints) } }),
      ...(histogram && { histogram: { ...histogram, dataPoints: part(histogram.dataPoints) } }),
      ...(exponentialHistogram && {
        exponentialHistogram: { ...exponentialHistogram, dataPoints: part(exponentialHistogram.dataPoints) },
      }),
    }
  })
}

function pointsOf({ sum, gauge, histogram, exponentialHistogram }: OtlpMetric): readonly Point[] {
  return (sum ?? gauge ?? histogram ?? exponentialHistogram)?.dataPoints ?? []
}

const CUMULATIVE = 2

function metricOf(spec: FamilySpec, series: readonly Series[], time: string): readonly OtlpMetric[] {
  const head = { name: spec.name, description: spec.help, unit: UCUM[spec.unit] ?? '' }
  switch (spec.kind) {
    case 'counter': {
      const dataPoints = series.filter((one) => one instanceof CounterSeries).map((one) => counterPoint(one, time))
      if (dataPoints.length === 0) return []
      return [{ ...head, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } }]
    }
    case 'gauge': {
      const set = series.filter((one) => one instanceof GaugeSeries).filter(({ isSet }) => isSet)
      const dataPoints = set.map((one) => ({ ...pointOf(one, time), asDouble: one.value }))
      return dataPoints.length === 0 ? [] : [{ ...head, gauge: { dataPoints } }]
    }
    case 'exponential': {
      const dataPoints = series
        .filter((one) => one instanceof ExponentialSeries)
        .map((one) => exponentialPoint(one, time))
      if (dataPoints.length === 0) return []
      return [{ ...head, exponentialHistogram: { dataPoints, aggregationTemporality: CUMULATIVE } }]
    }
    case 'histogram':
    case 'summary': {
      const dataPoints = series.filter((one) => one instanceof SummarySeries).map((one) => histogramPoint(one, time))
      if (dataPoints.length === 0) return []
      return [{ ...head, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } }]
    }
    default:
      throw new Error(`BUG: unexpected kind ${String(spec.kind satisfies never)}`)
  }
}

function pointOf({ spec, startMs }: Series, time: string): Point {
  const attributes = spec.labelNames.flatMap((key, index) => {
    const stringValue = spec.labelValues[index] ?? ''
    return stringValue === '' ? [] : [{ key, value: { stringValue } }]
  })
  return { attributes, startTimeUnixNano: unixNano(startMs), timeUnixNano: time }
}

function counterPoint(series: CounterSeries, time: string): NumberPoint {
  return { ...pointOf(series, time), asDouble: series.value, ...exemplars([series.exemplar]) }
}

function totalsOf(series: SummarySeries, time: string): Totals {
  const { count, sum, min, max } = series
  const range = count === 0 ? {} : { min, max }
  return { ...pointOf(series, time), count: String(count), sum, ...range }
}

/** Values of which only the statistics are known are a histogram without buckets. */
function histogramPoint(series: SummarySeries, time: string): HistogramPoint {
  if (!(series instanceof HistogramSeries)) return { ...totalsOf(series, time), bucketCounts: [], explicitBounds: [] }
  return {
    ...totalsOf(series, time),
    bucketCounts: series.counts.map(String),
    explicitBounds: series.bounds,
    ...exemplars(series.exemplars),
  }
}

function exponentialPoint(series: ExponentialSeries, time: string): ExponentialPoint {
  const { buckets } = series
  const scale = buckets.level()
  const side = ({ offset, counts }: { readonly offset: number; readonly counts: readonly number[] }) => ({
    offset,
    bucketCounts: counts.map(String),
  })
  return {
    ...totalsOf(series, time),
    scale,
    zeroCount: String(buckets.zeroCount),
    positive: side(buckets.positive),
    negative: side(buckets.negative),
  }
}

function exemplars(of: readonly (Exemplar | undefined)[]): { readonly exemplars?: readonly OtlpExemplar[] } {
  const known = of.filter((one) => one !== undefined)
  if (known.length === 0) return {}
  return {
    exemplars: known.map(({ value, traceId, spanId, timeMs }) => ({
      timeUnixNano: unixNano(timeMs),
      asDouble: value,
      spanId,
      traceId,
    })),
  }
}

/** @see https://ucum.org/ucum */
const UCUM: Readonly<Partial<Record<MetricUnit, string>>> = {
  Seconds: 's',
  Milliseconds: 'ms',
  Microseconds: 'us',
  Bytes: 'By',
  Kilobytes: 'kBy',
  Megabytes: 'MBy',
  Gigabytes: 'GBy',
  Terabytes: 'TBy',
  Bits: 'bit',
  Kilobits: 'kbit',
  Megabits: 'Mbit',
  Gigabits: 'Gbit',
  Terabits: 'Tbit',
  Percent: '%',
  Count: '1',
  'Bytes/Second': 'By/s',
  'Kilobytes/Second': 'kBy/s',
  'Megabytes/Second': 'MBy/s',
  'Gigabytes/Second': 'GBy/s',
  'Terabytes/Second': 'TBy/s',
  'Bits/Second': 'bit/s',
  'Kilobits/Second': 'kbit/s',
  'Megabits/Second': 'Mbit/s',
  'Gigabits/Second': 'Gbit/s',
  'Terabits/Second': 'Tbit/s',
  'Count/Second': '1/s',
}

const exemplarType: MessageType = () => ({
  timeUnixNano: field(2, 'fixed64'),
  asDouble: field(3, 'double'),
  spanId: field(4, 'hex'),
  traceId: field(5, 'hex'),
})

const numberPointType: MessageType = () => ({
  startTimeUnixNano: field(2, 'fixed64'),
  timeUnixNano: field(3, 'fixed64'),
  asDouble: field(4, 'double'),
  exemplars: list(5, exemplarType),
  attributes: list(7, keyValueType),
})

const histogramPointType: MessageType = () => ({
  startTimeUnixNano: field(2, 'fixed64'),
  timeUnixNano: field(3, 'fixed64'),
  count: field(4, 'fixed64'),
  sum: field(5, 'double'),
  bucketCounts: list(6, 'fixed64'),
  explicitBounds: list(7, 'double'),
  exemplars: list(8, exemplarType),
  attributes: list(9, keyValueType),
  min: field(11, 'double'),
  max: field(12, 'double'),
})

const bucketsType: MessageType = () => ({ offset: field(1, 'sint32'), bucketCounts: list(2, 'int64') })

const exponentialPointType: MessageType = () => ({
  attributes: list(1, keyValueType),
  startTimeUnixNano: field(2, 'fixed64'),
  timeUnixNano: field(3, 'fixed64'),
  count: field(4, 'fixed64'),
  sum: field(5, 'double'),
  scale: field(6, 'sint32'),
  zeroCount: field(7, 'fixed64'),
  positive: field(8, bucketsType),
  negative: field(9, bucketsType),
  min: field(12, 'double'),
  max: field(13, 'double'),
})

const gaugeType: MessageType = () => ({ dataPoints: list(1, numberPointType) })
const sumType: MessageType = () => ({
  dataPoints: list(1, numberPointType),
  aggregationTemporality: field(2, 'enum'),
  isMonotonic: field(3, 'bool'),
})
const histogramType: MessageType = () => ({
  dataPoints: list(1, histogramPointType),
  aggregationTemporality: field(2, 'enum'),
})
const exponentialType: MessageType = () => ({
  dataPoints: list(1, exponentialPointType),
  aggregationTemporality: field(2, 'enum'),
})

const metricType: MessageType = () => ({
  name: field(1, 'string'),
  description: field(2, 'string'),
  unit: field(3, 'string'),
  gauge: field(5, gaugeType),
  sum: field(7, sumType),
  histogram: field(9, histogramType),
  exponentialHistogram: field(10, exponentialType),
})

const scopeMetricsType: MessageType = () => ({ scope: field(1, scopeType), metrics: list(2, metricType) })
const resourceMetricsType: MessageType = () => ({
  resource: field(1, resourceType),
  scopeMetrics: list(2, scopeMetricsType),
})

export const exportMetricsType: MessageType = () => ({ resourceMetrics: list(1, resourceMetricsType) })
