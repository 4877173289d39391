import { randomUUID } from 'node:crypto'
import { type Clock, MINUTE_MS } from '@atalaya/model'
import type { Outbox } from '../outbox/outbox.ts'
import type { BusEvent, EventRouter } from './route-event.ts'
import type { EventRule, EventRules } from './rules.ts'
import { nextDue, parseSchedule } from './schedule-expression.ts'

export interface ScheduledEventsOptions {
  readonly rules: EventRules
  readonly router: EventRouter
  readonly outbox: Outbox
  readonly clock: Clock
}

/** A run that is later than this, because the server was down, is left out: our choice, as AWS never is down. */
const MAX_LATE_MS = MINUTE_MS

/** Makes the events of rules whose time has come, each in one commit with when the rule is due next. */
export async function makeScheduledEvents({ rules, router, outbox, clock }: ScheduledEventsOptions): Promise<void> {
  const nowMs = clock.now()
  for (const { rule, dueMs } of rules.due(nowMs)) {
    const next = rules.scheduleChange(rule, nextRun(rule, nowMs))
    const drafts = nowMs - dueMs > MAX_LATE_MS ? [] : router.apply(rule, scheduledEvent(rule, dueMs))
    await outbox.commit(drafts, [next])
  }
}

/** When a rule with a schedule runs next after `afterMs`. */
export function nextRun(rule: EventRule, afterMs: number): number | undefined {
  const schedule = rule.schedule === undefined ? undefined : parseSchedule(rule.schedule)
  return schedule && nextDue(schedule, rule.enabledMs, afterMs)
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
function scheduledEvent({ tenant, arn }: EventRule, dueMs: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: tenant.accountId,
    time: `${new Date(dueMs).toISOString().slice(0, 19)}Z`,
    region: tenant.region,
    resources: [arn],
    detail: {},
  }
}
