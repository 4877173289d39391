import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import { fixedClock } from '@atalaya/model'
import { MemoryControlStore } from '@atalaya/store'
import { expect, test } from 'vitest'
import { PatternProblem } from '../patterns/pattern.ts'
import { selfSignedCertificate } from './certificate.ts'
import { notificationBody, textToSign } from './envelope.ts'
import { type FilterScope, parseFilterPolicy, passes } from './filter-policy.ts'
import type { SnsAttribute, SnsMessage } from './message.ts'
import { SnsSigning } from './signing.ts'

const NOW_MS = Date.UTC(2026, 10, 18, 12)

test('a certificate can be read, and verifies itself', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  for (const first of [0x01, 0x7f, 0x80, 0xff]) {
    const pem = selfSignedCertificate({
      privateKey,
      commonName: 'sns.example',
      serial: Uint8Array.of(first, 2, 3),
      notBeforeMs: NOW_MS,
      notAfterMs: NOW_MS + 1000,
    })
    const certificate = new X509Certificate(pem)
    expect(certificate.subject).toBe('CN=sns.example')
    expect(certificate.issuer).toBe('CN=sns.example')
    expect(Number(`0x${certificate.serialNumber}`)).toBe(first * 65_536 + 2 * 256 + 3)
    expect(Date.parse(certificate.validFrom)).toBe(NOW_MS)
    expect(Date.parse(certificate.validTo)).toBe(NOW_MS + 1000)
    expect(certificate.verify(createPublicKey(privateKey))).toBe(true)
  }
})

test('signatures of both versions verify against the published certificate, also after a restart', async () => {
  const control = new MemoryControlStore()
  const clock = fixedClock(NOW_MS)
  const first = new SnsSigning(control, clock)
  const [one, two] = await Promise.all([first.sign('hello', '1'), first.sign('hello', '2')])
  const path = await first.certificatePath()
  const second = new SnsSigning(control, clock)
  expect(await second.certificatePath()).toBe(path)
  expect(second.certificateAt('/SimpleNotificationService-0.pem')).toBeUndefined()
  const key = new X509Certificate(second.certificateAt(path) ?? '').publicKey
  expect(verify('sha1', Buffer.from('hello'), key, Buffer.from(one, 'base64'))).toBe(true)
  expect(verify('sha256', Buffer.from('hello'), key, Buffer.from(two, 'base64'))).toBe(true)
  expect(verify('sha256', Buffer.from('hullo'), key, Buffer.from(two, 'base64'))).toBe(false)
})

test('the text that is signed', () => {
  const common = { MessageId: 'id', TopicArn: 'arn', Message: 'm', Timestamp: 't' }
  expect(textToSign({ Type: 'Notification', ...common, Subject: 's' })).toBe(
    'Message\nm\nMessageId\nid\nSubject\ns\nTimestamp\nt\nTopicArn\narn\nType\nNotification\n',
  )
  expect(textToSign({ Type: 'Notification', ...common })).not.toContain('Subject')
  expect(textToSign({ Type: 'SubscriptionConfirmation', ...common, Token: 'tok', SubscribeURL: 'u' })).toBe(
    'Message\nm\nMessageId\nid\nSubscribeURL\nu\nTimestamp\nt\nToken\ntok\nTopicArn\narn\nType\nSubscriptionConfirmation\n',
  )
})

test('the body of a notification', () => {
  const fields = { Type: 'Notification', MessageId: 'id', TopicArn: 'arn', Message: 'a\n"b"', Timestamp: 't' } as const
  const body = notificationBody(fields, { version: '2', signature: 'x', certificateUrl: 'c' }, 'u', {
    color: { type: 'String', value: 'red' },
  })
  expect(body).toContain('{\n  "Type" : "Notification",\n  "MessageId" : "id",\n')
  expect(JSON.parse(body)).toEqual({
    ...fields,
    SignatureVersion: '2',
    Signature: 'x',
    SigningCertURL: 'c',
    UnsubscribeURL: 'u',
    MessageAttributes: { color: { Type: 'String', Value: 'red' } },
  })
})

