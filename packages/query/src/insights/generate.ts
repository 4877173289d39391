import type * as FastCheck from 'fast-check'
import type { InsightsEvent } from './interpret.ts'
import { SCRIPT_ACCOUNT, SCRIPT_GROUP, SCRIPT_RANGE } from './script.ts'

/*
 * Test support: queries and events for comparing engines. Everything generated is the language, and has one answer: numbers are
 * whole or quarters, so that no engine rounds them differently, and every order is complete.
 */

export interface GeneratedCase {
  readonly query: string
  readonly events: readonly InsightsEvent[]
}

export interface GenerateOptions {
  /** Also messages that readers of JSON disagree about: names twice, `NaN`, commas at the end, numbers of odd spelling. */
  readonly oddJson?: boolean
}

/** @param fc the `fast-check` module: it is not a dependency of this package */
export function insightsCases(fc: typeof FastCheck, options: GenerateOptions = {}): FastCheck.Arbitrary<GeneratedCase> {
  return fc.record({ query: queries(fc), events: eventLists(fc, options) })
}

// Events

const ODD_JSON: readonly string[] = [
  '{"ms":1,"ms":2}',
  '{"user":{"id":"a","id":"b"},"v":1,"v":"two"}',
  '{"user":{"id":1},"user":{"tags":["x"]}}',
  '{"user.id":"flat","user":{"id":"nested"}}',
  '{"ms":NaN,"level":"INFO"}',
  '{"ms":Infinity}',
  '{"ms":-inf,"v":"nan"}',
  '{"v":1,}',
  '{"user":{"tags":["x",]}}',
  '{"v":"a, ]","ms":7}',
  '{"v":"x: nan","ms":8}',
  '{"ms":1.50,"v":-0}',
  '{"ms":1e2,"v":0.10}',
  '{"ms":123456789012345678901234567890}',
  '{"ms":1e999}',
  '{"ms":0.0000001}',
  '{"ms":true,"v":"true"}',
  '{"v":"\\ud83d\\ude00"}',
  '{"v":"\\ud800"}',
  '{"v":"a\\u0000b"}',
  '{"MS":1,"ms":2,"Level":"x"}',
  '  {"ms": 5 , "level" : "WARN" } ',
  '\u00a0{"ms":5}',
  '{"ms":5} trailing',
  'failed in {id} after {"ms":5}',
  'text {not json} text',
  '{',
  '{}',
  '{"user":[{"id":1},{"id":2}]}',
  '{"user":{"tags":[[1],[2]]}}',
  '{"":1,"v":3}',
  'INFO {"ms":5,"v":"{x}"} in {y}',
  '{ level: "INFO" } {"ms":9,"level":"ERROR"}',
  'a {"ms":1} b {"ms":2}',
  'cut off {"ms":1,"user":{"id":7}, "v":',
  'took {"ms":1.50,"user":{"tags":["a",2]},"v":NaN}',
  'took {"ms":1.50,"user.id":4,"v":true} ms',
  'none {} at {"v":1}',
  '{"v":[]}',
  '{"v":{},"ms":{"a":1}}',
  '{"user":{"tags":["x",{"a":1}],"id":[]}}',
  '{"v":null,"ms":null}',
]

