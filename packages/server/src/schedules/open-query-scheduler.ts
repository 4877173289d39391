import { randomUUID } from 'node:crypto'
import type { Clock } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { OpenActions } from '../actions/open-actions.ts'
import type { OpenAlarms } from '../alarms/open-alarms.ts'
import { type LogsDeps, prepareQuery } from '../operations/logs/index.ts'
import type { Log } from '../telemetry/log.ts'
import { deliverResults } from './query-results.ts'
import { QueryScheduler } from './query-scheduler.ts'

export interface OpenQuerySchedulerOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly log: Log
  readonly logs: Pick<LogsDeps, 'catalog' | 'clock' | 'insights'>
  readonly actions: Pick<OpenActions, 'eventRules' | 'eventRouter' | 'outbox'>
  readonly alarms: Pick<OpenAlarms, 'logAlarms'>
}

/** The scheduler of queries, put together; not started yet. */
export function openQueryScheduler(options: OpenQuerySchedulerOptions): QueryScheduler {
  const { control, clock, log, logs, actions, alarms } = options
  const { scheduled, queries, lookupTables } = logs.insights
  const { eventRules: rules, eventRouter: router, outbox } = actions
  return new QueryScheduler({
    ...{ control, clock, log, scheduled, queries },
    prepare: (ask) => prepareQuery({ ...ask, requestId: randomUUID() }, logs),
    ended: async (ended, note) => {
      if (ended.query.alarmName === undefined) {
        await deliverResults({ lookupTables, rules, router, outbox }, ended, note)
        return
      }
      await alarms.logAlarms.evaluate(ended, note)
      // Nobody asks for these, and they must not crowd out what somebody does.
      if (ended.view !== undefined) queries.forget(ended.query.tenant, ended.view.id)
    },
  })
}
