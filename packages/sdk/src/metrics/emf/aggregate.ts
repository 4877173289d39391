import {
  MAX_DIMENSION_NAME_CHARS,
  MAX_DIMENSION_VALUE_CHARS,
  MAX_DIMENSIONS,
  MAX_EMF_METRICS,
  MAX_EMF_VALUES,
} from '@atalaya/model'
import type { DeltaPoint } from '../delta.ts'
import type { Summary } from '../window.ts'

/** What the documents of one door have in common. */
export interface EmfFrame {
  readonly namespace: string
  /** Dimensions of every metric; a label of the same name wins. */
  readonly dimensions: Readonly<Record<string, string>>
  /** Root members that are no dimensions. */
  readonly properties: Readonly<Record<string, string>>
  /** Further members of `_aws`. */
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Documents for what happened in an interval: one for each set of labels, with all metrics that have it.
 *
 * Up to 100 values are written one by one; more as values with counts, the form in which CloudWatch takes histograms from
 * its agent and from the OpenTelemetry collector.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsemfexporter
 */
export function aggregateEmf(points: readonly DeltaPoint[], frame: EmfFrame, timeMs: number): string {
  const groups = new Map<string, DeltaPoint[]>()
  const names = new Set<string>()
  for (const point of points) {
    const labels = JSON.stringify([point.labelNames, point.labelValues])
    // A name twice in a document would be one value only: the same metric in another unit goes into another one.
    const isTwice = names.has(`${point.name} ${labels}`)
    names.add(`${point.name} ${labels}`)
    const key = isTwice ? `${point.unit} ${labels}` : labels
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [point])
    else group.push(point)
  }
  return [...groups.values()].map((group) => documents(group, frame, timeMs)).join('')
}

function documents(points: readonly DeltaPoint[], frame: EmfFrame, timeMs: number): string {
  if (points.length <= MAX_EMF_METRICS) {
    const line = document(points, frame, timeMs)
    if (line.length <= MAX_LINE_CHARS || points.length === 1) return line
  }
  const middle = Math.ceil(points.length / 2)
  return documents(points.slice(0, middle), frame, timeMs) + documents(points.slice(middle), frame, timeMs)
}

/**
 * Docker hands lines on in pieces of 16 KiB, and not every log driver puts them together again: in the mode `non-blocking`, the usual one of
 * ECS, each piece is a log event of its own, and no metric is made of any.
 *
 * @see https://github.com/moby/moby/issues/41794
 */
const MAX_LINE_CHARS = 16_000

function document(points: readonly DeltaPoint[], frame: EmfFrame, timeMs: number): string {
  const { labelNames, labelValues } = points[0]!
  const dimensions = dimensionsOf(frame.dimensions, labelNames, labelValues)
  const usable = points.filter(({ name }) => !Object.hasOwn(dimensions, name))
  if (usable.length === 0) return ''
  const directive = {
    Namespace: frame.namespace,
    Dimensions: [Object.keys(dimensions)],
    Metrics: usable.map(({ name, unit }) => ({ Name: name, ...(unit === 'None' ? {} : { Unit: unit }) })),
  }
  const root = {
    _aws: { Timestamp: timeMs, ...frame.metadata, CloudWatchMetrics: [directive] },
    ...frame.properties,
    ...dimensions,
    ...Object.fromEntries(usable.map(({ name, value }) => [name, emfValue(value)])),
  }
  return `${JSON.stringify(root)}\n`
}

/**
 * CloudWatch takes printable ASCII, not blank, no empty values, and no names that begin with a colon: what a label has beyond that is
 * replaced.
 */
export function dimensionsOf(
  common: Readonly<Record<string, string>>,
  names: readonly string[],
  values: readonly string[],
): Readonly<Record<string, string>> {
  const dimensions: Record<string, string> = { ...common }
  for (const [index, given] of names.entries()) {
    const name = given
      .replace(/[^\x20-\x7e]/g, '?')
      .replace(/^:+/, '')
      .slice(0, MAX_DIMENSION_NAME_CHARS)
    if (name.trim() === '' || name === '_aws') continue
    const value = (values[index] ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_DIMENSION_VALUE_CHARS)
    if (value.trim() !== '') dimensions[name] = value
    else delete dimensions[name]
  }
  return Object.fromEntries(Object.entries(dimensions).slice(0, MAX_DIMENSIONS))
}

function emfValue(value: number | Summary): unknown {
  if (typeof value === 'number') return value
  const { count, sum, min, max, values, counts } = value
  if (values.length === 0) return { Max: max, Min: min, Count: count, Sum: sum }
  if (count > MAX_EMF_VALUES) return { Values: values, Counts: counts, Max: max, Min: min, Count: count, Sum: sum }
  const each = values.flatMap((one, index) => Array.from({ length: counts[index] ?? 0 }, () => one))
  return each.length === 1 ? each[0] : each
}
