import type { Clock, Tenant } from '@atalaya/model'
import type { ControlStore, TelemetryStore } from '@atalaya/store'
import type { AnomalyModels } from '../../alarms/anomaly/models.ts'
import type { EvaluationDeps } from '../../metrics/evaluate.ts'
import type { SeriesIds } from './series-ids.ts'

/** What the operations of CloudWatch need. */
export interface MonitoringDeps {
  readonly telemetry: TelemetryStore
  readonly control: ControlStore
  readonly clock: Clock
  readonly seriesIds: SeriesIds
  /** What single metrics usually do. Absent in some tests: bands are trained on the spot then. */
  readonly models?: Pick<AnomalyModels, 'modelOf'>
  /** Whether `arn` is something of this tenant that can be tagged. */
  readonly taggable: (tenant: Tenant, arn: string) => boolean
}

/** What the evaluation of queries needs. */
export function evaluationDeps({ telemetry, models }: Pick<MonitoringDeps, 'telemetry' | 'models'>): EvaluationDeps {
  const { metrics } = telemetry
  if (models === undefined) return { metrics }
  return {
    metrics,
    models: ({ accountId, region, namespace, name, dimensions, stat, periodSeconds }) => {
      return models.modelOf(
        { accountId, region },
        { kind: 'single', namespace, metricName: name, dimensions, stat },
        periodSeconds,
      )
    },
  }
}
