import { randomBytes, randomUUID } from 'node:crypto'
import { type Clock, DAY_MS, type Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'
import { Turns } from '../../catalog/turns.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { targetOf } from '../outbox/targets.ts'
import { parseSubscriptionArn, parseTopicArn, topicArn } from './arns.ts'

/*
 * Topics and subscriptions. A topic's key is `account/region/name`, a subscription's `account/region/topic/id`, so that the
 * subscriptions of a topic are one range of keys.
 */

const TOPIC = 'sns-topic'
const SUBSCRIPTION = 'sns-subscription'
/** @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
const TOKEN_VALID_MS = 2 * DAY_MS

export type Attributes = Readonly<Record<string, string>>

export interface Topic {
  readonly tenant: Tenant
  readonly name: string
  readonly arn: string
  /** As they were set; what was not set is not here. */
  readonly attributes: Attributes
  readonly tags: Readonly<Record<string, string>>
  readonly createdMs: number
}

export const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'lambda'] as const
export type SnsProtocol = (typeof PROTOCOLS)[number]

export interface Subscription {
  readonly tenant: Tenant
  readonly arn: string
  readonly topicArn: string
  readonly protocol: SnsProtocol
  readonly endpoint: string
  /** As they were set. */
  readonly attributes: Attributes
  readonly createdMs: number
  /** Absent once it is confirmed. */
  readonly pending?: { readonly token: string; readonly untilMs: number }
  /** Unsubscribing needs a signed request. */
  readonly isGuarded?: boolean
  /** Whether whoever confirmed it showed credentials. */
  readonly confirmedBySigned?: boolean
}