function eventLists(
  fc: typeof FastCheck,
  { oddJson = false }: GenerateOptions,
): FastCheck.Arbitrary<readonly InsightsEvent[]> {
  const value = fc.oneof(
    fc.integer({ min: -20, max: 1_000 }),
    fc.integer({ min: -40, max: 400 }).map((quarters) => quarters / 4),
    fc.constantFrom(
      'GET',
      'PUT',
      '',
      'a-1',
      'a-10',
      'a-2',
      'Z',
      'é',
      '👍',
      '12',
      '-3.5',
      ' 7',
      '1e3',
      '0x1',
      "it's",
      '%_',
      'a"b\\c',
    ),
    fc.boolean(),
    fc.constant(null),
  )
  const fields = fc.record(
    {
      level: fc.constantFrom('INFO', 'WARN', 'ERROR'),
      ms: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 500 }) }, { weight: 1, arbitrary: value }),
      path: fc.constantFrom('/a', '/b', '/a/b', '/a?id=7'),
      user: fc.record({ id: value, tags: fc.array(value, { maxLength: 2 }) }, { requiredKeys: [] }),
      v: value,
      ip: fc.constantFrom('10.0.0.1', '8.8.8.8', '::1', 'nowhere'),
    },
    { requiredKeys: [] },
  )
  const message = fc.oneof(
    { weight: 5, arbitrary: fields.map((object) => JSON.stringify(object)) },
    { weight: oddJson ? 3 : 0, arbitrary: fc.constantFrom(...ODD_JSON) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('plain', 'took 12ms for user=bob', 'level=warn n=5 msg="a b"', '[1]', '{"a":', ''),
    },
  )
  const event = fc.record({ atMs: fc.integer({ min: -600_000, max: 4_200_000 }), message })
  return fc.array(event, { maxLength: 40 }).map((events) =>
    events.map(({ atMs, message: text }, sequence) => ({
      timestampMs: SCRIPT_RANGE.startMs + atMs,
      ingestionTimeMs: SCRIPT_RANGE.startMs + atMs + 1_000,
      message: text,
      logStream: `stream-${sequence % 3}`,
      log: `${SCRIPT_ACCOUNT}:${SCRIPT_GROUP}`,
      ptr: `ptr-${sequence}`,
      sequence,
    })),
  )
}

// Queries

const FIELDS = [
  'level',
  'ms',
  'path',
  'user.id',
  'user.tags.0',
  'v',
  'ip',
  'missing',
  '@message',
  '@logStream',
] as const
const TEXTS = ['""', '"ERROR"', '"a"', '"12"', '"/a"', '"10"', '"Z"', '"é"', "'a-2'", '"%"'] as const
const TEXT_FUNCTIONS = [
  'trim',
  'ltrim',
  'rtrim',
  'urlencode',
  'urldecode',
  'base64encode',
  'base64decode',
  'hexToAscii',
  'toupper',
  'tolower',
  'md5',
] as const
const NUMBERS = ['0', '1', '12', '-3.5', '100', '250', '0.25'] as const

/** Of events or groups, what comes after them: computed from one row after the other, or beside rows of another query. */
const ROW_BY_ROW = [
  'accum ms as total',
  'autoregress ms p=1-2',
  'filldown level',
  'addtotals',
  'sessionize level maxspan 5m',
  'sort ms desc, @timestamp | accum ms as total | filter total > 100 | dedup level | limit 5',
  'autoregress ms as before | stats count(before) as n, max(before) as m by level | sort level',
] as const
const OF_GROUPS = [
  'addtotals',
  'accum s0 as total',
  'autoregress s0 as before',
  'appendcols (stats count(*) as n, max(ms) as m by level | sort level)',
  'appendcols override=true (stats count(*) as s0)',
  'logcompare timeshift 30m',
  'sort s0 desc | limit 2 | addtotals',
] as const
/** Queries of several parts. */
const TOGETHER = [
  'join type=left left=a right=b where a.level = b.level (stats count(*) as n, avg(ms) as m by level) | stats max(a.ms) as x, max(b.n) as n, sum(b.m) as m by a.path as p | sort p',
  'fields ms * 2 as d | join left=a right=b where a.path = b.path (filter level = "ERROR" | stats max(ms) as worst by path) | stats count(*) as n, sum(a.d - b.worst) as s by b.path as p | sort p',
  'stats sum(ms) as s by level | join type=left left=a right=b where a.level = b.level (fields log(ms + 1) as l, level | stats max(l) as m by level) | stats max(a.s) as s, max(b.m) as m by a.level as l | sort l',
  'fields log(ms + 10) as l | stats max(l) as m, count(*) as n by bin(10m) as t | logcompare timeshift 20m | sort t',
  'fields log(ms + 10) as l | stats max(l) as m by level | sort level | appendcols (stats count(*) as n by level | sort level)',
  'filter ms in (filter level = "ERROR" | stats max(ms) as m by path | display m) | stats count(*) as n by path | sort path',
  'fields jsonParse(@message) as j | unnest j.user.tags into tag | stats count(*) as n by tag | sort tag',
  'countFrequent level',
  'stats count(*) as n by bin(10m) as t | fillmissing with 0 for n',
  'pattern @message | stats sum(@sampleCount) as n',
  'pattern @message | diff previousDay | stats sum(@sampleCount) as n, sum(@previousSampleCount) as before',
  'relevantfields level, path where ms > 200',
] as const

