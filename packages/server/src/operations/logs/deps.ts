import type { Clock } from '@atalaya/model'
import type { LogStore } from '@atalaya/store'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { MetricFilters } from '../../catalog/metric-filters.ts'
import type { ResourcePolicies } from '../../catalog/resource-policies.ts'
import type { Insights } from '../../insights/insights.ts'
import type { LiveTail } from '../../pipeline/live-tail.ts'
import type { LogPipeline } from '../../pipeline/log-pipeline.ts'

/** What the operations of CloudWatch Logs stand on. */
export interface LogsDeps {
  readonly clock: Clock
  readonly catalog: LogCatalog
  /** Where events are read; they are written through `pipeline` only. */
  readonly logStore: LogStore
  readonly pipeline: LogPipeline
  readonly metricFilters: MetricFilters
  readonly resourcePolicies: ResourcePolicies
  readonly liveTail: LiveTail
  readonly insights: Insights
}
