import { randomUUID } from 'node:crypto'
import type { Clock } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { OpenActions } from '../actions/open-actions.ts'
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
}

/** The scheduler of queries, put together; not started yet. */
export function openQueryScheduler({ control, clock, log, logs, actions }: OpenQuerySchedulerOptions): QueryScheduler {
  const { scheduled, queries, lookupTables } = logs.insights
  const { eventRules: rules, eventRouter: router, outbox } = actions
  return new QueryScheduler({
    control,
    clock,
    log,
    scheduled,
    queries,
    prepare: (ask) => prepareQuery({ ...ask, requestId: randomUUID() }, logs),
    ended: (ended, note) => deliverResults({ lookupTables, rules, router, outbox }, ended, note),
  })
}