export interface Page {
  /** Only keys greater than it. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface SnsTopicsOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly outbox: Outbox
}

export class SnsTopics {
  readonly #control: ControlStore
  readonly #clock: Clock
  readonly #outbox: Outbox
  readonly #turns = new Turns()

  constructor({ control, clock, outbox }: SnsTopicsOptions) {
    this.#control = control
    this.#clock = clock
    this.#outbox = outbox
  }

  topic(arn: string): Topic | undefined {
    const parsed = parseTopicArn(arn)
    return parsed && (this.#control.get(TOPIC, topicKey(parsed.tenant, parsed.name)) as Topic | undefined)
  }

  /** In order of name. */
  topics(tenant: Tenant, { after, limit }: Page): readonly Topic[] {
    const prefix = tenantPrefix(tenant)
    const documents = this.#control.list(TOPIC, {
      prefix,
      limit,
      ...(after === undefined ? {} : { after: prefix + after }),
    })
    return documents.map(({ body }) => body as Topic)
  }

  /** The topic of that name: a new one, or the one there is. */
  async create(tenant: Tenant, name: string, options: Pick<Topic, 'attributes' | 'tags'>): Promise<Topic> {
    const key = topicKey(tenant, name)
    return await this.#turns.run(key, async () => {
      const existing = this.#control.get(TOPIC, key) as Topic | undefined
      if (existing !== undefined) return existing
      const topic: Topic = {
        tenant: { accountId: tenant.accountId, region: tenant.region },
        name,
        arn: topicArn(tenant, name),
        attributes: options.attributes,
        tags: options.tags,
        createdMs: this.#clock.now(),
      }
      await this.#control.commit([{ kind: TOPIC, key, body: topic }])
      return topic
    })
  }

  /** Replaces a topic by what `change` makes of it, which may throw. False when it is gone. */
  async update({ tenant, name }: Topic, change: (topic: Topic) => Topic): Promise<boolean> {
    const key = topicKey(tenant, name)
    return await this.#turns.run(key, async () => {
      const topic = this.#control.get(TOPIC, key) as Topic | undefined
      if (topic === undefined) return false
      await this.#control.commit([{ kind: TOPIC, key, body: change(topic) }])
      return true
    })
  }

  /** With its subscriptions, in one commit. */
  async delete({ tenant, name }: Topic): Promise<void> {
    const key = topicKey(tenant, name)
    await this.#turns.run(key, async () => {
      const subscriptions = this.#control.list(SUBSCRIPTION, { prefix: `${key}/` })
      await this.#control.commit([
        { kind: TOPIC, key, body: undefined },
        ...subscriptions.map(({ key: owned }): ControlChange => ({ kind: SUBSCRIPTION, key: owned, body: undefined })),
      ])
    })
  }

  subscription(arn: string): Subscription | undefined {
    const key = subscriptionKey(arn)
    return key === undefined ? undefined : (this.#control.get(SUBSCRIPTION, key) as Subscription | undefined)
  }

  subscriptionsOf({ tenant, name }: Pick<Topic, 'tenant' | 'name'>, page: Partial<Page> = {}): readonly Subscription[] {
    return this.#subscriptions(`${topicKey(tenant, name)}/`, page)
  }

  subscriptions(tenant: Tenant, page: Partial<Page> = {}): readonly Subscription[] {
    return this.#subscriptions(tenantPrefix(tenant), page)
  }

  /**
   * Subscribes an endpoint, or finds its subscription; `attributes` are those of a new one. When it has to be asked, the
   * question goes out in the same commit, again for one that has not answered.
   *
   * @returns undefined when the topic is gone
   */
  async subscribe(
    topic: Topic,
    protocol: SnsProtocol,
    endpoint: string,
    options: { readonly attributes: Attributes; readonly mustConfirm: boolean },
  ): Promise<{ readonly subscription: Subscription; readonly isNew: boolean } | undefined> {
    return await this.#turns.run(topicKey(topic.tenant, topic.name), async () => {
      if (this.topic(topic.arn) === undefined) return undefined
      const existing = this.subscriptionsOf(topic).find(
        (subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint,
      )
      if (existing !== undefined && existing.pending === undefined) return { subscription: existing, isNew: false }
      const nowMs = this.#clock.now()
      const { pending: _old, ...kept } = existing ?? {
        tenant: topic.tenant,
        arn: `${topic.arn}:${randomUUID()}`,
        topicArn: topic.arn,
        protocol,
        endpoint,
        attributes: options.attributes,
        createdMs: nowMs,
        pending: undefined,
      }
      const pending = { token: randomBytes(32).toString('hex'), untilMs: nowMs + TOKEN_VALID_MS }
      const subscription: Subscription = options.mustConfirm ? { ...kept, pending } : kept
      const drafts = options.mustConfirm
        ? [
            {
              tenant: topic.tenant,
              lane: subscription.arn,
              target: targetOf(protocol, endpoint),
              cause: { kind: 'subscription', topicArn: topic.arn } as const,
              job: { type: 'confirmation', subscriptionArn: subscription.arn, messageId: randomUUID() } as const,
            },
          ]
        : []
      await this.#outbox.commit(drafts, [this.#change(subscription.arn, subscription)])
      return { subscription, isNew: existing === undefined }
    })
  }

  /** The subscription that a token confirms, confirmed; undefined when the token is of nobody or too old. */
  async confirm(
    topic: Topic,
    token: string,
    options: { readonly isGuarded: boolean; readonly isSigned: boolean },
  ): Promise<Subscription | undefined> {
    return await this.#turns.run(topicKey(topic.tenant, topic.name), async () => {
      const found = this.subscriptionsOf(topic).find(({ pending }) => pending?.token === token)
      if (found?.pending === undefined || found.pending.untilMs < this.#clock.now()) return undefined
      const { pending: _answered, ...rest } = found
      const confirmed: Subscription = {
        ...rest,
        confirmedBySigned: options.isSigned,
        ...(options.isGuarded ? { isGuarded: true } : {}),
      }
      await this.#control.commit([this.#change(found.arn, confirmed)])
      return confirmed
    })
  }

  /** False when it is gone. */
  async updateSubscription(arn: string, change: (subscription: Subscription) => Subscription): Promise<boolean> {
    return await this.#turns.run(turnOf(arn), async () => {
      const subscription = this.subscription(arn)
      if (subscription === undefined) return false
      await this.#control.commit([this.#change(arn, change(subscription))])
      return true
    })
  }

  async unsubscribe(arn: string): Promise<void> {
    await this.#turns.run(turnOf(arn), async () => {
      if (this.subscription(arn) !== undefined) await this.#control.commit([this.#change(arn, undefined)])
    })
  }

  #subscriptions(prefix: string, { after, limit }: Partial<Page>): readonly Subscription[] {
    const documents = this.#control.list(SUBSCRIPTION, {
      prefix,
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit }),
    })
    return documents.map(({ body }) => body as Subscription)
  }

  #change(arn: string, body: Subscription | undefined): ControlChange {
    return { kind: SUBSCRIPTION, key: subscriptionKey(arn) ?? arn, body }
  }
}

/** Where a subscription comes in the order of listing. */
export function subscriptionKey(arn: string): string | undefined {
  const parsed = parseSubscriptionArn(arn)
  return parsed && `${topicKey(parsed.topic.tenant, parsed.topic.name)}/${parsed.id}`
}

function topicKey(tenant: Tenant, name: string): string {
  return tenantPrefix(tenant) + name
}

/** Changes of a subscription take turns with those of its topic. */
function turnOf(arn: string): string {
  const parsed = parseSubscriptionArn(arn)
  return parsed === undefined ? arn : topicKey(parsed.topic.tenant, parsed.topic.name)
}
