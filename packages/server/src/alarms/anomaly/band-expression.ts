import { parseMath } from '@atalaya/query'
import type { WireMetricQuery } from '../../metrics/queries.ts'
import { toDimensions } from '../../operations/monitoring/series-ids.ts'
import type { DetectorSource } from './detectors.ts'

/** The band of an alarm: around what, and how wide. */
export interface AlarmBand {
  readonly source: DetectorSource
  /** Standard deviations. */
  readonly deviations: number
}

const DEFAULT_DEVIATIONS = 2

/** What `ANOMALY_DETECTION_BAND(m1, 2)` asks for; undefined when the query is no such call on another query. */
export function bandOf(queries: readonly WireMetricQuery[], bandId: string | undefined): AlarmBand | undefined {
  const text = queries.find(({ Id }) => Id === bandId)?.Expression
  if (bandId === undefined || text === undefined) return undefined
  const call = parseMath(text)
  if (call.kind !== 'call' || call.name !== 'ANOMALY_DETECTION_BAND') return undefined
  const [of, width] = call.args
  if (of?.kind !== 'id') return undefined
  const deviations = width?.kind === 'number' ? width.value : DEFAULT_DEVIATIONS
  const watched = queries.find(({ Id }) => Id === of.name)
  const stat = watched?.MetricStat
  if (stat === undefined) {
    const others = queries.filter(({ Id }) => Id !== bandId)
    const source = others.map((query) => ({ ...query, ReturnData: query.Id === of.name }))
    return { source: { kind: 'math', queries: source }, deviations }
  }
  const { Namespace: namespace = '', MetricName: metricName = '', Dimensions } = stat.Metric
  return {
    source: { kind: 'single', namespace, metricName, dimensions: toDimensions(Dimensions), stat: stat.Stat },
    deviations,
  }
}
