/*
 * How often and when SNS tries again at an http endpoint, and what it calls the content. A topic says what holds for its
 * subscriptions, and whether they may say something else.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html#creating-delivery-policy
 */
import { DAY_MS, SECOND_MS } from '@atalaya/model'
import type { RetryBounds } from '../outbox/delivery.ts'
import { DEFAULT_CONTENT_TYPE } from './envelope.ts'
import type { Attributes, Subscription } from './topics.ts'

/** What a text of a delivery policy says wrong, in the words of an answer. */
export class DeliveryPolicyProblem extends Error {}

const BACKOFFS = ['linear', 'arithmetic', 'geometric', 'exponential'] as const

/** Delays are seconds. */
interface RetryPolicy {
  readonly minDelayTarget: number
  readonly maxDelayTarget: number
  readonly numRetries: number
  readonly numNoDelayRetries: number
  readonly numMinDelayRetries: number
  readonly numMaxDelayRetries: number
  readonly backoffFunction: (typeof BACKOFFS)[number]
}

export interface DeliveryPolicy {
  readonly retry: RetryBounds | undefined
  readonly paceMs: number | undefined
  readonly contentType: string | undefined
}

/** What one text says; what it leaves out is not here. */
interface Stated {
  readonly retry?: RetryPolicy
  readonly throttle?: { readonly maxReceivesPerSecond: number }
  readonly contentType?: string
  /** Of topics. */
  readonly isFinal: boolean
}

const DEFAULT_RETRY: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
}
const MAX_RETRIES = 100
/** Of one delay, and of all together. */
const MAX_SECONDS = 3_600

type Json = Readonly<Record<string, unknown>>

/** @throws {DeliveryPolicyProblem} */
export function checkDeliveryPolicy(text: string, of: 'topic' | 'subscription'): void {
  parse(text, of)
}

/**
 * What holds for a subscription to an http endpoint: how it is tried again, the least milliseconds from one message to the next,
 * and the content type. Undefined: nobody says.
 */
export function deliveryPolicyOf(
  topic: Attributes,
  { protocol, attributes }: Pick<Subscription, 'protocol' | 'attributes'>,
): DeliveryPolicy | undefined {
  if (!isHttp(protocol)) return undefined
  const stated = together(topic.DeliveryPolicy, attributes.DeliveryPolicy)
  if (stated === undefined) return undefined
  const { retry, throttle, contentType } = stated
  return { retry: retry && boundsOf(retry), paceMs: throttle && SECOND_MS / throttle.maxReceivesPerSecond, contentType }
}

/** The attribute EffectiveDeliveryPolicy of a topic; none when it has no policy: then the outbox has its own. */
export function effectiveOfTopic({ DeliveryPolicy: text }: Attributes): Attributes {
  if (text === undefined) return {}
  const { retry = DEFAULT_RETRY, throttle, contentType = DEFAULT_CONTENT_TYPE, isFinal } = parse(text, 'topic')
  const http = {
    defaultHealthyRetryPolicy: retry,
    disableSubscriptionOverrides: isFinal,
    defaultThrottlePolicy: throttle,
    defaultRequestPolicy: { headerContentType: contentType },
  }
  return { EffectiveDeliveryPolicy: JSON.stringify({ http }) }
}

/** The attribute EffectiveDeliveryPolicy of a subscription to an http endpoint. */
export function effectiveOfSubscription(
  topic: Attributes,
  { protocol, attributes }: Pick<Subscription, 'protocol' | 'attributes'>,
): Attributes {
  const stated = isHttp(protocol) ? together(topic.DeliveryPolicy, attributes.DeliveryPolicy) : undefined
  if (stated === undefined) return {}
  const { retry = DEFAULT_RETRY, throttle = null, contentType = DEFAULT_CONTENT_TYPE } = stated
  const requestPolicy = { headerContentType: contentType }
  const effective = { healthyRetryPolicy: retry, sicklyRetryPolicy: null, throttlePolicy: throttle, requestPolicy }
  return { EffectiveDeliveryPolicy: JSON.stringify({ ...effective, guaranteed: false }) }
}

function isHttp(protocol: Subscription['protocol']): boolean {
  return protocol === 'http' || protocol === 'https'
}

function together(topic: string | undefined, subscription: string | undefined): Stated | undefined {
  const general = topic === undefined ? undefined : parse(topic, 'topic')
  if (subscription === undefined || general?.isFinal === true) return general
  return { ...general, ...parse(subscription, 'subscription') }
}

/** As the outbox has it: the pause after each failure, and how many attempts there are. */
function boundsOf(retry: RetryPolicy): RetryBounds {
  const pausesMs = delaysOf(retry).map((seconds) => seconds * SECOND_MS)
  return { maxAttempts: pausesMs.length + 1, maxAgeMs: DAY_MS, pausesMs }
}

/** Seconds before each retry: at once, at the least delay, growing from there to the greatest, at the greatest. */
function delaysOf(retry: RetryPolicy): readonly number[] {
  const { minDelayTarget: min, maxDelayTarget: max, numRetries, backoffFunction } = retry
  const { numNoDelayRetries: atOnce, numMinDelayRetries: atMin, numMaxDelayRetries: atMax } = retry
  const growing = numRetries - atOnce - atMin - atMax
  const times = (count: number, seconds: number): number[] => Array.from({ length: count }, () => seconds)
  const grown = Array.from({ length: growing }, (_, index) => {
    const share = growing === 1 ? 0 : index / (growing - 1)
    return backoff(backoffFunction, min, max, share)
  })
  return [...times(atOnce, 0), ...times(atMin, min), ...grown, ...times(atMax, max)]
}

