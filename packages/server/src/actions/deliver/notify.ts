/*
 * Brings messages and questions to subscriptions, each by its protocol.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
 */
import type { Automation } from '../automation/automation.ts'
import type { Outcome } from '../outbox/delivery.ts'
import { deliveryPolicyOf } from '../sns/delivery-policy.ts'
import {
  attributeDocument,
  type ConfirmationFields,
  confirmationBody,
  type NotificationFields,
  notificationBody,
  type Signed,
  snsHeaders,
  textToSign,
} from '../sns/envelope.ts'
import type { SnsMessage } from '../sns/message.ts'
import type { SignatureVersion, SnsSigning } from '../sns/signing.ts'
import type { SnsTopics, Subscription } from '../sns/topics.ts'
import type { Mailer } from './mail.ts'
import { HTTP_TIMEOUT_MS, post } from './post.ts'

export interface NotifierOptions {
  readonly topics: SnsTopics
  readonly signing: SnsSigning
  readonly mailer: Mailer
  readonly automation: Automation
  readonly isAllowedAddress: (address: string) => boolean
  /** Where receivers reach this server: `http://127.0.0.1:4580`. */
  readonly publicUrl: () => string
  readonly now: () => number
}

const GONE: Outcome = { ok: false, permanent: true, error: 'The subscription has been deleted.' }
/** The operator may have changed his mind since it was subscribed. */
const NOT_ALLOWED: Outcome = {
  ok: false,
  permanent: true,
  error: 'The address is not among those that ATALAYA_SUBSCRIPTION_URLS allows.',
}
const API_VERSION = '2010-03-31'
const DEFAULT_MAIL_SUBJECT = 'AWS Notification Message'

export class Notifier {
  readonly #options: NotifierOptions

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  /** Brings a message to a subscription. */
  async notify(subscriptionArn: string, message: SnsMessage, attempts: number, signal: AbortSignal): Promise<Outcome> {
    const subscription = this.#options.topics.subscription(subscriptionArn)
    if (subscription === undefined || subscription.pending !== undefined) return GONE
    const { protocol, endpoint } = subscription
    const body = message.bodies[protocol] ?? message.bodies.default
    switch (protocol) {
      case 'http':
      case 'https':
        if (this.#options.automation.find(endpoint) !== undefined) {
          const { subject } = message
          return await this.#options.automation.run(endpoint, { input: body, subject }, attempts, signal)
        }
        return await this.#post(subscription, message, body, signal)
      case 'email': {
        const text = `${body}\n\n--\nTo receive no more of these, open ${this.#unsubscribeUrl(subscriptionArn)}\n`
        return await this.#options.mailer.send({ to: endpoint, subject: message.subject ?? DEFAULT_MAIL_SUBJECT, text })
      }
      case 'email-json': {
        const text = await this.#envelope(subscription, message, body)
        return await this.#options.mailer.send({ to: endpoint, subject: message.subject ?? DEFAULT_MAIL_SUBJECT, text })
      }
      case 'sms':
        return await this.sms(endpoint, body, attempts, signal)
      case 'lambda': {
        const input = await this.#lambdaEvent(subscription, message, body)
        return await this.#options.automation.run(endpoint, { input, subject: message.subject }, attempts, signal)
      }
    }
  }

  async sms(phoneNumber: string, message: string, attempts: number, signal: AbortSignal): Promise<Outcome> {
    const input = JSON.stringify({ phoneNumber, message })
    return await this.#options.automation.run(`sms:${phoneNumber}`, { input }, attempts, signal)
  }

