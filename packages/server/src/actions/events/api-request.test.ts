import { describe, expect, test } from 'vitest'
import { apiRequest, authorizationOf, type HttpParameters } from './api-request.ts'
import { pauseOf } from './call-api.ts'
import { tokenRequest } from './oauth-tokens.ts'

const NOTHING = { path: [], headers: {}, query: {} }
const request = (
  endpoint: string,
  { path = [] as string[], query = {}, headers = {}, connection = {}, body = '{}' } = {},
) => apiRequest({ endpoint, method: 'POST' }, undefined, connection as HttpParameters, { path, query, headers }, body)

describe('the address', () => {
  // Endpoint, values, address or why there is none.
  test.each([
    ['https://h/a', [], 'https://h/a'],
    ['https://h/*/b/*', ['1', '2'], 'https://h/1/b/2'],
    ['https://h/*', ['1', 'left over'], 'https://h/1'],
    ['https://h/*', ['a/b?c#d é'], 'https://h/a%2Fb%3Fc%23d%20%C3%A9'],
    ['https://h/x-*-y', ['..'], 'https://h/x-..-y'],
    ['https://h/*/b', [], undefined],
    ['https://h/a/*', ['..'], undefined],
    ['https://h/a/*', ['.'], undefined],
    ['https://h/a/.*', ['.'], undefined],
    ['HTTPS://H/*', ['1'], 'HTTPS://H/1'],
    ['https://h/*', [''], 'https://h/'],
  ])('%s with %j is %s', (endpoint, path, url) => {
    const made = request(endpoint, { path })
    expect('url' in made ? made.url : undefined).toBe(url)
  })

  test.each([
    ['https://h/a', { q: 'a b&c' }, {}, 'https://h/a?q=a+b%26c'],
    ['https://h/a?k=1', { q: 'é' }, {}, 'https://h/a?k=1&q=%C3%A9'],
    ['https://h/a?q=1', { q: '2' }, { QueryStringParameters: [{ Key: 'q', Value: '3' }] }, 'https://h/a?q=3'],
  ])('%s with %j and %j is %s', (endpoint, query, connection, url) => {
    expect(request(endpoint, { query, connection })).toMatchObject({ url })
  })
})

describe('headers', () => {
  test.each(['Host', 'connection', 'Content-Length', 'Transfer-Encoding', 'RANGE', 'User-Agent'])(
    '%s is nobody else’s',
    (name) => {
      const given = { headers: { [name]: 'x' }, connection: { HeaderParameters: [{ Key: name, Value: 'x' }] } }
      expect(request('https://h', given)).toEqual(request('https://h'))
    },
  )

  test('content type may be another, and what is not ASCII goes as UTF-8', () => {
    expect(request('https://h', { headers: { 'Content-Type': 'text/plain', 'X-E': 'é' } })).toMatchObject({
      headers: { 'content-type': 'text/plain', 'x-e': 'Ã©' },
    })
  })

  test('what cannot be sent is named without its value', () => {
    const secret = { name: 'x-key', value: 's3cret\n' }
    expect(apiRequest({ endpoint: 'https://h', method: 'POST' }, secret, {}, NOTHING, '{}')).toEqual({
      problem: 'The value of header x-key is not valid.',
    })
    expect(request('https://h', { headers: { 'a b': 's3cret' } })).toEqual({
      problem: 'The name of a header is not valid.',
    })
  })

  test('of BASIC are UTF-8 in base 64', () => {
    const header = authorizationOf({ BasicAuthParameters: { Username: 'ü', Password: 'p' } })
    expect(header).toEqual({ name: 'authorization', value: 'Basic w7w6cA==' })
  })
})

test.each([
  ['{"a":1}', '{"a":1,"k":"v"}'],
  ['{"k":1}', '{"k":"v"}'],
  ['[1]', '[1]'],
  ['"text"', '"text"'],
  ['no json', 'no json'],
])('a field of the connection in the body %s gives %s', (body, sent) => {
  const connection = { BodyParameters: [{ Key: 'k', Value: 'v' }] }
  expect(request('https://h', { body, connection })).toMatchObject({ body: sent })
})

describe('what asks for a token', () => {
  const parameters = {
    ClientParameters: { ClientID: 'me', ClientSecret: 's&' },
    AuthorizationEndpoint: 'https://h/token',
    OAuthHttpParameters: {
      HeaderParameters: [
        { Key: 'Accept', Value: 'text/json' },
        { Key: 'Host', Value: 'elsewhere' },
      ],
      QueryStringParameters: [{ Key: 'tenant', Value: '1' }],
      BodyParameters: [{ Key: 'grant_type', Value: 'password' }],
    },
  }
  const fields = 'grant_type=password&client_id=me&client_secret=s%26'

  test.each(['POST', 'PUT'] as const)('%s has a form', (HttpMethod) => {
    expect(tokenRequest({ ...parameters, HttpMethod })).toEqual({
      ...{ method: HttpMethod, url: 'https://h/token?tenant=1', body: fields },
      headers: { accept: 'text/json', 'content-type': 'application/x-www-form-urlencoded' },
    })
  })

  test('GET has the query', () => {
    expect(tokenRequest({ ...parameters, HttpMethod: 'GET' })).toEqual({
      ...{
        method: 'GET',
        url: `https://h/token?tenant=1&${fields}`,
        body: undefined,
        headers: { accept: 'text/json' },
      },
    })
  })
})

test.each([
  [null, undefined],
  ['2', 2_000],
  ['0', 0],
  ['-1', -1_000],
  ['soon', undefined],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
])('Retry-After %s asks for %s ms', (text, pauseMs) => {
  expect(pauseOf(text, Date.UTC(2026, 10, 21, 12))).toBe(pauseMs)
})
