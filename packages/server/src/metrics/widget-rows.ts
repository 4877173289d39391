/**
 * Rows of the `metrics` of a widget, as dashboards and widget images write them.
 *
 * `[namespace, name, dimension, value, …, {options}?]` or `[{expression, …}]`. A `"."` stands for what is at the same place of the
 * row before, `"..."` for all of that row but as many values at its end as follow.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Metric-Widget-Structure.html
 */
import type { WireMetricQuery } from './queries.ts'

/** Something wrong with a document: where, as a JSON pointer, and what. */
export interface Problem {
  readonly path: string
  readonly message: string
}

export interface RowDefaults {
  readonly stat: string
  readonly periodSeconds: number
}

export interface WidgetRow {
  readonly query: WireMetricQuery
  readonly visible: boolean
  readonly color: string | undefined
  readonly side: 'left' | 'right'
  /** Undefined where the row names none. */
  readonly region: string | undefined
}

type Json = unknown
type JsonObject = Readonly<Record<string, Json>>

/** The rows that are sound; what is wrong with the others goes to `problems`. */
export function readRows(
  rows: readonly Json[],
  path: string,
  defaults: RowDefaults,
  problems: Problem[],
): readonly WidgetRow[] {
  const given = new Set(rows.flatMap((row) => (Array.isArray(row) ? (optionsOf(row).id ?? []) : [])))
  let next = 0
  const freshId = (prefix: string): string => {
    do next += 1
    while (given.has(`${prefix}${next}`))
    return `${prefix}${next}`
  }
  let previous: readonly string[] = []
  return rows.flatMap((row, index): readonly WidgetRow[] => {
    const at = `${path}/${index}`
    if (!Array.isArray(row)) {
      problems.push({ path: at, message: 'Should be array' })
      return []
    }
    const before = problems.length
    const options = readOptions(optionsOf(row), `${at}/${row.length - 1}`, problems)
    const names = readNames(row, previous, at, problems)
    if (problems.length > before) return []
    const common = {
      visible: options.visible ?? true,
      color: options.color,
      side: options.yAxis === 'right' ? ('right' as const) : ('left' as const),
      region: options.region,
    }
    const query = { Label: options.label, ReturnData: options.visible ?? true }
    const Period = options.period ?? defaults.periodSeconds
    if (names.length === 0) {
      if (options.expression === undefined) {
        problems.push({ path: at, message: "Should have required property 'expression'" })
        return []
      }
      const Expression = options.expression
      return [{ ...common, query: { Id: options.id ?? freshId('e'), Expression, Period, ...query } }]
    }
    previous = names
    const [Namespace, MetricName, ...rest] = names
    if (MetricName === undefined || rest.length % 2 !== 0) {
      problems.push({
        path: at,
        message: 'Should be a namespace, a metric name and pairs of dimension names and values',
      })
      return []
    }
    const Dimensions = rest.flatMap((Name, place) =>
      place % 2 === 0 ? [{ Name, Value: rest[place + 1] as string }] : [],
    )
    const Metric = { Namespace, MetricName, Dimensions }
    const MetricStat = { Metric, Period, Stat: options.stat ?? defaults.stat }
    const AccountId = options.accountId
    return [{ ...common, query: { Id: options.id ?? freshId('m'), MetricStat, AccountId, ...query } }]
  })
}

/** The options of a row, if it has any. */
function optionsOf(row: readonly Json[]): JsonObject {
  const last = row.at(-1)
  return isObject(last) ? last : {}
}

function readNames(
  row: readonly Json[],
  previous: readonly string[],
  path: string,
  problems: Problem[],
): readonly string[] {
  const texts = isObject(row.at(-1)) ? row.slice(0, -1) : row
  const names: string[] = []
  for (const [index, text] of texts.entries()) {
    const at = `${path}/${index}`
    if (isObject(text)) {
      problems.push({ path: at, message: 'Metric rendering properties must be the last element of the metric row' })
    } else if (typeof text !== 'string') {
      problems.push({ path: at, message: 'Should be string' })
    } else if (text === '...') {
      // As many names as follow are left for them.
      const prefix = previous.slice(names.length, Math.max(names.length, previous.length - (texts.length - index - 1)))
      if (prefix.length === 0) problems.push({ path: at, message: 'There is no row before that "..." could stand for' })
      names.push(...prefix)
    } else if (text === '.') {
      const same = previous[names.length]
      if (same === undefined)
        problems.push({ path: at, message: 'There is nothing in the row before that "." could stand for' })
      names.push(same ?? '')
    } else {
      names.push(text)
    }
  }
  return names
}

interface RowOptions {
  readonly id?: string
  readonly expression?: string
  readonly label?: string
  readonly color?: string
  readonly stat?: string
  readonly region?: string
  readonly accountId?: string
  readonly yAxis?: string
  readonly period?: number
  readonly visible?: boolean
}

const OPTION_TYPES: Readonly<Record<keyof RowOptions, 'string' | 'number' | 'boolean'>> = {
  id: 'string',
  expression: 'string',
  label: 'string',
  color: 'string',
  stat: 'string',
  region: 'string',
  accountId: 'string',
  yAxis: 'string',
  period: 'number',
  visible: 'boolean',
}

const ID = /^[a-z][A-Za-z0-9_]*$/

function readOptions(options: JsonObject, path: string, problems: Problem[]): RowOptions {
  for (const [name, type] of Object.entries(OPTION_TYPES)) {
    const value = options[name]
    if (value !== undefined && typeof value !== type)
      problems.push({ path: `${path}/${name}`, message: `Should be ${type}` })
  }
  const { id } = options
  if (typeof id === 'string' && !ID.test(id)) {
    problems.push({ path: `${path}/id`, message: `Should match pattern "${ID.source}"` })
  }
  return options as RowOptions
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
