import { expect, test } from 'vitest'
import { BreakerOpenError, BulkheadFullError, TimeoutError } from './errors.ts'
import { isFault, isFaultResponse, isTransient, isTransientResponse, retryAfterMs } from './transient.ts'

const coded = (code: string) => Object.assign(new Error('x'), { code })
const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name, ...more })
const circular = new Error('x')
circular.cause = circular

// Columns: whether it may pass, whether it says that the other side is in trouble.
test.each<[what: string, error: unknown, transient: boolean, fault: boolean]>([
  ['connection refused', coded('ECONNREFUSED'), true, true],
  ['fetch failed', new TypeError('fetch failed', { cause: coded('UND_ERR_SOCKET') }), true, true],
  ['no name server', coded('EAI_AGAIN'), true, true],
  ['no such file', coded('ENOENT'), false, true],
  ['our timeout', new TimeoutError('read', 5), true, true],
  ['AbortSignal.timeout', new DOMException('x', 'TimeoutError'), true, true],
  ['aborted by the caller', new DOMException('x', 'AbortError'), false, true],
  ['aborted because of something', named('AbortError', { cause: coded('ECONNRESET') }), false, true],
  ['breaker', new BreakerOpenError('db', 1, { cause: coded('ECONNREFUSED') }), false, false],
  ['bulkhead', new BulkheadFullError('db', 1, 1), false, false],
  ['status 500', { status: 500 }, true, true],
  ['status 501', { statusCode: 501 }, false, true],
  ['status 404', { response: { status: 404 } }, false, false],
  ['status 408', { response: { status: 408 } }, true, true],
  ['status 425', { status: 425 }, true, false],
  ['status 429', { status: 429 }, true, true],
  ['AWS throttling', named('ThrottlingException', { $metadata: { httpStatusCode: 400 } }), true, true],
  ['AWS says so', named('Odd', { $retryable: { throttling: true } }), true, true],
  ['AWS validation', named('ValidationException', { $metadata: { httpStatusCode: 400 } }), false, false],
  ['deadlock of PostgreSQL', coded('40P01'), true, true],
  ['PostgreSQL shuts down', coded('57P01'), true, true],
  ['unique violation', coded('23505'), false, true],
  ['a bug', new TypeError('x is not a function'), false, true],
  ['a text', 'ECONNREFUSED', false, true],
  ['nothing', undefined, false, true],
  ['a cause that is itself', circular, false, true],
])('%s', (_, error, transient, fault) => {
  expect([isTransient(error), isFault(error)]).toEqual([transient, fault])
})

test.each([200, 404, 408, 425, 429, 500, 501, 503, 599])('an answer of %i', (status) => {
  const answer = new Response(null, { status })
  expect(isTransientResponse(answer)).toBe([408, 425, 429, 500, 503, 599].includes(status))
  expect(isFaultResponse(answer)).toBe(status >= 500)
})

test.each([[undefined], [null], ['503'], [{ status: 503 }], [{ status: 'failed', ok: false, headers: {} }]])(
  '%j is no answer of fetch',
  (result) => expect([isTransientResponse(result), isFaultResponse(result)]).toEqual([false, false]),
)

test.each<[what: string, outcome: unknown, expected: number | undefined]>([
  ['response', new Response(null, { headers: { 'retry-after': '2' } }), 2_000],
  ['headers as an object', { response: { headers: { 'retry-after': '2' } } }, 2_000],
  ['AWS SDK', { $response: { headers: { 'retry-after': '2' } } }, 2_000],
  ['in the past', { headers: { 'retry-after': new Date(0).toUTCString() } }, 0],
  ['no header', new Response(null), undefined],
  ['no text', { headers: { 'retry-after': {} } }, undefined],
  ['a text', 'x', undefined],
])('Retry-After of %s', (_, outcome, expected) => {
  expect(retryAfterMs(outcome, 1_000_000)).toBe(expected)
})
