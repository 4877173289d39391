/**
 * Labels of GetMetricData results: the default when the caller gives none, and the placeholders of dynamic labels.
 *
 * Pure. A default label is the metric's name as long as no other query of the request asks for a metric of that name;
 * otherwise what tells the queries apart is added, and nothing else.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
import type { Dimension } from '@atalaya/model'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'

/** Placeholders in one label, and how many of them may be `${LABEL}`. */
export const MAX_PLACEHOLDERS = 6
export const MAX_LABEL_PLACEHOLDERS = 1

/** What a label can tell about one query. */
export interface LabelledMetric {
  readonly accountId: string
  readonly region: string
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly stat: string
  readonly periodSeconds: number
}

/**
 * The default label of each metric, in the order given. `metrics` are those that are compared with each other: the results that
 * are returned and have no label of their own.
 */
export function defaultLabels(metrics: readonly LabelledMetric[]): readonly string[] {
  const byName = groupBy(metrics, (metric) => metric.name)
  const byIdentity = groupBy(metrics, identityText)
  const names = mapValues(byName, differencesByName)
  const identities = mapValues(byIdentity, (group) => ({
    stat: differs(group, (other) => other.stat),
    period: differs(group, (other) => String(other.periodSeconds)),
  }))
  return metrics.map((metric) => {
    const sameName = names.get(metric.name)
    const sameMetric = identities.get(identityText(metric))
    const parts: string[] = []
    if (sameName?.namespace) parts.push(metric.namespace)
    for (const { name, value } of metric.dimensions) if (sameName?.dimensions.has(name)) parts.push(value)
    parts.push(metric.name)
    if (sameMetric?.stat) parts.push(metric.stat)
    if (sameMetric?.period) parts.push(String(metric.periodSeconds))
    return parts.join(' ')
  })
}

/** What tells metrics of one name apart. */
interface Differences {
  readonly namespace: boolean
  /** Names of the dimensions whose values differ, or that some have and others lack. */
  readonly dimensions: ReadonlySet<string>
}

function differencesByName(group: readonly LabelledMetric[]): Differences {
  const values = new Map<string, { readonly first: string; count: number; differ: boolean }>()
  for (const { dimensions } of group) {
    for (const { name, value } of dimensions) {
      const known = values.get(name)
      if (known === undefined) values.set(name, { first: value, count: 1, differ: false })
      else {
        known.count += 1
        known.differ ||= known.first !== value
      }
    }
  }
  const differing = [...values].filter(([, { differ, count }]) => differ || count < group.length)
  return {
    namespace: differs(group, (other) => other.namespace),
    dimensions: new Set(differing.map(([name]) => name)),
  }
}

function mapValues<K, V, W>(map: ReadonlyMap<K, V>, convert: (value: V) => W): ReadonlyMap<K, W> {
  return new Map([...map].map(([key, value]) => [key, convert(value)]))
}

function groupBy(
  metrics: readonly LabelledMetric[],
  key: (metric: LabelledMetric) => string,
): ReadonlyMap<string, readonly LabelledMetric[]> {
  const groups = new Map<string, LabelledMetric[]>()
  for (const metric of metrics) {
    const group = groups.get(key(metric))
    if (group === undefined) groups.set(key(metric), [metric])
    else group.push(metric)
  }
  return groups
}

function identityText(metric: LabelledMetric): string {
  const dimensions = metric.dimensions.map(({ name, value }) => `${name}\u0000${value}`).sort()
  return [metric.namespace, metric.name, ...dimensions].join('\u0001')
}

function differs(
  metrics: readonly LabelledMetric[],
  property: (metric: LabelledMetric) => string | undefined,
): boolean {
  const first = metrics[0]
  return first !== undefined && metrics.some((metric) => property(metric) !== property(first))
}

function dimensionValue(metric: LabelledMetric, dimension: string): string | undefined {
  return metric.dimensions.find(({ name }) => name === dimension)?.value
}

/** What fills the placeholders of one result. */
export interface LabelContext {
  /** Points of the requested range in ascending order of time. */
  readonly timestampsMs: readonly number[]
  readonly values: readonly number[]
  /** What `${LABEL}` stands for. */
  readonly label: string
  /** Absent for results that are not of one metric. */
  readonly metric: LabelledMetric | undefined
  readonly nowMs: number
  /** Minutes east of UTC in which times are written. */
  readonly offsetMinutes: number
}

const PLACEHOLDER = /\$\{([A-Z_]+|PROP\('([^'}]*)'\))\}/g

/** Says what is wrong with a label, or undefined. */
export function labelProblem(template: string): string | undefined {
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '').filter(isKnown)
  if (names.length > MAX_PLACEHOLDERS) {
    return `a label can contain at most ${MAX_PLACEHOLDERS} dynamic values, and this one has ${names.length}`
  }
  if (names.filter((name) => name === 'LABEL').length > MAX_LABEL_PLACEHOLDERS) {
    return `a label can contain \${LABEL} only once`
  }
  return undefined
}

/**
 * The label with its placeholders filled in. A placeholder that CloudWatch does not know stays as it is, and one that has no
 * value (no points, no such dimension) becomes empty: our choice, since the guide says nothing about either.
 */
