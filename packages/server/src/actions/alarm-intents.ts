/*
 * From what an alarm wants done to deliveries.
 *
 * An alarm writes its intents in the commit of its transition. Here each is taken up, in their order, by one commit that removes
 * it and adds what follows from it: deliveries, and the item of the alarm's history. Publishing to a topic has succeeded when
 * the topic has the message, as on AWS; what has to be run first tells the history when it has run.
 */
import type { Clock } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { historyChange } from '../alarms/history.ts'
import { actionData } from '../alarms/messages/history-data.ts'
import { lambdaPayload } from '../alarms/messages/lambda.ts'
import { notification } from '../alarms/messages/sns.ts'
import { pendingIntents } from '../alarms/outbox.ts'
import { type ActionIntent, OUTBOX, type OutboxIntent } from '../alarms/transition.ts'
import type { Log } from '../telemetry/log.ts'
import type { BusEvent, EventRouter } from './events/route-event.ts'
import { DEFAULT_BUS } from './events/rules.ts'
import type { Delivery, Draft, Outcome } from './outbox/delivery.ts'
import type { Outbox } from './outbox/outbox.ts'
import { parseTopicArn } from './sns/arns.ts'
import { fanOut, newMessage } from './sns/publish.ts'
import type { SnsTopics } from './sns/topics.ts'

export interface AlarmIntentsOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly outbox: Outbox
  readonly topics: SnsTopics
  readonly router: EventRouter
  readonly log: Log
}

interface Consequences {
  readonly drafts: readonly Draft[]
  readonly changes: readonly ControlChange[]
}

const INTENTS_PER_COMMIT = 100

export class AlarmIntents {
  readonly #options: AlarmIntentsOptions

  constructor(options: AlarmIntentsOptions) {
    this.#options = options
  }

  /** Takes up all that waits, unless too many deliveries wait already. Not to be called while it runs. */
  async take(): Promise<void> {
    const { control, outbox } = this.#options
    for (;;) {
      const intents = pendingIntents(control, INTENTS_PER_COMMIT)
      if (intents.length === 0 || outbox.isFull(intents.length)) return
      const all = intents.map((intent) => this.#followSafely(intent))
      await outbox.commit(
        all.flatMap(({ drafts }) => drafts),
        [
          ...intents.map(({ id }): ControlChange => ({ kind: OUTBOX, key: id, body: undefined })),
          ...all.flatMap(({ changes }) => changes),
        ],
      )
    }
  }

  /** What the history of an alarm is told when a delivery has ended. */
  settled({ cause, tenant }: Delivery, outcome: Outcome): readonly ControlChange[] {
    if (cause.kind !== 'alarm' || cause.intent === undefined) return []
    const error = outcome.ok ? null : outcome.error
    return [this.#history({ ...(cause.intent as ActionIntent), tenant }, error, null)]
  }

  /** One that cannot be followed must not hold up all that come after it. */
  #followSafely(intent: OutboxIntent): Consequences {
    try {
      return this.#follow(intent)
    } catch (error) {
      this.#options.log.error('an action of an alarm could not be taken up', { error, alarmArn: intent.alarmArn })
      const reason = error instanceof Error ? error.message : String(error)
      return { drafts: [], changes: intent.type === 'action' ? [this.#history(intent, reason, null)] : [] }
    }
  }

  #follow(intent: OutboxIntent): Consequences {
    const { tenant, alarmArn } = intent
    if (intent.type === 'event') {
      const event = intent.event as unknown as BusEvent
      return { drafts: this.#options.router.route(tenant, DEFAULT_BUS, event, alarmArn), changes: [] }
    }
    if (intent.action.startsWith('arn:aws:sns:')) return this.#publish(intent)
    const { action } = intent
    return {
      drafts: [
        {
          tenant,
          lane: `${alarmArn} ${action}`,
          target: action,
          cause: { kind: 'alarm', alarmArn, action, intent },
          job: { type: 'automation', name: action, input: lambdaPayload(intent.transition) },
        },
      ],
      changes: [],
    }
  }

  #publish(intent: ActionIntent): Consequences {
    const { topics, clock } = this.#options
    const { action, alarmArn, tenant } = intent
    const isOwn = parseTopicArn(action)?.tenant.accountId === tenant.accountId
    const topic = isOwn ? topics.topic(action) : undefined
    if (topic === undefined) return { drafts: [], changes: [this.#history(intent, 'Topic does not exist', null)] }
    const { subject, message: text } = notification(intent.transition, intent.mutedUntilMs !== undefined)
    const bodies = JSON.parse(text) as { readonly default: string }
    const message = newMessage(topic, clock.now(), { subject, bodies })
    const drafts = fanOut(topics, topic, message, { kind: 'alarm', alarmArn, action }, alarmArn)
    return { drafts, changes: [this.#history(intent, null, text)] }
  }

  #history(intent: ActionIntent, error: string | null, publishedMessage: string | null): ControlChange {
    const { action, transition, tenant, mutedUntilMs } = intent
    const { alarm, state, contributor } = transition
    const summary =
      error === null
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. Received error: "${error}"`
    return historyChange(tenant, {
      alarmName: alarm.name,
      alarmType: alarm.type,
      timestampMs: this.#options.clock.now(),
      type: contributor === undefined ? 'Action' : 'AlarmContributorAction',
      summary: summary.slice(0, MAX_SUMMARY_CHARS),
      data: actionData({
        succeeded: error === null,
        stateUpdatedMs: state.timestampMs,
        resource: action,
        publishedMessage,
        error,
        mutedUntilMs,
      }),
      ...(contributor === undefined ? {} : { contributor }),
    })
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html */
const MAX_SUMMARY_CHARS = 255
