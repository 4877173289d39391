/**
 * Writes metrics as Prometheus text 0.0.4 or OpenMetrics 1.0.
 *
 * Everything of a line but its number is the same at every scrape, so it is made once and kept with the series: what is left
 * is to append two strings for each sample.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
import type { FamilySpec, MetricFamily } from '../family.ts'
import {
  CounterSeries,
  type Exemplar,
  ExponentialSeries,
  GaugeSeries,
  HistogramSeries,
  type Series,
  SummarySeries,
} from '../series.ts'
import { escapeHelp, goNumber, labelText, metricName, sampleValue } from './names.ts'
import type { Exposition } from './negotiate.ts'
import { quantile } from './quantile.ts'

/** @param info - members of `target_info`, what is known of the service; undefined: none is written */
export function expose(
  families: readonly MetricFamily[],
  exposition: Exposition,
  info?: Readonly<Record<string, string>>,
): string {
  const written = new Set<string>()
  const others = new Set(
    families.filter(({ spec }) => spec.kind !== 'counter').map(({ spec }) => metricName(spec.name)),
  )
  let text = info === undefined ? '' : targetInfo(info, exposition)
  for (const { spec, series } of families) {
    const name = metricName(spec.name)
    // Two names that differ in a character Prometheus does not know would be one family written in two places.
    if (series.length === 0 || written.has(name)) continue
    written.add(name)
    text += exposition === 'openmetrics' ? openMetricsHead(spec, name, others) : head(spec, name, 'text')
    const isUnknown = isTaken(spec, name, others)
    if (spec.kind === 'summary') text += eventSamples(series as readonly SummarySeries[], name, exposition)
    else
      for (let index = 0; index < series.length; index++) text += samples(series[index]!, name, exposition, isUnknown)
  }
  return exposition === 'openmetrics' ? `${text}# EOF\n` : text
}

function head({ kind, help }: Pick<FamilySpec, 'kind' | 'help'>, family: string, exposition: Exposition): string {
  return `# TYPE ${family} ${TYPES[kind]}\n${helpLine(help, family, exposition)}`
}

/**
 * A counter `jobs_total` is of the family `jobs`. Where that is the name of something else, OpenMetrics would be wrong as a whole, so the
 * counter is then a family of its own, of unknown type.
 */
function openMetricsHead(spec: FamilySpec, name: string, others: ReadonlySet<string>): string {
  if (isTaken(spec, name, others)) return `# TYPE ${name} unknown\n${helpLine(spec.help, name, 'openmetrics')}`
  const family = spec.kind === 'counter' ? withoutTotal(name) : name
  const unit = UNIT_SUFFIX.exec(family)?.[1]
  const unitLine = unit === undefined ? '' : `# UNIT ${family} ${unit}\n`
  return `# TYPE ${family} ${TYPES[spec.kind]}\n${unitLine}${helpLine(spec.help, family, 'openmetrics')}`
}

function isTaken({ kind }: FamilySpec, name: string, others: ReadonlySet<string>): boolean {
  return kind === 'counter' && others.has(withoutTotal(name))
}

function helpLine(help: string, family: string, exposition: Exposition): string {
  return help === '' ? '' : `# HELP ${family} ${escapeHelp(help, exposition)}\n`
}

/** Exponential buckets have no text form: they are exposed as the quantiles they stand for. */
const TYPES = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  exponential: 'summary',
  summary: 'summary',
} as const

const UNIT_SUFFIX = /_(seconds|bytes|ratio|percent)$/

function withoutTotal(name: string): string {
  return name.endsWith('_total') ? name.slice(0, -'_total'.length) : name
}

function samples(series: Series, name: string, exposition: Exposition, isUnknown: boolean): string {
  if (series instanceof CounterSeries) return counter(series, name, exposition, isUnknown)
  if (series instanceof GaugeSeries)
    return series.isSet ? `${prefixes(series, name, exposition)[0]}${sampleValue(series.value)}\n` : ''
  if (series instanceof HistogramSeries) return histogram(series, name, exposition)
  return series instanceof SummarySeries ? summary(series, name, exposition) : ''
}

/**
 * What `putMetric` has recorded. Dimensions in another order, or with an empty one more, are the same labels and so the same sample. The
 * unit is no label: of a metric in several, the first is exposed.
 */
function eventSamples(all: readonly SummarySeries[], name: string, exposition: Exposition): string {
  const bySet = new Map<string, { readonly first: SummarySeries; sum: number; count: number }>()
  for (const one of all) {
    const key = labelSet(one)
    const known = bySet.get(key)
    if (known === undefined) bySet.set(key, { first: one, sum: one.sum, count: one.count })
    else if (known.first.spec.unit === one.spec.unit) {
      known.sum += one.sum
      known.count += one.count
    }
  }
  let text = ''
  for (const { first, sum, count } of bySet.values()) {
    const [sumText, countText] = prefixes(first, name, exposition)
    text += `${sumText}${sampleValue(sum)}\n${countText}${count}\n`
  }
  return text
}

