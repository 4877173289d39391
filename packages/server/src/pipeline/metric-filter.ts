import { type Dimension, NO_UNIT_CODE, unitCode } from '@atalaya/model'
import {
  compileFilterPattern,
  type ExtractedFields,
  type LogText,
  parseFilterPattern,
  parseMetricValue,
  parseValueSource,
  readMetricValue,
  readText,
  type ValueSource,
} from '@atalaya/query'
import { isDimensionValue } from './metric-names.ts'

/** What to publish for the events that a pattern matches, as PutMetricFilter has it. */
export interface MetricFilterDefinition {
  readonly pattern: string
  readonly transformation: {
    readonly metricName: string
    readonly metricNamespace: string
    /** A number, `$.member` or `$field`. */
    readonly metricValue: string
    /** Published once for each event that does not match. CloudWatch has it only without dimensions. */
    readonly defaultValue?: number
    readonly unit?: string
    /** Names to selectors. */
    readonly dimensions?: Readonly<Record<string, string>>
  }
}

/** A datapoint that a metric filter makes of an event: one value, at a resolution of 60 seconds. */
export interface MetricFilterDatum {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  /** A code of `METRIC_UNITS`. */
  readonly unit: number
  readonly value: number
  /** The event's. */
  readonly timestampMs: number
}

export interface CompiledMetricFilter {
  /** Regular expressions of the pattern: a log group may have five filters with any. */
  readonly regexCount: number
  readonly read: (text: LogText, timestampMs: number) => MetricFilterDatum | undefined
}

const NO_DIMENSIONS: readonly Dimension[] = []
const NO_FIELDS: ExtractedFields = {}

/**
 * Prepares a metric filter for the events of its log group.
 *
 * @throws {SyntaxProblem} for a bad pattern, value or dimension; the offsets are those in the text at fault
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 */
export function compileMetricFilter({ pattern, transformation }: MetricFilterDefinition): CompiledMetricFilter {
  const { regexCount, matches, extract } = compileFilterPattern(parseFilterPattern(pattern))
  const value = parseMetricValue(transformation.metricValue)
  const sources = Object.entries(transformation.dimensions ?? {}).map(
    ([name, selector]): DimensionSource => ({ name, source: parseValueSource(selector) }),
  )
  const needsFields = value.kind === 'column' || sources.some(({ source }) => source.kind === 'column')
  const { metricNamespace: namespace, metricName: name, defaultValue } = transformation
  const unit = unitCode(transformation.unit ?? 'None') ?? NO_UNIT_CODE

  /** Undefined when the event does not match. */
  const fieldsOf = (text: LogText): ExtractedFields | undefined => {
    if (needsFields) return extract(text)
    return matches(text) ? NO_FIELDS : undefined
  }

  return {
    regexCount,
    read: (text, timestampMs) => {
      const fields = fieldsOf(text)
      if (fields === undefined) {
        if (defaultValue === undefined) return undefined
        return { namespace, name, dimensions: NO_DIMENSIONS, unit, value: defaultValue, timestampMs }
      }
      // An event that matches without having a number publishes nothing, and not the default either.
      const number = readMetricValue(value, text, fields)
      const dimensions = number === undefined ? undefined : readDimensions(sources, text, fields)
      if (number === undefined || dimensions === undefined) return undefined
      return { namespace, name, dimensions, unit, value: number, timestampMs }
    },
  }
}

/** What the filters of a log group make of one event. Most often nothing. */
export function readMetricFilters(
  filters: readonly CompiledMetricFilter[],
  text: LogText,
  timestampMs: number,
): readonly MetricFilterDatum[] {
  let data: MetricFilterDatum[] | undefined
  for (const { read } of filters) {
    const datum = read(text, timestampMs)
    if (datum === undefined) continue
    data ??= []
    data.push(datum)
  }
  return data ?? NO_DATA
}

const NO_DATA: readonly MetricFilterDatum[] = []

interface DimensionSource {
  readonly name: string
  readonly source: ValueSource
}

/**
 * Undefined when the event lacks a dimension or has one that a metric cannot have. CloudWatch does not say what happens then;
 * a datapoint without the dimension would be another metric, so there is none (our choice).
 */
function readDimensions(
  sources: readonly DimensionSource[],
  text: LogText,
  fields: ExtractedFields,
): readonly Dimension[] | undefined {
  if (sources.length === 0) return NO_DIMENSIONS
  const dimensions: Dimension[] = []
  for (const { name, source } of sources) {
    const value = readText(source, text, fields)
    if (value === undefined || !isDimensionValue(value)) return undefined
    dimensions.push({ name, value })
  }
  return dimensions
}
