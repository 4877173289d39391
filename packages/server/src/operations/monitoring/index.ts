import type { Operation } from '@atalaya/aws'
import type { MonitoringDeps } from './deps.ts'
import { getMetricData } from './get-metric-data.ts'
import { getMetricStatistics } from './get-metric-statistics.ts'
import { getMetricWidgetImage } from './get-metric-widget-image.ts'
import { listMetrics } from './list-metrics.ts'
import { putMetricData } from './put-metric-data.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

export type { MonitoringDeps } from './deps.ts'
export { SeriesIds } from './series-ids.ts'

export const monitoringOperations: readonly Operation<MonitoringDeps>[] = [
  putMetricData,
  listMetrics,
  getMetricStatistics,
  getMetricData,
  getMetricWidgetImage,
  tagResource,
  untagResource,
  listTagsForResource,
]
