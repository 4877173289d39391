import { expect, test } from 'vitest'
import { isForeignGet } from './origins.ts'

const LOCAL = { allowed: [], loopbackOnly: true }
const ROWS: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  Parameters<typeof isForeignGet>[1],
  boolean,
])[] = [
  ['curl', { host: '127.0.0.1:4580' }, LOCAL, false],
  ['curl by name', { host: 'localhost:4580' }, LOCAL, false],
  ['the address bar', { host: 'localhost:4580', 'sec-fetch-site': 'none' }, LOCAL, false],
  ['an image on another site', { host: 'localhost:4580', 'sec-fetch-site': 'cross-site' }, LOCAL, true],
  ['a page whose name was rebound', { host: 'evil.example:4580' }, LOCAL, true],
  ['no host at all', {}, LOCAL, true],
  ['a server for the network', { host: 'atalaya.example' }, { allowed: [], loopbackOnly: false }, false],
  [
    'everybody allowed',
    { host: 'x.example', 'sec-fetch-site': 'cross-site' },
    { allowed: ['*'], loopbackOnly: true },
    false,
  ],
]

test.each(ROWS)('%s', (_name, headers, rules, foreign) => {
  expect(isForeignGet(headers, rules)).toBe(foreign)
})
