import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matches } from './match-pattern.ts'
import { parsePattern, parsePatternText } from './parse-pattern.ts'
import { PatternProblem } from './pattern.ts'

/** The event of the user guide. */
const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.123',
    ipv6: '2001:db8::12',
    empty: '',
    nothing: null,
    yes: true,
    list: ['a', 'b'],
    none: [],
    objects: [
      { first: 'Anna', last: 'Berg' },
      { first: 'Cora', last: 'Dahl', age: 7 },
    ],
    FilePath: '/usr/lib/python/x.png',
  },
}

const detail = (fields: object): object => ({ detail: fields })

// Pattern, whether it matches EVENT. After https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
const ROWS: readonly (readonly [object, boolean])[] = [
  [{ source: ['aws.ec2'] }, true],
  [{ source: ['aws.EC2'] }, false],
  [{ source: ['aws.s3', 'aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'] }, true],
  [{ source: ['aws.ec2'], region: ['us-east-1'] }, false],
  [{ missing: ['x'] }, false],
  [{ resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'] }, true],
  [detail({ state: ['running', 'terminated'] }), true],
  [detail({ empty: [''] }), true],
  [detail({ nothing: [null] }), true],
  [detail({ empty: [null] }), false],
  [detail({ yes: [true] }), true],
  [detail({ yes: ['true'] }), false],
  [detail({ 'c-count': [5] }), true],
  [detail({ 'c-count': ['5'] }), false],
  [detail({ list: ['b', 'z'] }), true],
  [detail({ list: ['z'] }), false],
  // prefix and suffix
  [{ time: [{ prefix: '2017-' }] }, true],
  [{ time: [{ prefix: '2018-' }] }, false],
  [{ source: [{ prefix: { 'equals-ignore-case': 'AWS.E' } }] }, true],
  [{ source: [{ prefix: 'AWS.E' }] }, false],
  [detail({ FilePath: [{ suffix: '.png' }] }), true],
  [detail({ FilePath: [{ suffix: '.PNG' }] }), false],
  [detail({ FilePath: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }), true],
  [detail({ 'c-count': [{ prefix: '5' }] }), false],
  [detail({ state: [{ 'equals-ignore-case': 'TERMINATED' }] }), true],
  [detail({ state: [{ 'equals-ignore-case': 'terminate' }] }), false],
  // anything-but
  [detail({ state: [{ 'anything-but': 'initializing' }] }), true],
  [detail({ state: [{ 'anything-but': 'terminated' }] }), false],
  [detail({ state: [{ 'anything-but': ['stopped', 'terminated'] }] }), false],
  [detail({ state: [{ 'anything-but': ['stopped', 'overloaded'] }] }), true],
  [detail({ 'x-limit': [{ 'anything-but': [100, 200, 300] }] }), true],
  [detail({ 'x-limit': [{ 'anything-but': 301.8 }] }), false],
  [detail({ state: [{ 'anything-but': { prefix: 'init' } }] }), true],
  [detail({ state: [{ 'anything-but': { prefix: ['init', 'term'] } }] }), false],
  [detail({ FilePath: [{ 'anything-but': { suffix: '.png' } }] }), false],
  [detail({ FilePath: [{ 'anything-but': { suffix: ['.txt', '.rtf'] } }] }), true],
  [detail({ state: [{ 'anything-but': { 'equals-ignore-case': 'TERMINATED' } }] }), false],
  [detail({ state: [{ 'anything-but': { 'equals-ignore-case': ['INITIALIZING', 'STOPPED'] } }] }), true],
  [detail({ FilePath: [{ 'anything-but': { wildcard: '*/lib/*' } }] }), false],
  [detail({ FilePath: [{ 'anything-but': { wildcard: ['*/lib/*', '*/bin/*'] } }] }), false],
  [detail({ FilePath: [{ 'anything-but': { wildcard: '*/bin/*' } }] }), true],
  [detail({ absent: [{ 'anything-but': 'x' }] }), false],
  [detail({ list: [{ 'anything-but': 'a' }] }), true],
  [detail({ list: [{ 'anything-but': ['a', 'b'] }] }), false],
  // numeric
  [detail({ 'c-count': [{ numeric: ['>', 0, '<=', 5] }], 'd-count': [{ numeric: ['<', 10] }] }), true],
  [detail({ 'c-count': [{ numeric: ['>', 0, '<', 5] }] }), false],
  [detail({ 'x-limit': [{ numeric: ['=', 3.018e2] }] }), true],
  [detail({ 'x-limit': [{ numeric: ['>=', 302] }] }), false],
  [detail({ state: [{ numeric: ['>', 0] }] }), false],
  // cidr
  [detail({ 'source-ip': [{ cidr: '10.0.0.0/24' }] }), true],
  [detail({ 'source-ip': [{ cidr: '10.0.1.0/24' }] }), false],
  [detail({ 'source-ip': [{ cidr: '0.0.0.0/0' }] }), true],
  [detail({ ipv6: [{ cidr: '2001:db8::/64' }] }), true],
  [detail({ ipv6: [{ cidr: '2001:db8:1::/64' }] }), false],
  [detail({ ipv6: [{ cidr: '0.0.0.0/0' }] }), false],
  [detail({ state: [{ cidr: '10.0.0.0/24' }] }), false],
  // exists
  [detail({ state: [{ exists: true }] }), true],
  [detail({ state: [{ exists: false }] }), false],
  [detail({ absent: [{ exists: false }] }), true],
  [detail({ absent: [{ exists: true }] }), false],
  [detail({ nothing: [{ exists: true }] }), true],
  [detail({ absent: { deep: [{ exists: false }] } }), true],
  [detail({ none: [{ exists: true }] }), false],
  [detail({ objects: [{ exists: true }] }), false],
  [detail({ objects: { age: [{ exists: false }] } }), false],
  [detail({ absent: [{ exists: false }, 'x'], state: ['terminated'] }), true],
  // wildcard
  [detail({ FilePath: [{ wildcard: '/usr/*/x.png' }] }), true],
  [detail({ FilePath: [{ wildcard: '*.png' }] }), true],
  [detail({ FilePath: [{ wildcard: '*' }] }), true],
  [detail({ FilePath: [{ wildcard: '/usr/*.gif' }] }), false],
  [detail({ state: [{ wildcard: 'term*minated' }] }), false],
  [detail({ state: [{ wildcard: 't*min*ed' }] }), true],
  // lists of objects: one element must satisfy all
  [detail({ objects: { first: ['Anna'], last: ['Berg'] } }), true],
  [detail({ objects: { first: ['Anna'], last: ['Dahl'] } }), false],
  // $or
  [detail({ $or: [{ 'c-count': [{ numeric: ['>', 9] }] }, { 'd-count': [{ numeric: ['<', 10] }] }] }), true],
  [detail({ $or: [{ 'c-count': [{ numeric: ['>', 9] }] }, { 'd-count': [{ numeric: ['>', 10] }] }] }), false],
  [{ source: ['aws.ec2'], $or: [{ region: ['x'] }, { account: ['111122223333'] }] }, true],
  [{ source: ['aws.s3'], $or: [{ region: ['us-west-1'] }, { account: ['111122223333'] }] }, false],
  [{ $or: [{ $or: [{ region: ['x'] }, { region: ['y'] }] }, { account: ['111122223333'] }] }, true],
  [{ $or: ['x'] }, false],
]

test.each(ROWS)('%j: %s', (pattern, expected) => {
  expect(matches(parsePattern(pattern), EVENT)).toBe(expected)
})

test('an asterisk and a backslash can be meant literally', () => {
  const pattern = parsePattern({ a: [{ wildcard: 'x\\*y\\\\*' }] })
  expect(matches(pattern, { a: 'x*y\\z' })).toBe(true)
  expect(matches(pattern, { a: 'xzy\\z' })).toBe(false)
})

test('a field called $or that lists values is a field', () => {
  expect(matches(parsePattern({ $or: ['x', 'y'] }), { $or: 'y' })).toBe(true)
})

describe('what is no pattern', () => {
  test.each([
    ['{', 'Filter is not valid JSON'],
    ['[]', 'Filter is not an object'],
    ['"x"', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"a": "x"}', '"a" must be an object or an array'],
    ['{"a": []}', 'Empty arrays are not allowed'],
    ['{"a": [["x"]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a": [{"foo": "x"}]}', 'Unrecognized match type foo'],
    ['{"a": [{"prefix": "x", "suffix": "y"}]}', 'Only one key allowed in match expression'],
    ['{"a": [{"prefix": 3}]}', 'prefix match pattern must be a string'],
    ['{"a": [{"prefix": {"wildcard": "x"}}]}', 'Unrecognized match type wildcard'],
    ['{"a": [{"exists": "yes"}]}', 'exists match pattern must be either true or false.'],
    ['{"a": [{"numeric": []}]}', 'Invalid member in numeric match: ]'],
    ['{"a": [{"numeric": ["!", 3]}]}', 'Unrecognized numeric range operator: !'],
    ['{"a": [{"numeric": ["<", "3"]}]}', 'Value of < must be numeric'],
    ['{"a": [{"numeric": [">", 3, "<", 3]}]}', 'Bottom must be less than top'],
    [
      '{"a": [{"numeric": ["<", 3, ">", 1]}]}',
      'Bad numeric range operator: a range is a lower bound followed by an upper one',
    ],
    ['{"a": [{"numeric": ["<", 6e9]}]}', 'Value must be between -5000000000 and 5000000000, inclusive'],
    ['{"a": [{"cidr": "10.0.0.0"}]}', 'Malformed CIDR, one \'/\' required: "10.0.0.0"'],
    ['{"a": [{"anything-but": []}]}', 'Empty arrays are not allowed'],
    ['{"a": [{"anything-but": [true]}]}', 'Value of anything-but must be an array or single string/number value.'],
    [
      '{"a": [{"anything-but": ["x", 1]}]}',
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    ],
    ['{"a": [{"wildcard": "x**y"}]}', 'Consecutive wildcard characters at pos 1'],
    ['{"a": [{"wildcard": "x\\\\y"}]}', 'Invalid escape character at pos 1'],
  ])('%s: %s', (text, message) => {
    expect(() => parsePatternText(text)).toThrow(new PatternProblem(message))
  })
})

const key = fc.string({ minLength: 1, maxLength: 4 }).filter((name) => !name.startsWith('$') && name !== '__proto__')
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const document = fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar, { minKeys: 1 })), {
  minKeys: 1,
  maxKeys: 6,
})

