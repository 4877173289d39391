import { describe, expect, test } from 'vitest'
import {
  checkDeliveryPolicy,
  DeliveryPolicyProblem,
  deliveryPolicyOf,
  effectiveOfSubscription,
  effectiveOfTopic,
} from './delivery-policy.ts'

const http = (attributes: Readonly<Record<string, string>> = {}) => ({ protocol: 'http', attributes }) as const
const own = (policy: object) => ({ DeliveryPolicy: JSON.stringify(policy) })
const retries = (more: object) => own({ healthyRetryPolicy: more })
const pauses = (attributes: Readonly<Record<string, string>>, topic = {}) =>
  deliveryPolicyOf(topic, http(attributes))?.retry?.pausesMs?.map((ms) => ms / 1_000)

test.each<[object, readonly number[]]>([
  [{}, [20, 20, 20]],
  [{ numRetries: 0 }, []],
  [{ numRetries: 2, minDelayTarget: 1 }, [1, 20]],
  [{ numRetries: 5, minDelayTarget: 10, maxDelayTarget: 30 }, [10, 15, 20, 25, 30]],
  [
    {
      numRetries: 7,
      numNoDelayRetries: 2,
      numMinDelayRetries: 1,
      numMaxDelayRetries: 1,
      minDelayTarget: 2,
      maxDelayTarget: 4,
    },
    [0, 0, 2, 2, 3, 4, 4],
  ],
  [{ numRetries: 3, minDelayTarget: 1, maxDelayTarget: 100, backoffFunction: 'exponential' }, [1, 10, 100]],
  [{ numRetries: 3, minDelayTarget: 1, maxDelayTarget: 101, backoffFunction: 'arithmetic' }, [1, 26, 101]],
  [{ numRetries: 3, minDelayTarget: 1, maxDelayTarget: 81, backoffFunction: 'geometric' }, [1, 11, 81]],
])('%j pauses for %j seconds', (policy, expected) => {
  expect(pauses(retries(policy))).toEqual(expected)
})

describe('whose policy counts', () => {
  const topic = own({
    http: { defaultHealthyRetryPolicy: { numRetries: 1 }, defaultRequestPolicy: { headerContentType: 'text/a' } },
  })
  test("a subscription's before its topic's, part by part", () => {
    expect(pauses({}, topic)).toEqual([20])
    expect(pauses(retries({ numRetries: 2 }), topic)).toEqual([20, 20])
    expect(deliveryPolicyOf(topic, http(retries({ numRetries: 2 })))?.contentType).toBe('text/a')
  })
  test('unless the topic says that it is final', () => {
    const final = own({ http: { defaultHealthyRetryPolicy: { numRetries: 1 }, disableSubscriptionOverrides: true } })
    expect(pauses(retries({ numRetries: 2 }), final)).toEqual([20])
  })
  test('how many messages a second', () => {
    const most = http(own({ throttlePolicy: { maxReceivesPerSecond: 4 } }))
    expect(deliveryPolicyOf(topic, most)?.paceMs).toBe(250)
    const general = own({ http: { defaultThrottlePolicy: { maxReceivesPerSecond: 10 } } })
    expect(deliveryPolicyOf(general, http())?.paceMs).toBe(100)
  })
  test("the outbox's own, when nobody says how to try again", () => {
    expect(deliveryPolicyOf({}, http())).toBeUndefined()
    expect(deliveryPolicyOf({}, http(own({ requestPolicy: { headerContentType: 'application/json' } })))).toEqual({
      retry: undefined,
      paceMs: undefined,
      contentType: 'application/json',
    })
    expect(deliveryPolicyOf(topic, { protocol: 'lambda', attributes: {} })).toBeUndefined()
  })
})