export function renderLabel(template: string, context: LabelContext): string {
  if (!template.includes('${')) return template
  return template.replace(PLACEHOLDER, (text, name: string, property: string | undefined) => {
    if (property !== undefined) return propertyText(property, context.metric) ?? text
    const live = LIVE_VALUES[name]
    return live === undefined ? text : live(context)
  })
}

function isKnown(name: string): boolean {
  return name.startsWith('PROP(') || Object.hasOwn(LIVE_VALUES, name)
}

const LIVE_VALUES: Readonly<Record<string, (context: LabelContext) => string>> = {
  LABEL: ({ label }) => label,
  DATAPOINT_COUNT: ({ values }) => String(values.length),
  AVG: ({ values }) => numberText(values.length === 0 ? undefined : sum(values) / values.length),
  SUM: ({ values }) => numberText(values.length === 0 ? undefined : sum(values)),
  MIN: (context) => numberText(context.values[lowest(context)]),
  MAX: (context) => numberText(context.values[highest(context)]),
  FIRST: ({ values }) => numberText(values[0]),
  LAST: ({ values }) => numberText(values.at(-1)),
  FIRST_LAST_RANGE: ({ values }) => numberText(distance(values[0], values.at(-1))),
  MIN_MAX_RANGE: (context) => numberText(distance(context.values[lowest(context)], context.values[highest(context)])),
  FIRST_LAST_TIME_RANGE: ({ timestampsMs }) => durationText(distance(timestampsMs[0], timestampsMs.at(-1))),
  MIN_MAX_TIME_RANGE: (context) =>
    durationText(distance(context.timestampsMs[lowest(context)], context.timestampsMs[highest(context)])),
  FIRST_TIME: (context) => timeText(context.timestampsMs[0], context),
  LAST_TIME: (context) => timeText(context.timestampsMs.at(-1), context),
  MIN_TIME: (context) => timeText(context.timestampsMs[lowest(context)], context),
  MAX_TIME: (context) => timeText(context.timestampsMs[highest(context)], context),
  FIRST_TIME_RELATIVE: ({ timestampsMs, nowMs }) => durationText(distance(timestampsMs[0], nowMs)),
  LAST_TIME_RELATIVE: ({ timestampsMs, nowMs }) => durationText(distance(timestampsMs.at(-1), nowMs)),
  MIN_TIME_RELATIVE: (context) => durationText(distance(context.timestampsMs[lowest(context)], context.nowMs)),
  MAX_TIME_RELATIVE: (context) => durationText(distance(context.timestampsMs[highest(context)], context.nowMs)),
}

function propertyText(property: string, metric: LabelledMetric | undefined): string | undefined {
  if (property.startsWith('Dim.')) return (metric && dimensionValue(metric, property.slice('Dim.'.length))) ?? ''
  switch (property) {
    case 'AccountId':
    // There are no linked accounts whose label could differ from their id.
    case 'AccountLabel':
      return metric?.accountId ?? ''
    case 'MetricName':
      return metric?.name ?? ''
    case 'Namespace':
      return metric?.namespace ?? ''
    case 'Period':
      return metric === undefined ? '' : String(metric.periodSeconds)
    case 'Region':
      return metric?.region ?? ''
    case 'Stat':
      return metric?.stat ?? ''
    default:
      return undefined
  }
}

function lowest({ values }: LabelContext): number {
  return values.reduce((best, value, index) => (value < (values[best] ?? value) ? index : best), 0)
}

function highest({ values }: LabelContext): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? value) ? index : best), 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function distance(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.abs(to - from)
}

/** Six significant digits: a label is for reading. */
function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(6)))
}

/** `2026-03-01 10:05:00 UTC`, `2026-03-01 11:35:00 +0130`. */
function timeText(timeMs: number | undefined, { offsetMinutes }: LabelContext): string {
  if (timeMs === undefined) return ''
  const local = new Date(timeMs + offsetMinutes * MINUTE_MS).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${offsetMinutes === 0 ? 'UTC' : offsetText(offsetMinutes)}`
}

function offsetText(minutes: number): string {
  const whole = Math.abs(minutes)
  const hours = String(Math.floor(whole / 60)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${hours}${String(whole % 60).padStart(2, '0')}`
}

/** `1d 2h`, `5m 30s`, `0s`: the two largest units that are not zero. */
function durationText(durationMs: number | undefined): string {
  if (durationMs === undefined) return ''
  const parts: string[] = []
  let rest = Math.floor(durationMs / SECOND_MS) * SECOND_MS
  for (const [unit, unitMs] of DURATION_UNITS) {
    const count = Math.floor(rest / unitMs)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * unitMs
  }
  return parts.slice(0, 2).join(' ') || '0s'
}

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
]

/** Minutes east of UTC of `+0130`, or undefined when the text is no offset. */
export function parseTimezone(text: string): number | undefined {
  const match = /^([+-])(\d{2})(\d{2})$/.exec(text)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  if (Number(match[2]) > 14 || Number(match[3]) > 59) return undefined
  return match[1] === '-' ? -minutes : minutes
}