  /** Asks an endpoint whether it wants to be a subscription. */
  async confirm(subscriptionArn: string, messageId: string, signal: AbortSignal): Promise<Outcome> {
    const subscription = this.#options.topics.subscription(subscriptionArn)
    if (subscription === undefined) return GONE
    const { pending, protocol, endpoint, topicArn } = subscription
    // Somebody has confirmed it in the meantime.
    if (pending === undefined) return { ok: true }
    const url = this.#url({ Action: 'ConfirmSubscription', TopicArn: topicArn, Token: pending.token })
    const text =
      `You have chosen to subscribe to the topic ${topicArn}.\n` +
      'To confirm the subscription, visit the SubscribeURL included in this message.'
    const fields: ConfirmationFields = {
      Type: 'SubscriptionConfirmation',
      MessageId: messageId,
      Token: pending.token,
      TopicArn: topicArn,
      Message: text,
      SubscribeURL: url,
      Timestamp: new Date(this.#options.now()).toISOString(),
    }
    if (protocol === 'email') {
      const mail = `You have chosen to subscribe to the topic ${topicArn}.\n\nTo confirm the subscription, open\n${url}\n`
      return await this.#options.mailer.send({
        to: endpoint,
        subject: 'AWS Notification - Subscription Confirmation',
        text: mail,
      })
    }
    const body = confirmationBody(fields, await this.#sign(fields, topicArn))
    if (protocol === 'email-json') {
      return await this.#options.mailer.send({
        to: endpoint,
        subject: 'AWS Notification - Subscription Confirmation',
        text: body,
      })
    }
    if (!this.#options.isAllowedAddress(endpoint)) return NOT_ALLOWED
    const headers = snsHeaders(fields.Type, { messageId, topicArn }, false)
    return await post({ url: endpoint, headers, body, timeoutMs: HTTP_TIMEOUT_MS }, signal)
  }

  async #post(subscription: Subscription, message: SnsMessage, body: string, signal: AbortSignal): Promise<Outcome> {
    if (!this.#options.isAllowedAddress(subscription.endpoint)) return NOT_ALLOWED
    const isRaw = subscription.attributes.RawMessageDelivery === 'true'
    const { messageId, topicArn } = message
    const topic = this.#options.topics.topic(topicArn)?.attributes ?? {}
    const policy = deliveryPolicyOf(topic, subscription)
    const ids = { messageId, topicArn, subscriptionArn: subscription.arn }
    const headers = snsHeaders('Notification', ids, isRaw, policy?.contentType)
    const text = isRaw ? body : await this.#envelope(subscription, message, body)
    return await post({ url: subscription.endpoint, headers, body: text, timeoutMs: HTTP_TIMEOUT_MS }, signal)
  }

  async #envelope(subscription: Subscription, message: SnsMessage, body: string): Promise<string> {
    const fields = fieldsOf(message, body)
    const signed = await this.#sign(fields, subscription.topicArn)
    return notificationBody(fields, signed, this.#unsubscribeUrl(subscription.arn), message.attributes)
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
  async #lambdaEvent(subscription: Subscription, message: SnsMessage, body: string): Promise<string> {
    const fields = fieldsOf(message, body)
    const { version, signature, certificateUrl } = await this.#sign(fields, subscription.topicArn)
    return JSON.stringify({
      Records: [
        {
          EventVersion: '1.0',
          EventSubscriptionArn: subscription.arn,
          EventSource: 'aws:sns',
          Sns: {
            SignatureVersion: version,
            Timestamp: fields.Timestamp,
            Signature: signature,
            SigningCertUrl: certificateUrl,
            MessageId: fields.MessageId,
            Message: fields.Message,
            MessageAttributes: attributeDocument(message.attributes),
            Type: fields.Type,
            UnsubscribeUrl: this.#unsubscribeUrl(subscription.arn),
            TopicArn: fields.TopicArn,
            Subject: fields.Subject ?? null,
          },
        },
      ],
    })
  }

  async #sign(fields: NotificationFields | ConfirmationFields, topicArn: string): Promise<Signed> {
    const { topics, signing, publicUrl } = this.#options
    const version: SignatureVersion = topics.topic(topicArn)?.attributes.SignatureVersion === '2' ? '2' : '1'
    const signature = await signing.sign(textToSign(fields), version)
    return { version, signature, certificateUrl: publicUrl() + (await signing.certificatePath()) }
  }

  #unsubscribeUrl(subscriptionArn: string): string {
    return this.#url({ Action: 'Unsubscribe', SubscriptionArn: subscriptionArn })
  }

  #url(parameters: Readonly<Record<string, string>>): string {
    return `${this.#options.publicUrl()}/?${new URLSearchParams({ ...parameters, Version: API_VERSION })}`
  }
}

function fieldsOf(message: SnsMessage, body: string): NotificationFields {
  return {
    Type: 'Notification',
    MessageId: message.messageId,
    TopicArn: message.topicArn,
    Subject: message.subject,
    Message: body,
    Timestamp: new Date(message.publishedMs).toISOString(),
  }
}
