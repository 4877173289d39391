import type { Clock, Tenant } from '@atalaya/model'
import type { ControlStore, MetricStore } from '@atalaya/store'
import { ScheduledQueries } from '../insights/scheduled-queries.ts'
import { AlarmScheduler } from '../schedules/alarm-scheduler.ts'
import type { Log } from '../telemetry/log.ts'
import { AlarmBook } from './alarm-book.ts'
import { AnomalyDetectors } from './anomaly/detectors.ts'
import { AnomalyModels } from './anomaly/models.ts'
import { belongingsOf, LogAlarms } from './logs/log-alarms.ts'
import { alarmArn, muteRuleArn } from './names.ts'
import type { PromQl } from './prom-ql.ts'

export interface AlarmsOptions {
  readonly control: ControlStore
  readonly metrics: MetricStore
  readonly clock: Clock
  readonly log: Log
  /** Whether events of a tenant go anywhere. Default: none does. */
  readonly wantsEvents?: (tenant: Tenant) => boolean
  /** Where log alarms have their queries. Default: the ones of `control`. */
  readonly scheduled?: ScheduledQueries
  /** What evaluates the queries of PromQL alarms. Without it they are refused. */
  readonly promQl?: PromQl
}

/** Alarms with everything that belongs to them. */
export interface OpenAlarms {
  readonly alarms: AlarmBook
  readonly detectors: AnomalyDetectors
  readonly models: AnomalyModels
  readonly scheduler: AlarmScheduler
  readonly logAlarms: LogAlarms
  readonly promQl: PromQl | undefined
  /** Whether `arn` is an alarm or a mute rule of the tenant. */
  isTaggable(tenant: Tenant, arn: string): boolean
  /** After the stores were wiped. */
  reset(): void
}

/** Alarms as the control state has them; the scheduler is not started yet. */
export function openAlarms(options: AlarmsOptions): OpenAlarms {
  const {
    control,
    metrics,
    clock,
    log,
    wantsEvents,
    promQl,
    scheduled = new ScheduledQueries(control, clock),
  } = options
  const alarms = new AlarmBook({
    control,
    clock,
    belongings: (record) => belongingsOf(scheduled, record),
    ...(wantsEvents === undefined ? {} : { wantsEvents }),
  })
  const detectors = new AnomalyDetectors(control)
  const models = new AnomalyModels({ metrics, detectors, clock })
  return {
    alarms,
    detectors,
    models,
    logAlarms: new LogAlarms({ control, alarms, scheduled }),
    promQl,
    scheduler: new AlarmScheduler({ alarms, metrics, models, promQl, control, clock, log }),
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
