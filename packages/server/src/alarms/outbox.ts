import { randomUUID } from 'node:crypto'
import { jsonText } from '@atalaya/alarms'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { type ActionIntent, type AlarmTransition, type EventIntent, OUTBOX, type OutboxIntent } from './transition.ts'

let counter = 0

/** The document of an action that is to be run. */
export function actionIntent(
  transition: AlarmTransition,
  action: string,
  nowMs: number,
  mutedUntilMs?: number,
): ControlChange {
  const id = nextId(nowMs)
  const { tenant, arn: alarmArn } = transition.alarm
  const intent: ActionIntent = {
    type: 'action',
    id,
    tenant,
    alarmArn,
    createdMs: nowMs,
    action,
    transition,
    ...(mutedUntilMs === undefined ? {} : { mutedUntilMs }),
  }
  return { kind: OUTBOX, key: id, body: intent }
}

/** The document of an event that is to be handed to EventBridge. `render` is given the event's id. */
export function eventIntent(
  alarm: AlarmTransition['alarm'],
  render: (id: string) => EventIntent['event'],
  nowMs: number,
): ControlChange {
  const id = nextId(nowMs)
  const { tenant, arn: alarmArn } = alarm
  // Plain JSON: the control store knows nothing of how numbers are written.
  const event = JSON.parse(jsonText(render(randomUUID()))) as EventIntent['event']
  const intent: EventIntent = { type: 'event', id, tenant, alarmArn, createdMs: nowMs, event }
  return { kind: OUTBOX, key: id, body: intent }
}

/** What is to be delivered, oldest first. */
export function pendingIntents(control: ControlStore, limit?: number): readonly OutboxIntent[] {
  const documents = control.list(OUTBOX, limit === undefined ? {} : { limit })
  return documents.map(({ body }) => body as OutboxIntent)
}

/** Ids sort in the order in which they were made, across restarts too. */
function nextId(nowMs: number): string {
  counter = (counter + 1) % 1_000_000_000
  return `${String(Math.max(0, nowMs)).padStart(15, '0')}-${String(counter).padStart(9, '0')}-${randomUUID().slice(0, 8)}`
}