const ATTRIBUTES: Readonly<Record<string, SnsAttribute>> = {
  customer_interests: { type: 'String.Array', value: '["soccer", "rugby", "hockey"]' },
  store: { type: 'String', value: 'example_corp' },
  event: { type: 'String', value: 'order_placed' },
  price_usd: { type: 'Number', value: '210.75' },
  ip: { type: 'String', value: '10.0.0.1' },
  blob: { type: 'Binary', value: 'AAE=' },
}
const BODY = '{"store":"example_corp","customer":{"name":"Ann","points":[3,9]},"none":null}'

function message(body: string): SnsMessage {
  return { messageId: 'm', topicArn: 't', bodies: { default: body }, attributes: ATTRIBUTES, publishedMs: NOW_MS }
}

// Scope, policy, whether the message passes. After https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html,
// numeric-value-matching.html, attribute-key-matching.html, and-or-logic.html.
test.each<[FilterScope, object, boolean]>([
  ['MessageAttributes', { store: ['example_corp'] }, true],
  ['MessageAttributes', { store: ['other'] }, false],
  ['MessageAttributes', { store: ['other', { prefix: 'example' }] }, true],
  ['MessageAttributes', { customer_interests: ['rugby', 'tennis'] }, true],
  ['MessageAttributes', { customer_interests: ['tennis'] }, false],
  ['MessageAttributes', { customer_interests: [{ 'anything-but': ['rugby', 'tennis'] }] }, true],
  ['MessageAttributes', { event: [{ 'anything-but': { prefix: 'order' } }] }, false],
  ['MessageAttributes', { event: [{ suffix: '_placed' }] }, true],
  ['MessageAttributes', { event: [{ wildcard: 'order_*' }] }, true],
  ['MessageAttributes', { event: [{ 'equals-ignore-case': 'ORDER_PLACED' }] }, true],
  ['MessageAttributes', { price_usd: [{ numeric: ['>', 100, '<=', 300] }] }, true],
  ['MessageAttributes', { price_usd: [{ numeric: ['=', 210.75] }] }, true],
  ['MessageAttributes', { price_usd: [{ numeric: ['<', 100] }] }, false],
  ['MessageAttributes', { price_usd: [{ 'anything-but': [100, 500] }] }, true],
  ['MessageAttributes', { ip: [{ cidr: '10.0.0.0/24' }] }, true],
  ['MessageAttributes', { encrypted: [{ exists: false }], store: [{ exists: true }] }, true],
  ['MessageAttributes', { store: [{ exists: false }] }, false],
  ['MessageAttributes', { blob: [{ exists: true }] }, false],
  ['MessageAttributes', { $or: [{ store: ['x'] }, { price_usd: [{ numeric: ['>', 200] }] }] }, true],
  ['MessageAttributes', { $or: [{ store: ['x'] }, { price_usd: [{ numeric: ['>', 300] }] }] }, false],
  ['MessageBody', { store: ['example_corp'] }, true],
  ['MessageBody', { customer: { name: [{ prefix: 'A' }], points: [{ numeric: ['>', 5] }] } }, true],
  ['MessageBody', { customer: { name: ['Ben'] } }, false],
  ['MessageBody', { none: [null] }, true],
  ['MessageBody', { event: ['order_placed'] }, false],
])('%s %j: %s', (scope, policy, expected) => {
  expect(passes(parseFilterPolicy(JSON.stringify(policy), scope), scope, message(BODY))).toBe(expected)
})

test.each(['plain text', '[1]', '3', 'null'])('a body that is no JSON object passes no policy: %s', (body) => {
  const policy = parseFilterPolicy('{"a": [{"exists": false}]}', 'MessageBody')
  expect(passes(policy, 'MessageBody', message(body))).toBe(false)
})

test.each([
  [
    '{"a": {"b": ["x"]}}',
    'MessageAttributes',
    'Filter policy scope MessageAttributes does not support nested filter policy',
  ],
  [
    '{"a":["x"],"b":["x"],"c":["x"],"d":["x"],"e":["x"],"f":["x"]}',
    'MessageBody',
    'Filter policy can not have more than 5 keys',
  ],
  [JSON.stringify({ a: Array(13).fill('x'), b: Array(12).fill('y') }), 'MessageBody', 'Filter policy is too complex'],
] as const)('%s as policy of %s: %s', (text, scope, reason) => {
  expect(() => parseFilterPolicy(text, scope)).toThrow(new PatternProblem(reason))
})
