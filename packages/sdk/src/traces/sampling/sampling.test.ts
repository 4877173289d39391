import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ratioDecision } from './decide.ts'
import { QUIET_ROUTES, routeDecision } from './routes.ts'
import { fitsWildcard } from './wildcard.ts'

const trace = (digits: string) => ({ traceId: digits.padStart(32, '5') })

test('a ratio decides by the random end of the id', () => {
  const half = ratioDecision(0.5)
  expect(half(trace('7ffffffffffff'))).toBe(false)
  expect(half(trace('8000000000000'))).toBe(true)
  expect(ratioDecision(1)(trace('0000000000000'))).toBe(true)
  expect(ratioDecision(0)(trace('fffffffffffff'))).toBe(false)
  expect(ratioDecision(Number.NaN)(trace('fffffffffffff'))).toBe(false)
})

test('whoever samples less keeps what whoever samples more keeps too', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), fc.double({ min: 0, max: 1, noNaN: true }), (traceId, ratio) => {
      const kept = ratioDecision(ratio / 2)({ traceId })
      return !kept || ratioDecision(ratio)({ traceId })
    }),
  )
})

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['', '', true],
  ['', 'a', false],
  ['GET', 'get', true],
  ['/api/*', '/api/videos', true],
  ['/api/*', '/api', false],
  ['*/videos/*', '/api/videos/7', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-b-b-d', false],
  ['?', 'x', true],
  ['?', '', false],
  ['i-?', 'i-12', false],
  ['a**', 'a', true],
  ['api?', 'api', false],
  [`${'a*'.repeat(30)}b`, 'a'.repeat(2_000), false],
])('wildcard %s against %s: %s', (pattern, text, expected) => {
  expect(fitsWildcard(pattern, text)).toBe(expected)
})

test('wildcards do what the equal regular expression does', () => {
  const piece = fc.constantFrom('a', 'b', '*', '?', '.')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab.]{0,8}$/), (pieces, text) => {
      const source = pieces.map((one) => one.replace(/^\.$/, '\\.').replace(/^\?$/, '.').replace(/^\*$/, '.*')).join('')
      expect(fitsWildcard(pieces.join(''), text)).toBe(new RegExp(`^${source}$`).test(text))
    }),
  )
})

describe('by route', () => {
  const routes = [
    ...QUIET_ROUTES,
    { path: '/api/videos/:id', method: 'get', ratio: 0 },
    { path: '/api/*', ratio: 1 },
    { method: 'OPTIONS', ratio: 0 },
  ]
  const decide = routeDecision(routes, () => true)
  test.each([
    ['GET', '/health', false],
    ['GET', '/health/detailed', false],
    ['GET', '/healthy', true],
    ['GET', '/metrics', false],
    ['GET', '/api/videos/7', false],
    ['POST', '/api/videos/7', true],
    ['GET', '/api/videos/', true],
    ['GET', '/api/videos/7/frames', true],
    ['OPTIONS', '/other', false],
    ['GET', '/other', true],
  ])('%s %s: %s', (method, path, expected) => {
    expect(decide({ traceId: '1'.repeat(32), method, path })).toBe(expected)
  })

  test('the rest, and work that is no request, is left to what comes after', () => {
    const otherwise = routeDecision(
      [
        { path: '/a', ratio: 1 },
        { ratio: 1, method: 'PUT' },
      ],
      () => false,
    )
    expect(otherwise({ traceId: '1'.repeat(32), method: 'GET', path: '/b' })).toBe(false)
    expect(otherwise({ traceId: '1'.repeat(32) })).toBe(false)
    expect(() => routeDecision([{ path: '/a', ratio: 2 }], otherwise)).toThrow('ratio of /a must be from 0 to 1, got 2')
  })
})