/** AWS shows curves and no formulas: which ones they are is our choice. `share` goes from 0 to 1. */
function backoff(kind: RetryPolicy['backoffFunction'], min: number, max: number, share: number): number {
  switch (kind) {
    case 'linear':
      return min + (max - min) * share
    case 'arithmetic':
      return min + (max - min) * share ** 2
    case 'geometric':
      return min + (max - min) * share ** 3
    case 'exponential':
      return min * (max / min) ** share
  }
}

function parse(text: string, of: 'topic' | 'subscription'): Stated {
  const json = objectIn(text)
  return of === 'topic' ? parseTopic(json) : parseParts(json, '', 'healthyRetryPolicy')
}

function parseTopic({ http, ...others }: Json): Stated {
  refuseOthers(others, '')
  const { disableSubscriptionOverrides: isFinal = false, ...parts } = objectAt(http, 'http') ?? {}
  if (typeof isFinal !== 'boolean')
    throw new DeliveryPolicyProblem('http.disableSubscriptionOverrides must be a boolean')
  return { ...parseParts(parts, 'http.', 'defaultHealthyRetryPolicy'), isFinal }
}

/** In topics the names of the parts begin with `default`. */
function parseParts(json: Json, path: string, retryName: 'healthyRetryPolicy' | 'defaultHealthyRetryPolicy'): Stated {
  const named = (name: string): string =>
    retryName === 'healthyRetryPolicy' ? name : `default${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const names = ['healthyRetryPolicy', 'throttlePolicy', 'requestPolicy'].map(named)
  refuseOthers(Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name))), path)
  const part = (name: string): Json | undefined => objectAt(json[named(name)], path + named(name))
  const retry = part('healthyRetryPolicy')
  const throttle = part('throttlePolicy')
  const { headerContentType: contentType } = part('requestPolicy') ?? {}
  if (
    contentType !== undefined &&
    (typeof contentType !== 'string' || !/^[\x21-\x7e][\x20-\x7e]*$/.test(contentType))
  ) {
    throw new DeliveryPolicyProblem(`${path}${named('requestPolicy')}.headerContentType must be a content type`)
  }
  const perSecond = throttle && number(throttle, `${path}${named('throttlePolicy')}`, 'maxReceivesPerSecond', 1, 1e9)
  return {
    ...(retry === undefined ? {} : { retry: parseRetry(retry, path + retryName) }),
    ...(perSecond === undefined ? {} : { throttle: { maxReceivesPerSecond: perSecond } }),
    ...(contentType === undefined ? {} : { contentType }),
    isFinal: false,
  }
}

function parseRetry(json: Json, path: string): RetryPolicy {
  const { backoffFunction = DEFAULT_RETRY.backoffFunction } = json
  const known = BACKOFFS.find((name) => name === backoffFunction)
  if (known === undefined)
    throw new DeliveryPolicyProblem(`${path}.backoffFunction must be one of ${BACKOFFS.join(', ')}`)
  const whole = (name: keyof typeof DEFAULT_RETRY & `num${string}`): number =>
    number(json, path, name, 0, MAX_RETRIES) ?? DEFAULT_RETRY[name]
  const delay = (name: 'minDelayTarget' | 'maxDelayTarget'): number =>
    number(json, path, name, 1, MAX_SECONDS) ?? DEFAULT_RETRY[name]
  const retry: RetryPolicy = {
    minDelayTarget: delay('minDelayTarget'),
    maxDelayTarget: delay('maxDelayTarget'),
    numRetries: whole('numRetries'),
    numMaxDelayRetries: whole('numMaxDelayRetries'),
    numNoDelayRetries: whole('numNoDelayRetries'),
    numMinDelayRetries: whole('numMinDelayRetries'),
    backoffFunction: known,
  }
  refuseOthers(Object.fromEntries(Object.entries(json).filter(([name]) => !(name in retry))), `${path}.`)
  if (retry.minDelayTarget > retry.maxDelayTarget) {
    throw new DeliveryPolicyProblem(`${path}.maxDelayTarget must be greater than or equal to minDelayTarget`)
  }
  if (retry.numNoDelayRetries + retry.numMinDelayRetries + retry.numMaxDelayRetries > retry.numRetries) {
    throw new DeliveryPolicyProblem(
      `${path}.numRetries must be greater than or equal to the sum of the retries of all phases`,
    )
  }
  if (delaysOf(retry).reduce((sum, seconds) => sum + seconds, 0) > MAX_SECONDS) {
    throw new DeliveryPolicyProblem(`${path}: the total retry time must not exceed ${MAX_SECONDS} seconds`)
  }
  return retry
}

function number(json: Json, path: string, name: string, least: number, most: number): number | undefined {
  const value = json[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new DeliveryPolicyProblem(`${path}.${name} must be an integer`)
  if (value < least) throw new DeliveryPolicyProblem(`${path}.${name} must be greater than or equal to ${least}`)
  if (value > most) throw new DeliveryPolicyProblem(`${path}.${name} must be less than or equal to ${most}`)
  return value
}

function refuseOthers(others: Json, path: string): void {
  const [name] = Object.keys(others)
  if (name !== undefined) throw new DeliveryPolicyProblem(`unexpected member ${path}${name}`)
}

function objectIn(text: string): Json {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new DeliveryPolicyProblem('failed to parse JSON', { cause: error })
  }
  const object = objectAt(json, 'the policy')
  return object ?? {}
}

/** `null` is as good as nothing. */
function objectAt(value: unknown, path: string): Json | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw new DeliveryPolicyProblem(`${path} must be an object`)
  return value as Json
}
