import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minePatterns } from './mine-patterns.ts'

test('the example of the documentation', () => {
  const texts = [
    '2023-01-01 19:00:01 [INFO] Calling DynamoDB to store for resource id 12342342k124-12345',
    '2023-01-01 19:00:02 [INFO] Calling DynamoDB to store for resource id 324892398123-12345k',
    '2023-01-01 19:00:03 [INFO] Calling DynamoDB to store for resource id 3ff231242342-12345',
  ]
  expect(minePatterns(texts)).toEqual([
    {
      pattern: '<Time-1> [INFO] Calling DynamoDB to store for resource id <ID-2>',
      sampleCount: 3,
      severityLabel: 'INFO',
    },
  ])
})

const MASKED: readonly (readonly [text: string, pattern: string])[] = [
  ['2026-06-17T00:01:00.000Z ready', '<Time-1> ready'],
  [
    '[10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404',
    '[<Time-1>] "GET /index.html HTTP/<Number-2>" <Number-3>',
  ],
  ['at 13:25:15,123 from 10.1.2.3:8080', 'at <Time-1> from <IP-2>'],
  ['request 2b1e9c1c-7a4e-4b0e-9a43-0d1ee558a4c9 took 12.5ms', 'request <UUID-1> took <Number-2>ms'],
  ['using s3 in us-east-1 with sha256', 'using s3 in us-east-1 with sha256'],
  ['{"level":"INFO","ms":120,"path":"/a/17"}', '{"level":"INFO","ms":<Number-1>,"path":"/a/<Number-2>"}'],
  ['trace 1-581cf771-a006649127e371903a2de979', 'trace <ID-1>'],
  ['from 2001:db8::1, [fe80::1ff:fe23:4567:890a]:443', 'from <IP-1>, [<IP-2>]:<Number-3>'],
  ['to 2001:0db8:85a3:0000:0000:8a2e:0370:7334 via fd00::', 'to <IP-1> via <IP-2>'],
  ['Face::Cafe and ab::cd call Base64::encode at 10:15', 'Face::Cafe and ab::cd call Base64::encode at <ID-1>'],
  ['no digits here', 'no digits here'],
  ['', ''],
]

test.each(MASKED)('%s', (text, pattern) => {
  expect(minePatterns([text])).toMatchObject([{ pattern, sampleCount: 1 }])
})

test('a word that differs between three otherwise equal texts becomes a token', () => {
  const texts = ['bob', 'ann', 'eve', 'bob'].map((name) => `user ${name} logged in from 10.0.0.1`)
  expect(minePatterns(texts)).toMatchObject([{ pattern: 'user <Token-1> logged in from <IP-2>', sampleCount: 4 }])
})

test('the number of a name is part of it until it differs', () => {
  expect(minePatterns(['from s3 by u1', 'from s3 by u2'])).toMatchObject([
    { pattern: 'from s3 by u<Number-1>', sampleCount: 2 },
  ])
})

test('what looks like a name here and like an id there is one place', () => {
  expect(minePatterns(['user u12 left', 'user u48410 left', 'user k7h2 left'])).toMatchObject([
    { pattern: 'user <ID-1> left', sampleCount: 3 },
  ])
})

test('two words are not enough', () => {
  expect(minePatterns(['service started', 'service stopped'])).toHaveLength(2)
})

test('levels stay apart, however many there are', () => {
  const texts = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].map((level) => `[${level}] shard moved`)
  expect(minePatterns(texts).map(({ severityLabel }) => severityLabel)).toEqual([
    'DEBUG',
    'ERROR',
    'FATAL',
    'INFO',
    'WARN',
  ])
})

test('words at several places', () => {
  const texts: string[] = []
  for (const a of ['GET', 'PUT', 'POST', 'HEAD'])
    for (const b of ['video', 'user', 'vote', 'page']) texts.push(`${a} of ${b} done`)
  expect(minePatterns(texts)).toMatchObject([{ pattern: '<Token-1> of <Token-2> done', sampleCount: 16 }])
})

const SEVERITIES: readonly (readonly [text: string, label: string | undefined])[] = [
  ['{"level":"warn","msg":"an error was retried"}', 'WARN'],
  ['level=debug no error', 'DEBUG'],
  ['java.lang.NullPointerException: x', 'ERROR'],
  ['all is well', undefined],
]

test.each(SEVERITIES)('the severity of %s', (text, label) => {
  expect(minePatterns([text])[0]?.severityLabel).toBe(label)
})

test('every text is counted once, in whatever order the texts come', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd', 'x1', '17', 'ERROR', '10.0.0.1')
  const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
      const mined = minePatterns(texts)
      expect(mined.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(texts.length)
      expect(minePatterns([...texts].reverse())).toEqual(mined)
    }),
  )
})