/** The pattern that asks for exactly what a document has. */
function mirror(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mirror(part)]))
    : [value]
}

test('a document matches its own mirror, and no longer when a field is taken away', () => {
  fc.assert(
    fc.property(document, (data) => {
      const pattern = parsePattern(mirror(data))
      expect(matches(pattern, data)).toBe(true)
      const [first = ''] = Object.keys(data)
      const { [first]: _gone, ...rest } = data
      expect(matches(pattern, rest)).toBe(false)
    }),
  )
})

test('anything-but is the opposite of its values where there is one', () => {
  const text = fc.string({ maxLength: 3 })
  fc.assert(
    fc.property(text, fc.uniqueArray(text, { minLength: 1, maxLength: 4 }), (value, excluded) => {
      const data = { a: value }
      const inside = matches(parsePattern({ a: excluded }), data)
      expect(matches(parsePattern({ a: [{ 'anything-but': excluded }] }), data)).toBe(!inside)
    }),
  )
})

test('a wildcard matches what its asterisks were replaced in', () => {
  const part = fc.stringMatching(/^[ab/]{0,4}$/)
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 2, maxLength: 4 }),
      fc.array(part, { minLength: 4, maxLength: 4 }),
      (parts, fill) => {
        const kept = parts.filter((text, index) => text !== '' || index === 0 || index === parts.length - 1)
        const value = kept.map((text, index) => (index === 0 ? text : `${fill[index] ?? ''}${text}`)).join('')
        expect(matches(parsePattern({ a: [{ wildcard: kept.join('*') }] }), { a: value })).toBe(true)
      },
    ),
  )
})

test('parsing never fails with anything but a PatternProblem', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        parsePatternText(text)
      } catch (error) {
        expect(error).toBeInstanceOf(PatternProblem)
      }
    }),
  )
})
