import type { Clock, Tenant } from '@atalaya/model'
import type { ControlStore, TelemetryStore } from '@atalaya/store'
import type { SeriesIds } from './series-ids.ts'

/** What the operations of CloudWatch need. */
export interface MonitoringDeps {
  readonly telemetry: TelemetryStore
  readonly control: ControlStore
  readonly clock: Clock
  readonly seriesIds: SeriesIds
  /** Whether `arn` is something of this tenant that can be tagged. */
  readonly taggable: (tenant: Tenant, arn: string) => boolean
}
