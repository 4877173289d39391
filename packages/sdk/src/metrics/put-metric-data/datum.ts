import type { DeltaPoint } from '../delta.ts'
import { dimensionsOf } from '../emf/aggregate.ts'

/** A datum of PutMetricData as the JSON protocol has it. */
export interface Datum {
  readonly MetricName: string
  /** Seconds since the Unix epoch. */
  readonly Timestamp: number
  readonly Unit: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
  readonly Value?: number
  readonly Values?: readonly number[]
  readonly Counts?: readonly number[]
  readonly StatisticValues?: {
    readonly SampleCount: number
    readonly Sum: number
    readonly Minimum: number
    readonly Maximum: number
  }
}

export function datumOf(point: DeltaPoint, common: Readonly<Record<string, string>>, timestamp: number): Datum {
  const { name, unit, labelNames, labelValues, value } = point
  const dimensions = dimensionsOf(common, labelNames, labelValues)
  const head = {
    MetricName: name,
    Timestamp: timestamp,
    Unit: unit,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }
  if (typeof value === 'number') return { ...head, Value: value }
  // At most 100 values, where CloudWatch takes 150: percentiles then work.
  if (value.values.length > 0) return { ...head, Values: value.values, Counts: value.counts }
  const { count, sum, min, max } = value
  return { ...head, StatisticValues: { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } }
}

export interface Batch {
  readonly count: number
  readonly body: string
}

/**
 * Cuts data into requests.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html 1,000 metrics and 1 MB a request
 */
export function* batches(namespace: string, data: readonly Datum[]): Generator<Batch> {
  const head = `{"Namespace":${JSON.stringify(namespace)},"MetricData":[`
  let texts: string[] = []
  let chars = head.length
  for (const datum of data) {
    const text = JSON.stringify(datum)
    if (texts.length > 0 && (texts.length >= MAX_DATA || chars + text.length > MAX_BODY_CHARS)) {
      yield { count: texts.length, body: `${head}${texts.join(',')}]}` }
      texts = []
      chars = head.length
    }
    texts.push(text)
    chars += text.length + 1
  }
  if (texts.length > 0) yield { count: texts.length, body: `${head}${texts.join(',')}]}` }
}

const MAX_DATA = 1_000
/** Below 1 MB with room for the characters beyond ASCII a metric name may have. */
const MAX_BODY_CHARS = 700_000
