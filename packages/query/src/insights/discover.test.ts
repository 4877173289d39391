import { describe, expect, test } from 'vitest'
import { discoverFields, MAX_DISCOVERED_FIELDS } from './discover.ts'

describe('JSON', () => {
  test.each([
    ['{"a":1,"b":{"c":"x"},"d":[true,null,{"e":1.50}]}', { a: '1', 'b.c': 'x', 'd.0': '1', 'd.2.e': '1.50' }],
    ['  {"a":1}\n', { a: '1' }],
    ['{"@a":1,"b":{"@c":2}}', { '@@a': '1', 'b.@c': '2' }],
    ['{"a":{"b":2},"a.b":1}', { 'a.b': '1' }],
    ['{"a.b":1,"a":{"b":2}}', { 'a.b': '1' }],
    ['{"a":{},"b":[],"c":null,"d":""}', { d: '' }],
    ['{"s":"{\\"x\\":1}"}', { s: '{"x":1}' }],
    ['{"__proto__":1,"constructor":2}', { ['__proto__']: '1', constructor: '2' }],
    ['[1]', {}],
    ['"text"', {}],
    ['{"a":1', {}],
    ['{"a":1} x', {}],
    ['', {}],
  ])('%s', (message, fields) => {
    expect([...discoverFields(message, '/test')]).toEqual(Object.entries(fields))
  })

  test(`at most ${MAX_DISCOVERED_FIELDS} fields`, () => {
    const message = JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, i])))
    const fields = discoverFields(message, '/test')
    expect(fields.size).toBe(MAX_DISCOVERED_FIELDS)
    expect([...fields.keys()].at(-1)).toBe('f199')
  })
})

describe('Lambda', () => {
  const ID = '8f507cfc-1111-2222-3333-0123456789ab'
  test.each([
    [`START RequestId: ${ID} Version: $LATEST`, { '@type': 'START', '@requestId': ID }],
    [
      `REPORT RequestId: ${ID}\tDuration: 3.49 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t\nXRAY TraceId: 1-5e-ab\tSegmentId: 62e1\tSampled: true`,
      {
        '@type': 'REPORT',
        '@requestId': ID,
        '@duration': '3.49',
        '@billedDuration': '4',
        '@memorySize': '128000000',
        '@maxMemoryUsed': '66000000',
        '@xrayTraceId': '1-5e-ab',
        '@xraySegmentId': '62e1',
      },
    ],
    ['text {not json} then {"a":{"b":1}} and {"c":2}', { 'a.b': '1' }],
    ['STARTED', {}],
  ])('%s', (message, fields) => {
    expect(Object.fromEntries(discoverFields(message, '/aws/lambda/f'))).toEqual(fields)
    // A function may write into any group: only lines of the service itself are told by their shape there.
    const elsewhere = '@requestId' in fields ? fields : {}
    expect(Object.fromEntries(discoverFields(message, '/test'))).toEqual(elsewhere)
  })

  test('a message full of braces costs little', () => {
    const begin = performance.now()
    discoverFields('{'.repeat(200_000), '/aws/lambda/f')
    expect(performance.now() - begin).toBeLessThan(1_000)
  })
})
