import { type MetricIdentity, unreachable } from '@atalaya/model'
import type { InsightsLabel, LabelCondition, MetricsInsightsQuery } from './parse.ts'

/** Metrics that become one series. */
export interface InsightsGroup<T> {
  /** One value for each label of GROUP BY. */
  readonly values: readonly string[]
  readonly metrics: readonly T[]
}

/** What a label is where a metric lacks it. */
export const OTHER = 'Other'

/**
 * The metrics of a query, grouped. Groups are sorted by their values; without GROUP BY there is one group, even of nothing.
 *
 * Resources and their tags are not known here: no metric has a tag (our choice).
 *
 * @param metrics of the namespace and name of the query
 */
export function groupMetrics<T extends MetricIdentity>(
  query: MetricsInsightsQuery,
  metrics: readonly T[],
  accountId: string,
): readonly InsightsGroup<T>[] {
  const textOf = (metric: T, label: InsightsLabel): string | undefined => labelValue(metric, label, accountId)
  const groups = new Map<string, { readonly values: readonly string[]; readonly metrics: T[] }>()
  if (query.groupBy.length === 0) groups.set('', { values: [], metrics: [] })
  for (const metric of metrics) {
    if (
      !inSchema(metric, query.schema) ||
      !query.where.every((one) => holds(one, textOf(metric, one.label), accountId))
    ) {
      continue
    }
    const values = query.groupBy.map((label) => textOf(metric, label) ?? OTHER)
    const key = values.join('\0')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { values, metrics: [metric] })
    else group.metrics.push(metric)
  }
  return [...groups.values()].sort((a, b) => compareLists(a.values, b.values))
}

function inSchema({ dimensions }: MetricIdentity, schema: readonly string[] | undefined): boolean {
  if (schema === undefined) return true
  return dimensions.length === schema.length && dimensions.every(({ name }) => schema.includes(name))
}

/** What a metric lacks equals nothing. */
function holds({ equal, value }: LabelCondition, own: string | undefined, accountId: string): boolean {
  return (own === (value ?? accountId)) === equal
}

function labelValue({ dimensions }: MetricIdentity, label: InsightsLabel, accountId: string): string | undefined {
  switch (label.kind) {
    case 'dimension':
      return dimensions.find(({ name }) => name === label.name)?.value
    case 'account':
      return accountId
    case 'tag':
      return undefined
    default:
      return unreachable(label)
  }
}

/** What a label is called in results. */
export function labelName(label: InsightsLabel): string {
  switch (label.kind) {
    case 'dimension':
      return label.name
    case 'account':
      return 'AWS.AccountId'
    case 'tag':
      return `tag.${label.key}`
    default:
      return unreachable(label)
  }
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? ''
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}
