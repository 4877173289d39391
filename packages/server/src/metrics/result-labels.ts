/**
 * Labels of results, each with the points it describes.
 *
 * Results without a label of their own are compared with each other, members of arrays included, and a label says what tells them
 * apart. What an expression computed goes by the id of its query. The members of an array with a label have it before their own;
 * a label that says itself what it is about, by `${LABEL}` or `${PROP(…)}`, stands alone (our choice; the page of AWS shows both forms).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
import type { Points, TimeSeries } from '@atalaya/query'
import type { QueryResult } from './evaluate.ts'
import { defaultLabels, type LabelledMetric, renderLabel } from './labels.ts'
import type { MetricSource } from './sources.ts'

export interface LabelOptions {
  readonly nowMs: number
  /** Minutes east of UTC in which times are written. */
  readonly offsetMinutes: number
}

/** @returns the label of one of the series of the results, given its points in the range */
export function labelResults(
  results: readonly QueryResult[],
  options: LabelOptions,
): (result: QueryResult, series: TimeSeries, points: () => Points) => string {
  const unlabelled = results.filter(({ query }) => query.label === undefined).flatMap(memberMetrics)
  const shared = namesOf(unlabelled)
  const own = new Map<QueryResult, ReadonlyMap<LabelledMetric, string>>()
  const nameOf = (result: QueryResult, metric: LabelledMetric): string => {
    if (result.query.label === undefined) return shared.get(metric) ?? metric.name
    if (!result.isList) return metric.name
    let names = own.get(result)
    if (names === undefined) {
      names = namesOf(memberMetrics(result))
      own.set(result, names)
    }
    return names.get(metric) ?? metric.name
  }
  return (result, series, points) => {
    const { query, isList } = result
    const source = series.source as MetricSource | undefined
    const metric = query.kind === 'metric' || isList ? source?.metric : undefined
    const fallback = isList ? (source?.label ?? query.id) : query.id
    const name = metric === undefined ? fallback : nameOf(result, metric)
    if (query.label === undefined) return name
    const text = renderLabel(query.label, {
      ...(query.label.includes('${') ? points() : NO_POINTS),
      ...options,
      label: name,
      metric,
    })
    return isList && !SPEAKS_FOR_ITSELF.test(query.label) ? `${text} ${name}` : text
  }
}

const SPEAKS_FOR_ITSELF = /\$\{(?:LABEL\}|PROP\()/

const NO_POINTS: Points = { timestampsMs: [], values: [] }

function memberMetrics({ query, isList, series }: QueryResult): readonly LabelledMetric[] {
  if (query.kind !== 'metric' && !isList) return []
  return series.flatMap(({ source }) => (source as MetricSource | undefined)?.metric ?? [])
}

function namesOf(metrics: readonly LabelledMetric[]): ReadonlyMap<LabelledMetric, string> {
  const names = defaultLabels(metrics)
  return new Map(metrics.map((metric, index) => [metric, names[index] ?? metric.name]))
}
