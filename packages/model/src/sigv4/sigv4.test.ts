import { expect, test } from 'vitest'
import { sign } from './sigv4.ts'

// The key, time and scope of the AWS Signature Version 4 test suite, and the signatures it expects.
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const SCOPE = { region: 'us-east-1', service: 'service' }
const TIME_MS = Date.UTC(2015, 7, 30, 12, 36)
const url = new URL('https://example.amazonaws.com/')

test.each([
  ['get-vanilla', 'GET', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', 'POST', {}, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-header-key-sort',
    'POST',
    { 'my-header1': 'value1' },
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
])('%s of the test suite', (_name, method, headers, signature) => {
  const signed = sign({ method, url, headers, body: '' }, CREDENTIALS, SCOPE, TIME_MS)
  expect(signed['x-amz-date']).toBe('20150830T123600Z')
  expect(signed.authorization).toMatch(new RegExp(`Signature=${signature}$`))
})

test('a session token is sent and signed', () => {
  const signed = sign(
    { method: 'POST', url, headers: {}, body: '{}' },
    { ...CREDENTIALS, sessionToken: 'tok' },
    SCOPE,
    TIME_MS,
  )
  expect(signed['x-amz-security-token']).toBe('tok')
  expect(signed.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token')
})
