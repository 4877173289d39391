import { AwsError, type Call, type Operation, operation } from '@atalaya/aws'
import { parseSubscriptionArn, parseTopicArn } from '../../actions/sns/arns.ts'
import { PROTOCOLS, type SnsProtocol, type Subscription, subscriptionKey } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter, noSuchTopic, throttled } from './errors.ts'
import { findTopic } from './find.ts'
import { PAGE_SIZE, page, readToken } from './pages.ts'
import { checkSubscriptionAttributes } from './subscription-attributes.ts'

/** What stands for the ARN of a subscription that has not been confirmed. */
const PENDING_ANSWER = 'pending confirmation'
const PENDING_LISTED = 'PendingConfirmation'
const MAX_ENDPOINT_CHARS = 2048

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe: Operation<SnsDeps> = operation('sns', 'Subscribe', async (input, deps: SnsDeps, call) => {
  const { topics, automation, outbox, isAllowedAddress } = deps
  const topic = findTopic(topics, call.tenant, input.TopicArn)
  const protocol = readProtocol(input.Protocol)
  const endpoint = readEndpoint(protocol, input.Endpoint)
  const attributes = input.Attributes ?? {}
  checkSubscriptionAttributes(attributes, protocol)
  if (outbox.isFull(1)) throw throttled()
  const isMapped = automation.find(endpoint) !== undefined
  const isWeb = protocol === 'http' || protocol === 'https'
  if (isWeb && !isMapped && !isAllowedAddress(endpoint)) {
    throw invalidParameter('Endpoint Reason: the address is not among those that ATALAYA_SUBSCRIPTION_URLS allows')
  }
  // Nobody to ask behind a phone number or a function; and what the operator has mapped he has consented to.
  const mustConfirm = protocol !== 'sms' && protocol !== 'lambda' && !isMapped
  const made = await topics.subscribe(topic, protocol, endpoint, { attributes, mustConfirm })
  if (made === undefined) throw noSuchTopic()
  const { subscription, isNew } = made
  const differs = Object.entries(attributes).some(([name, value]) => subscription.attributes[name] !== value)
  if (!isNew && differs) {
    throw invalidParameter('Attributes Reason: Subscription already exists with different attributes')
  }
  const isShown = subscription.pending === undefined || input.ReturnSubscriptionArn === true
  return { SubscriptionArn: isShown ? subscription.arn : PENDING_ANSWER }
})

/**
 * Confirms a subscription. The token is the authority: endpoints call this by opening an address, without credentials.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export const confirmSubscription: Operation<SnsDeps> = operation(
  'sns',
  'ConfirmSubscription',
  async (input, { topics }: SnsDeps, call) => {
    if (parseTopicArn(input.TopicArn) === undefined) throw invalidParameter('TopicArn')
    const topic = topics.topic(input.TopicArn)
    if (topic === undefined) throw noSuchTopic()
    const isGuarded = input.AuthenticateOnUnsubscribe?.toLowerCase() === 'true'
    const confirmed = await topics.confirm(topic, input.Token, { isGuarded, isSigned: isSigned(call) })
    if (confirmed === undefined) throw invalidParameter('Token')
    return { SubscriptionArn: confirmed.arn }
  },
)

/**
 * Ends a subscription; one that is not there has ended already. Its ARN, which nobody can guess, is the authority, unless it was
 * confirmed with AuthenticateOnUnsubscribe.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
 */
export const unsubscribe: Operation<SnsDeps> = operation(
  'sns',
  'Unsubscribe',
  async (input, { topics }: SnsDeps, call) => {
    const arn = input.SubscriptionArn
    if (parseSubscriptionArn(arn) === undefined) {
      throw invalidParameter(
        `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`,
      )
    }
    const subscription = topics.subscription(arn)
    if (subscription?.isGuarded === true && subscription.tenant.accountId !== signedAccount(call)) {
      throw new AwsError('AuthorizationErrorException', 'This subscription can only be ended by a signed request.')
    }
    await topics.unsubscribe(arn)
    return {}
  },
)

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export const listSubscriptions: Operation<SnsDeps> = operation(
  'sns',
  'ListSubscriptions',
  async (input, { topics }: SnsDeps, call) => {
    const found = topics.subscriptions(call.tenant, { after: readToken(input.NextToken), limit: PAGE_SIZE + 1 })
    return listed(found)
  },
)

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic: Operation<SnsDeps> = operation(
  'sns',
  'ListSubscriptionsByTopic',
  async (input, { topics }: SnsDeps, call) => {
    const topic = findTopic(topics, call.tenant, input.TopicArn)
    return listed(topics.subscriptionsOf(topic, { after: readToken(input.NextToken), limit: PAGE_SIZE + 1 }))
  },
)

function listed(found: readonly Subscription[]) {
  const { shown, token } = page(found, ({ arn }) => subscriptionKey(arn) ?? arn)
  return {
    Subscriptions: shown.map((subscription) => ({
      SubscriptionArn: subscription.pending === undefined ? subscription.arn : PENDING_LISTED,
      Owner: subscription.tenant.accountId,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      TopicArn: subscription.topicArn,
    })),
    NextToken: token,
  }
}

function readProtocol(text: string): SnsProtocol {
  const protocol = PROTOCOLS.find((known) => known === text)
  if (protocol !== undefined) return protocol
  const isAws = ['sqs', 'application', 'firehose'].includes(text)
  throw invalidParameter(isAws ? `Protocol Reason: ${text} is not supported here` : 'Protocol')
}

function readEndpoint(protocol: SnsProtocol, endpoint = ''): string {
  if (endpoint.length > MAX_ENDPOINT_CHARS || !isEndpoint(protocol, endpoint)) throw invalidParameter('Endpoint')
  return endpoint
}

function isEndpoint(protocol: SnsProtocol, endpoint: string): boolean {
  switch (protocol) {
    case 'http':
    case 'https':
      return endpoint.startsWith(`${protocol}://`) && URL.canParse(endpoint)
    case 'email':
    case 'email-json':
      return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(endpoint)
    case 'sms':
      return /^\+?[1-9]\d{4,14}$/.test(endpoint)
    case 'lambda':
      return /^arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(endpoint)
  }
}

function isSigned({ accessKeyId }: Call): boolean {
  return accessKeyId !== undefined
}

function signedAccount(call: Call): string | undefined {
  return isSigned(call) ? call.tenant.accountId : undefined
}
