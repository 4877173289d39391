/** Matchers for vitest and jest: `expect.extend(matchers)`. */
import { inspect } from 'node:util'
import { CounterSeries, GaugeSeries, type Metrics, SummarySeries } from '../metrics/index.ts'
import type { LogRecord } from './memory-logs.ts'

export interface ExpectedMetric {
  /** Of one emitted value; of a registry the total of a counter, the value of a gauge, the sum of a histogram. */
  readonly value?: number | undefined
  readonly unit?: string | undefined
  /** These must be there; others may be. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined
}

export interface ExpectedLine {
  readonly level?: string | undefined
  readonly logger?: string | undefined
  /** These must be there; others may be. Compared as JSON. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

export interface ExpectedSpan {
  /** These must be there; others may be. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
}

/** What the matchers add to `expect`. For vitest: `declare module 'vitest' { interface Matchers<T> extends AtalayaMatchers<T> {} }` */
export interface AtalayaMatchers<R = unknown> {
  /** Of a `MemorySink`, a `Metrics` or a list of metrics. */
  toHaveEmittedMetric(name: string, expected?: ExpectedMetric): R
  /** Of a `MemoryLogs` or a list of records. */
  toHaveLogged(message: string | RegExp, expected?: ExpectedLine): R
  /** Of an in-memory span exporter of OpenTelemetry or a list of spans. */
  toHaveSpan(name: string | RegExp, expected?: ExpectedSpan): R
}

export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

export const matchers: {
  toHaveEmittedMetric(received: unknown, name: string, expected?: ExpectedMetric): MatcherResult
  toHaveLogged(received: unknown, message: string | RegExp, expected?: ExpectedLine): MatcherResult
  toHaveSpan(received: unknown, name: string | RegExp, expected?: ExpectedSpan): MatcherResult
} = {
  toHaveEmittedMetric(received, name, expected = {}) {
    const metrics = metricsOf(received)
    const pass = metrics.some((metric) => metric.name === name && fitsMetric(metric, expected))
    return result(pass, `the metric ${name}`, expected, 'emitted', metrics)
  },
  toHaveLogged(received, message, expected = {}) {
    const records = recordsOf(received)
    const pass = records.some((record) => fitsText(record.message, message) && fitsRecord(record, expected))
    return result(pass, `the line ${String(message)}`, expected, 'logged', records)
  },
  toHaveSpan(received, name, expected = {}) {
    const spans = spansOf(received)
    const pass = spans.some((span) => fitsText(span.name, name) && includes(span.attributes ?? {}, expected.attributes))
    return result(
      pass,
      `the span ${String(name)}`,
      expected,
      'finished',
      spans.map(({ name, attributes }) => ({ name, attributes })),
    )
  },
}

function result(pass: boolean, what: string, expected: object, verb: string, all: readonly unknown[]): MatcherResult {
  const details = Object.keys(expected).length === 0 ? '' : ` with ${inspect(expected)}`
  const seen = all.length === 0 ? 'nothing' : inspect(all.slice(0, MAX_SHOWN), { depth: 3, breakLength: 120 })
  return {
    pass,
    message: () => `expected ${what}${details} ${pass ? 'not ' : ''}to have been ${verb}, but saw ${seen}`,
  }
}

const MAX_SHOWN = 20

interface SeenMetric {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly dimensions: Readonly<Record<string, string>>
}

function metricsOf(received: unknown): readonly SeenMetric[] {
  if (Array.isArray(received)) return received as readonly SeenMetric[]
  const { metrics, families } = received as { metrics?: readonly SeenMetric[]; families?: Metrics['families'] }
  if (Array.isArray(metrics)) return metrics
  if (typeof families === 'function') return ofRegistry(received as Metrics)
  throw new TypeError('toHaveEmittedMetric needs a MemorySink, a Metrics or a list of metrics')
}

function ofRegistry(metrics: Metrics): readonly SeenMetric[] {
  return metrics.families().flatMap(({ spec, series }) =>
    series.flatMap((one) => {
      const { labelNames, labelValues, unit } = one.spec
      const dimensions = Object.fromEntries(labelNames.map((label, index) => [label, labelValues[index] ?? '']))
      const seen = (value: number) => [{ name: spec.name, value, unit, dimensions }]
      if (one instanceof CounterSeries) return one.value > 0 ? seen(one.value) : []
      if (one instanceof GaugeSeries) return one.isSet ? seen(one.value) : []
      return one instanceof SummarySeries && one.count > 0 ? seen(one.sum) : []
    }),
  )
}

function recordsOf(received: unknown): readonly LogRecord[] {
  const records = Array.isArray(received) ? received : (received as { records?: unknown }).records
  if (!Array.isArray(records)) throw new TypeError('toHaveLogged needs a MemoryLogs or a list of records')
  return records as readonly LogRecord[]
}

interface SeenSpan {
  readonly name: string
  readonly attributes?: Readonly<Record<string, unknown>>
}

function spansOf(received: unknown): readonly SeenSpan[] {
  if (Array.isArray(received)) return received as readonly SeenSpan[]
  const { getFinishedSpans } = received as { getFinishedSpans?: () => readonly SeenSpan[] }
  if (typeof getFinishedSpans !== 'function') {
    throw new TypeError('toHaveSpan needs an in-memory span exporter or a list of spans')
  }
  return getFinishedSpans.call(received)
}

function fitsMetric(metric: SeenMetric, { value, unit, dimensions }: ExpectedMetric): boolean {
  return (
    (value === undefined || Object.is(metric.value, value)) &&
    (unit === undefined || metric.unit === unit) &&
    includes(metric.dimensions, dimensions)
  )
}

function fitsRecord(record: LogRecord, { level, logger, fields }: ExpectedLine): boolean {
  return (
    (level === undefined || record.level === level) &&
    (logger === undefined || record.logger === logger) &&
    includes(record, fields)
  )
}

function fitsText(text: string, expected: string | RegExp): boolean {
  return typeof expected === 'string'
    ? text === expected
    : new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(text)
}

function includes(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>> = {},
): boolean {
  return Object.entries(expected).every(([name, value]) => JSON.stringify(actual[name]) === JSON.stringify(value))
}
