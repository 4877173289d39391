/*
 * What SNS sends to HTTP endpoints: a JSON document with a signature over some of its fields, and headers.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
import type { SnsAttribute } from './message.ts'
import type { SignatureVersion } from './signing.ts'

export interface NotificationFields {
  readonly Type: 'Notification'
  readonly MessageId: string
  readonly TopicArn: string
  readonly Subject?: string | undefined
  readonly Message: string
  readonly Timestamp: string
}

export interface ConfirmationFields {
  readonly Type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  readonly MessageId: string
  readonly Token: string
  readonly TopicArn: string
  readonly Message: string
  readonly SubscribeURL: string
  readonly Timestamp: string
}

export interface Signed {
  readonly version: SignatureVersion
  readonly signature: string
  readonly certificateUrl: string
}

/** The text a signature is made over: names and values of the fields that count, each on a line of its own. */
export function textToSign(fields: NotificationFields | ConfirmationFields): string {
  const { Type, MessageId, TopicArn, Message, Timestamp } = fields
  const pairs: readonly (readonly [string, string | undefined])[] =
    fields.Type === 'Notification'
      ? [
          ['Message', Message],
          ['MessageId', MessageId],
          ['Subject', fields.Subject],
          ['Timestamp', Timestamp],
          ['TopicArn', TopicArn],
          ['Type', Type],
        ]
      : [
          ['Message', Message],
          ['MessageId', MessageId],
          ['SubscribeURL', fields.SubscribeURL],
          ['Timestamp', Timestamp],
          ['Token', fields.Token],
          ['TopicArn', TopicArn],
          ['Type', Type],
        ]
  return pairs.map(([name, value]) => (value === undefined ? '' : `${name}\n${value}\n`)).join('')
}

export function notificationBody(
  fields: NotificationFields,
  { version, signature, certificateUrl }: Signed,
  unsubscribeUrl: string,
  attributes: Readonly<Record<string, SnsAttribute>>,
): string {
  const entries = Object.entries(attributes)
  return document({
    ...fields,
    SignatureVersion: version,
    Signature: signature,
    SigningCertURL: certificateUrl,
    UnsubscribeURL: unsubscribeUrl,
    MessageAttributes: entries.length === 0 ? undefined : attributeDocument(attributes),
  })
}

export function confirmationBody(fields: ConfirmationFields, { version, signature, certificateUrl }: Signed): string {
  return document({
    ...fields,
    SignatureVersion: version,
    Signature: signature,
    SigningCertURL: certificateUrl,
  })
}

export function attributeDocument(attributes: Readonly<Record<string, SnsAttribute>>): unknown {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]),
  )
}

export const DEFAULT_CONTENT_TYPE = 'text/plain; charset=UTF-8'

/** Headers of a delivery. */
export function snsHeaders(
  type: NotificationFields['Type'] | ConfirmationFields['Type'],
  ids: { readonly messageId: string; readonly topicArn: string; readonly subscriptionArn?: string | undefined },
  isRaw: boolean,
  contentType: string = DEFAULT_CONTENT_TYPE,
): Readonly<Record<string, string>> {
  return {
    'content-type': contentType,
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': ids.messageId,
    'x-amz-sns-topic-arn': ids.topicArn,
    ...(ids.subscriptionArn === undefined ? {} : { 'x-amz-sns-subscription-arn': ids.subscriptionArn }),
    ...(isRaw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
  }
}

/** As SNS lays it out: one field a line, with a blank before the colon. */
function document(fields: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`)
  return `{\n${lines.join(',\n')}\n}`
}
