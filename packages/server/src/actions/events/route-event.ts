/*
 * From an event to what has to be delivered: the rules of its bus whose pattern it matches, and their targets.
 */
import { SECOND_MS, type Tenant } from '@atalaya/model'
import type { Draft, RetryBounds } from '../outbox/delivery.ts'
import { matches } from '../patterns/match-pattern.ts'
import { parsePatternText } from '../patterns/parse-pattern.ts'
import type { Pattern } from '../patterns/pattern.ts'
import { fanOut, newMessage } from '../sns/publish.ts'
import type { SnsTopics } from '../sns/topics.ts'
import type { ApiDestinations } from './api-destinations.ts'
import { DEFAULT_BUS, type EventRule, type EventRules, type Target } from './rules.ts'
import { targetParameters, targetText } from './target-input.ts'

/** An event with its envelope. @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export interface BusEvent {
  readonly version: string
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  /** ISO 8601 to the second. */
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: unknown
}

export interface RouterOptions {
  readonly rules: EventRules
  readonly topics: SnsTopics
  readonly destinations: ApiDestinations
  readonly now: () => number
}

/** A bus may be the target of a rule of another one, but not for ever. Our choice. */
const MAX_HOPS = 5

/** Of an API destination, and of a target that sets only one of them. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const DEFAULT_RETRIES = 185
const DEFAULT_AGE_SECONDS = 86_400

/** Compiled patterns, by the document they are in: a changed rule is another document. */
const patterns = new WeakMap<EventRule, Pattern>()

export class EventRouter {
  readonly #options: RouterOptions

  constructor(options: RouterOptions) {
    this.#options = options
  }

  /**
   * What an event on a bus leads to.
   *
   * @param order events of the same order to the same target arrive one after the other; absent: they may overtake
   */
  route(tenant: Tenant, bus: string, event: BusEvent, order: string = event.id): readonly Draft[] {
    return this.#route(tenant, bus, event, order, 0)
  }

  /** What a rule does with an event, whether it matches or not: for schedules. */
  apply(rule: EventRule, event: BusEvent): readonly Draft[] {
    return rule.targets.flatMap((target) => this.#deliver(rule, target, event, event.id, 0))
  }

  #route(tenant: Tenant, bus: string, event: BusEvent, order: string, hops: number): readonly Draft[] {
    return this.#options.rules
      .rules(tenant, bus)
      .filter((rule) => rule.state === 'ENABLED' && wants(rule, event))
      .flatMap((rule) => rule.targets.flatMap((target) => this.#deliver(rule, target, event, order, hops)))
  }

  #deliver(rule: EventRule, target: Target, event: BusEvent, order: string, hops: number): readonly Draft[] {
    const { tenant } = rule
    const bus = /^arn:aws[\w-]*:events:([a-z0-9-]+):(\d{12}):event-bus\/(.+)$/.exec(target.Arn)
    if (bus !== null) {
      const [, region = '', accountId = '', name = DEFAULT_BUS] = bus
      // Accounts are not linked here.
      return hops < MAX_HOPS && accountId === tenant.accountId
        ? this.#route({ accountId, region }, name, event, order, hops + 1)
        : []
    }
    const nowMs = this.#options.now()
    const text = targetText(target, event, { ruleArn: rule.arn, ruleName: rule.name, ingestionMs: nowMs })
    const cause = { kind: 'event', ruleArn: rule.arn, eventId: event.id } as const
    const topic = this.#options.topics.topic(target.Arn)
    if (topic !== undefined && topic.tenant.accountId === tenant.accountId) {
      const message = newMessage(topic, nowMs, { bodies: { default: text } })
      return fanOut(this.#options.topics, topic, message, cause, order)
    }
    const destination = this.#options.destinations.byArn(target.Arn)
    const isOwn = destination?.tenant.accountId === tenant.accountId
    const retry = retryBounds(target, isOwn)
    const draft = {
      ...{ tenant, lane: `${rule.arn} ${target.Id} ${order}`, target: target.Arn, cause },
      ...(retry === undefined ? {} : { retry }),
    }
    if (isOwn) {
      const parameters = targetParameters(target.HttpParameters, event)
      return [{ ...draft, job: { type: 'api', destinationArn: target.Arn, body: text, parameters } }]
    }
    const group = /^arn:aws[\w-]*:logs:[a-z0-9-]+:\d{12}:log-group:([^:*]+)(:\*)?$/.exec(target.Arn)?.[1]
    if (group !== undefined) {
      return [
        {
          ...draft,
          job: { type: 'log', groupName: group, streamName: rule.name, timeMs: Date.parse(event.time), message: text },
        },
      ]
    }
    return [{ ...draft, job: { type: 'automation', name: target.Arn, input: text } }]
  }
}

/** Undefined where nothing is said: then the outbox has its own. */
function retryBounds({ RetryPolicy: policy }: Target, isApi: boolean): RetryBounds | undefined {
  if (policy === undefined && !isApi) return undefined
  const { MaximumRetryAttempts = DEFAULT_RETRIES, MaximumEventAgeInSeconds = DEFAULT_AGE_SECONDS } = policy ?? {}
  return { maxAttempts: MaximumRetryAttempts + 1, maxAgeMs: MaximumEventAgeInSeconds * SECOND_MS }
}

function wants(rule: EventRule, event: BusEvent): boolean {
  if (rule.pattern === undefined) return false
  let pattern = patterns.get(rule)
  if (pattern === undefined) {
    pattern = parsePatternText(rule.pattern)
    patterns.set(rule, pattern)
  }
  return matches(pattern, event)
}