/** Names that a query may use here, and how expressions over them are made. */
function expressions(fc: typeof FastCheck, names: readonly string[]) {
  const field = fc.constantFrom(...names)
  const { number, text, condition } = fc.letrec<{ number: string; text: string; condition: string }>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...NUMBERS),
      field,
      fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(fc.constantFrom('abs', 'floor', 'ceil', 'toNumber'), tie('number')).map(([name, a]) => `${name}(${a})`),
      tie('text').map((a) => `strlen(${a})`),
      tie('text').map((a) => `hexToDec(${a})`),
      fc.tuple(tie('number'), fc.constantFrom('3', '0.5', '-7')).map(([a, b]) => `(${a} % ${b})`),
      fc.tuple(tie('number'), tie('number')).map(([a, b]) => `greatest(${a}, ${b})`),
    ),
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...TEXTS),
      field,
      fc.tuple(fc.constantFrom(...TEXT_FUNCTIONS), tie('text')).map(([f, a]) => `${f}(${a})`),
      fc.tuple(field, fc.constantFrom(...TEXTS)).map(([a, b]) => `concat(${a}, ${b})`),
      fc.tuple(field, fc.nat(4), fc.nat(4)).map(([a, from, length]) => `substr(${a}, ${from}, ${length})`),
      fc.tuple(field, fc.constantFrom(...TEXTS)).map(([a, b]) => `coalesce(${a}, ${b})`),
      fc.tuple(tie('condition'), field, fc.constantFrom(...TEXTS)).map(([c, a, b]) => `if(${c}, ${a}, ${b})`),
      fc.tuple(field, fc.constantFrom('"a"', '"-"', '"0"')).map(([a, b]) => `replace(${a}, ${b}, "_")`),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .tuple(field, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), fc.constantFrom(...NUMBERS, ...TEXTS, ...names))
        .map(([a, op, b]) => `${a} ${op} ${b}`),
      fc.tuple(tie('number'), fc.constantFrom('=', '<', '>='), tie('number')).map(([a, op, b]) => `${a} ${op} ${b}`),
      fc
        .tuple(
          field,
          fc.constantFrom('like', 'not like'),
          fc.constantFrom('"a"', '"1"', '/[0-9]+/', '/^(?i)e/', '/a.?b/'),
        )
        .map((it) => it.join(' ')),
      fc
        .tuple(field, fc.constantFrom('in', 'not in'), fc.subarray([...TEXTS, ...NUMBERS]))
        .map(([a, op, list]) => `${a} ${op} [${list.join(', ')}]`),
      fc
        .tuple(
          fc.constantFrom('ispresent', 'isempty', 'isblank', 'isNumeric', 'isValidIp', 'isPublicIP', 'isPrivateIP'),
          field,
        )
        .map(([f, a]) => `${f}(${a})`),
      fc
        .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('condition').map((a) => `not (${a})`),
      fc
        .tuple(field, fc.constantFrom('"10.0.0.0/9"', '"::/64"', '"nowhere"'))
        .map(([a, b]) => `isIpInSubnet(${a}, ${b})`),
      fc.tuple(field, fc.constantFrom('"a"', '"1"', '""')).map(([a, b]) => `startsWith(${a}, ${b})`),
    ),
  }))
  return { field, number, text, condition }
}

