import { describe, expect, test } from 'vitest'
import { addressRule, parseAddressPattern } from './address-pattern.ts'

describe('an address', () => {
  test.each<[string, string, boolean]>([
    ['https://example.com', 'https://example.com/any?thing', true],
    ['https://example.com/', 'https://example.com/any', true],
    ['https://example.com', 'http://example.com/', false],
    ['https://example.com', 'https://example.com:8443/', false],
    ['https://example.com:443', 'https://example.com/', true],
    ['https://example.com', 'https://example.com:443/', true],
    ['https://Example.com', 'https://EXAMPLE.com/', true],
    ['https://*.example.com', 'https://a.b.example.com/', true],
    ['https://*.example.com', 'https://example.com/', false],
    ['https://*.example.com', 'https://evil.test/.example.com', false],
    ['https://*.example.com', 'https://evil.test?.example.com', false],
    ['https://*.example.com', 'https://a.example.com@evil.test/', false],
    ['https://*.example.com', 'https://a.example.com.evil.test/', false],
    ['http://127.0.0.1:*', 'http://127.0.0.1:8080/hook', true],
    ['https://example.com/hooks/*', 'https://example.com/hooks/1?a=b', true],
    ['https://example.com/hooks/*', 'https://example.com/other', false],
    ['https://example.com/hooks/*', 'https://example.com/hooks/../other', false],
    ['https://example.com/a.b', 'https://example.com/aXb', false],
  ])('%s and %s: %s', (pattern, address, allowed) => {
    expect(addressRule(['http://nobody', pattern])(address)).toBe(allowed)
  })

  test('is any where nothing is said, and none where it cannot be read', () => {
    expect(addressRule([])('http://169.254.169.254/')).toBe(true)
    expect(addressRule(['http://*'])('http://')).toBe(false)
  })

  test.each(['example.com', 'ftp://example.com', 'https://', 'https://a b', 'https://user@host', '*'])(
    '%s is no pattern',
    (text) => {
      expect(parseAddressPattern(text)).toBeUndefined()
    },
  )
})