const labelSets = new WeakMap<Series, string>()

function labelSet(series: Series): string {
  const known = labelSets.get(series)
  if (known !== undefined) return known
  const { labelNames, labelValues } = series.spec
  const pairs = labelNames
    .map((name, index) => labelText([name], [labelValues[index] ?? '']))
    .filter((pair) => pair !== '')
  const made = pairs.toSorted().join()
  labelSets.set(series, made)
  return made
}

function counter(series: CounterSeries, name: string, exposition: Exposition, isUnknown: boolean): string {
  const line = `${prefixes(series, name, exposition)[0]}${sampleValue(series.value)}`
  // Exemplars are for counters: a family of unknown type has none.
  return exposition === 'openmetrics' && series.exemplar !== undefined && !isUnknown
    ? `${line}${exemplar(series.exemplar)}\n`
    : `${line}\n`
}

function histogram(series: HistogramSeries, name: string, exposition: Exposition): string {
  const texts = prefixes(series, name, exposition)
  const { counts, exemplars } = series
  const showExemplars = exposition === 'openmetrics' && exemplars.length > 0
  let text = ''
  let total = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    total += counts[bucket]!
    text += texts[bucket]! + total
    const example = showExemplars ? exemplars[bucket] : undefined
    text += example === undefined ? '\n' : `${exemplar(example)}\n`
  }
  // OpenMetrics: with negative values there is no sum that only grows, and then no count either.
  if (exposition === 'openmetrics' && (series.bounds[0] ?? 0) < 0) return text
  return `${text}${texts[counts.length]!}${sampleValue(series.sum)}\n${texts[counts.length + 1]!}${total}\n`
}

function summary(series: SummarySeries, name: string, exposition: Exposition): string {
  const texts = prefixes(series, name, exposition)
  let text = ''
  if (series instanceof ExponentialSeries) {
    for (const [index, share] of QUANTILES.entries())
      text += `${texts[index]!}${sampleValue(quantile(series, share))}\n`
  }
  return `${text}${texts.at(-2)}${sampleValue(series.sum)}\n${texts.at(-1)}${series.count}\n`
}

const QUANTILES = [0.5, 0.9, 0.95, 0.99] as const

/** Everything before the number, for each line of a series. */
function prefixes(series: Series, name: string, exposition: Exposition): readonly string[] {
  const place = exposition === 'text' ? 0 : 1
  const known = series.derived[place] as readonly string[] | undefined
  if (known !== undefined) return known
  const made = makePrefixes(series, name, exposition)
  series.derived[place] = made
  return made
}

function makePrefixes(series: Series, name: string, exposition: Exposition): readonly string[] {
  const labels = labelText(series.spec.labelNames, series.spec.labelValues)
  const line = (suffix: string, more = '') => {
    const all = labels === '' ? more : more === '' ? labels : `${labels},${more}`
    return `${name}${suffix}${all === '' ? '' : `{${all}}`} `
  }
  if (series instanceof CounterSeries)
    return [exposition === 'text' || name.endsWith('_total') ? line('') : line('_total')]
  if (series instanceof GaugeSeries) return [line('')]
  const bounds = series instanceof HistogramSeries ? [...series.bounds, Number.POSITIVE_INFINITY] : []
  const buckets = bounds.map((bound) => line('_bucket', `le="${bucketBound(bound, exposition)}"`))
  const quantiles = series instanceof ExponentialSeries ? QUANTILES : []
  return [...buckets, ...quantiles.map((share) => line('', `quantile="${share}"`)), line('_sum'), line('_count')]
}

function bucketBound(bound: number, exposition: Exposition): string {
  return exposition === 'openmetrics' ? goNumber(bound) : sampleValue(bound)
}

function exemplar({ value, traceId, spanId, timeMs }: Exemplar): string {
  return ` # {trace_id="${traceId}",span_id="${spanId}"} ${sampleValue(value)} ${timeMs / 1_000}`
}

/** @see https://github.com/open-telemetry/opentelemetry-specification/blob/main/specification/compatibility/prometheus_and_openmetrics.md */
function targetInfo(info: Readonly<Record<string, string>>, exposition: Exposition): string {
  const labels = labelText(Object.keys(info), Object.values(info))
  const type =
    exposition === 'openmetrics' ? '# TYPE target info\n# HELP target' : '# TYPE target_info gauge\n# HELP target_info'
  return `${type} The service that exposes these metrics.\ntarget_info{${labels}} 1\n`
}
