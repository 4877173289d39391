import type { Clock, Tenant } from '@atalaya/model'
import type { ControlStore, MetricStore } from '@atalaya/store'
import { AlarmScheduler } from '../schedules/alarm-scheduler.ts'
import type { Log } from '../telemetry/log.ts'
import { AlarmBook } from './alarm-book.ts'
import { AnomalyDetectors } from './anomaly/detectors.ts'
import { AnomalyModels } from './anomaly/models.ts'
import { alarmArn, muteRuleArn } from './names.ts'

export interface AlarmsOptions {
  readonly control: ControlStore
  readonly metrics: MetricStore
  readonly clock: Clock
  readonly log: Log
  /** Whether events of a tenant go anywhere. Default: none does. */
  readonly wantsEvents?: (tenant: Tenant) => boolean
}

/** Alarms with everything that belongs to them. */
export interface OpenAlarms {
  readonly alarms: AlarmBook
  readonly detectors: AnomalyDetectors
  readonly models: AnomalyModels
  readonly scheduler: AlarmScheduler
  /** Whether `arn` is an alarm or a mute rule of the tenant. */
  isTaggable(tenant: Tenant, arn: string): boolean
  /** After the stores were wiped. */
  reset(): void
}

/** Alarms as the control state has them; the scheduler is not started yet. */
export function openAlarms({ control, metrics, clock, log, wantsEvents }: AlarmsOptions): OpenAlarms {
  const alarms = new AlarmBook({ control, clock, ...(wantsEvents === undefined ? {} : { wantsEvents }) })
  const detectors = new AnomalyDetectors(control)
  const models = new AnomalyModels({ metrics, detectors, clock })
  return {
    alarms,
    detectors,
    models,
    scheduler: new AlarmScheduler({ alarms, metrics, models, control, clock, log }),
    isTaggable: (tenant, arn) => {
      const after = (prefix: string): string | undefined =>
        arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined
      const alarm = after(alarmArn(tenant, ''))
      if (alarm !== undefined) return alarms.get(tenant, alarm) !== undefined
      const rule = after(muteRuleArn(tenant, ''))
      return rule !== undefined && alarms.muteRules.get(tenant, rule) !== undefined
    },
    reset: () => {
      alarms.reload()
      models.clear()
    },
  }
}