function queries(fc: typeof FastCheck): FastCheck.Arbitrary<string> {
  const raw = expressions(fc, FIELDS)
  const step = fc.oneof(
    { weight: 3, arbitrary: raw.condition.map((condition) => `filter ${condition}`) },
    { weight: 1, arbitrary: fc.constant('parse @message "took *ms for user=*" as took, who') },
    { weight: 1, arbitrary: fc.constant('parse path /^\\/(?<first>[a-z])(?:\\/(?<second>\\w+))?/') },
    { weight: 1, arbitrary: fc.constant('parse @message logfmt as lf | filter lf.n > 4 or level = "ERROR"') },
    { weight: 1, arbitrary: fc.constant('parse @message /(?<letter>[a-z])(?<rest>[0-9-]*)/ multi') },
    { weight: 1, arbitrary: fc.constant('parse @message csv as first, fourth, third') },
    // What SQL cannot compute, before and between what it can.
    { weight: 1, arbitrary: fc.constant('filter level != "INFO" and log(ms) > 3') },
    { weight: 1, arbitrary: fc.constant('filter jsonArraySize(@message) = 1 or level = "ERROR"') },
  )
  const steps = fc.array(step, { maxLength: 2 })
  const shown = fc.oneof(
    { weight: 3, arbitrary: rawOutput(fc, raw) },
    { weight: 3, arbitrary: statsOutput(fc, raw) },
    { weight: 1, arbitrary: fc.constantFrom(...TOGETHER) },
    {
      weight: 1,
      arbitrary: fc.tuple(columnsOf(fc, raw), fc.constantFrom(...ROW_BY_ROW)).map((parts) => parts.join(' | ')),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(groupsOf(fc, raw), fc.constantFrom(...OF_GROUPS)).map((parts) => parts.join(' | ')),
    },
  )
  return fc.tuple(steps, shown).map(([before, after]) => [...before, after].join(' | '))
}

type Expressions = ReturnType<typeof expressions>

function columnsOf(fc: typeof FastCheck, { field, number, text, condition }: Expressions): FastCheck.Arbitrary<string> {
  return fc
    .array(fc.oneof(field, number, text, condition), { minLength: 1, maxLength: 3 })
    .map((list) => `fields ${list.map((it, i) => `${it} as c${i}`).join(', ')}`)
}

/** Shows events: columns, then perhaps an order, a dedup, a limit. */
function rawOutput(fc: typeof FastCheck, expressions: Expressions): FastCheck.Arbitrary<string> {
  const { field } = expressions
  const columns = columnsOf(fc, expressions)
  const order = fc.option(
    fc.tuple(field, fc.constantFrom('asc', 'desc')).map((it) => `sort ${it.join(' ')}`),
    { nil: undefined },
  )
  const dedup = fc.option(
    field.map((name) => `dedup ${name}`),
    { nil: undefined },
  )
  const limit = fc.option(
    fc.integer({ min: 1, max: 10 }).map((n) => `limit ${n}`),
    { nil: undefined },
  )
  return fc.tuple(columns, order, dedup, limit).map((parts) => parts.filter((part) => part !== undefined).join(' | '))
}

/** Groups, then perhaps a filter, an order, a limit, or further groups. */
function statsOutput(fc: typeof FastCheck, expressions: Expressions): FastCheck.Arbitrary<string> {
  const after = fc.constantFrom(
    '',
    ' | sort s0',
    ' | sort s0 desc | limit 3',
    ' | filter ispresent(s0)',
    ' | filter s0 > 1 | display s0',
    ' | stats count(*) as n, max(s0) as m',
  )
  return fc.tuple(groupsOf(fc, expressions), after).map((parts) => parts.join(''))
}

function groupsOf(fc: typeof FastCheck, { field, number }: Expressions): FastCheck.Arbitrary<string> {
  const aggregate = fc.oneof(
    fc.constant('count(*)'),
    field.map((name) => `count(${name})`),
    fc.tuple(fc.constantFrom('sum', 'avg', 'min', 'max'), fc.oneof(field, number)).map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(fc.constantFrom('count_distinct', 'earliest', 'latest', 'sortsFirst', 'sortsLast', 'values'), field)
      .map(([f, a]) => `${f}(${a})`),
    fc.constantFrom('pct(ms, 50)', 'pct(ms, 100)', 'rate(ms, 1m)'),
  )
  const aggregates = fc
    .array(aggregate, { minLength: 1, maxLength: 3 })
    .map((list) => list.map((it, i) => `${it} as s${i}`).join(', '))
  const keys = fc.subarray(['level', 'path', 'v', 'bin(5m) as t', 'strlen(path) as l', 'user.id'], { maxLength: 2 })
  return fc.tuple(aggregates, keys).map(([list, by]) => `stats ${list}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`)
}