test('what holds is shown with its defaults', () => {
  const DEFAULTS = {
    ...{ minDelayTarget: 20, maxDelayTarget: 20, numMaxDelayRetries: 0, numNoDelayRetries: 0, numMinDelayRetries: 0 },
    backoffFunction: 'linear',
  }
  const topic = own({ http: { defaultHealthyRetryPolicy: { numRetries: 5 } } })
  expect(JSON.parse(effectiveOfTopic(topic).EffectiveDeliveryPolicy ?? '')).toEqual({
    http: {
      defaultHealthyRetryPolicy: { ...DEFAULTS, numRetries: 5 },
      disableSubscriptionOverrides: false,
      defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    },
  })
  const subscription = http(own({ throttlePolicy: { maxReceivesPerSecond: 3 } }))
  expect(JSON.parse(effectiveOfSubscription(topic, subscription).EffectiveDeliveryPolicy ?? '')).toEqual({
    healthyRetryPolicy: { ...DEFAULTS, numRetries: 5 },
    sicklyRetryPolicy: null,
    throttlePolicy: { maxReceivesPerSecond: 3 },
    requestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    guaranteed: false,
  })
  expect(effectiveOfTopic({})).toEqual({})
  expect(effectiveOfSubscription({}, http())).toEqual({})
  expect(effectiveOfSubscription(topic, { protocol: 'email', attributes: {} })).toEqual({})
})

test.each<['topic' | 'subscription', unknown, string]>([
  ['topic', '{', 'failed to parse JSON'],
  ['topic', [], 'the policy must be an object'],
  ['topic', { healthyRetryPolicy: {} }, 'unexpected member healthyRetryPolicy'],
  ['topic', { http: { healthyRetryPolicy: {} } }, 'unexpected member http.healthyRetryPolicy'],
  ['topic', { http: { disableSubscriptionOverrides: 'no' } }, 'http.disableSubscriptionOverrides must be a boolean'],
  [
    'topic',
    { http: { defaultHealthyRetryPolicy: { numRetries: 101 } } },
    'http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100',
  ],
  ['subscription', { http: {} }, 'unexpected member http'],
  [
    'subscription',
    { healthyRetryPolicy: { numRetries: -1 } },
    'healthyRetryPolicy.numRetries must be greater than or equal to 0',
  ],
  ['subscription', { healthyRetryPolicy: { numRetries: 1.5 } }, 'healthyRetryPolicy.numRetries must be an integer'],
  ['subscription', { healthyRetryPolicy: { retries: 1 } }, 'unexpected member healthyRetryPolicy.retries'],
  [
    'subscription',
    { healthyRetryPolicy: { minDelayTarget: 0 } },
    'healthyRetryPolicy.minDelayTarget must be greater than or equal to 1',
  ],
  [
    'subscription',
    { healthyRetryPolicy: { minDelayTarget: 30 } },
    'maxDelayTarget must be greater than or equal to minDelayTarget',
  ],
  [
    'subscription',
    { healthyRetryPolicy: { numNoDelayRetries: 4 } },
    'numRetries must be greater than or equal to the sum',
  ],
  [
    'subscription',
    { healthyRetryPolicy: { numRetries: 100, maxDelayTarget: 60 } },
    'the total retry time must not exceed 3600 seconds',
  ],
  ['subscription', { healthyRetryPolicy: { backoffFunction: 'quick' } }, 'backoffFunction must be one of linear'],
  [
    'subscription',
    { throttlePolicy: { maxReceivesPerSecond: 0 } },
    'throttlePolicy.maxReceivesPerSecond must be greater than or equal to 1',
  ],
  [
    'subscription',
    { requestPolicy: { headerContentType: 'a\r\nb: c' } },
    'requestPolicy.headerContentType must be a content type',
  ],
])('refused of a %s: %j', (of, policy, message) => {
  const check = (): void => checkDeliveryPolicy(typeof policy === 'string' ? policy : JSON.stringify(policy), of)
  expect(check).toThrow(DeliveryPolicyProblem)
  expect(check).toThrow(message)
})
