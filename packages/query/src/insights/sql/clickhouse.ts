import type { ValueType } from '../bound.ts'
import type { Dialect, SqlValue } from './dialect.ts'
import { JSON_ESCAPED, jsonText } from './texts.ts'

const TYPES: Readonly<Record<ValueType, string>> = {
  number: 'Float64',
  time: 'Float64',
  flag: 'Bool',
  text: 'String',
  json: 'String',
}

/**
 * ClickHouse 26.
 *
 * Strings are bytes: what counts characters is spelled `…UTF8`. A backslash in a string literal begins an escape, so those that
 * stand in the text of a statement are doubled. Arrays are never null: a function that gives one takes null for the empty text.
 *
 * @see https://clickhouse.com/docs/sql-reference/syntax#defining-and-using-query-parameters
 */
export const clickhouse: Dialect = {
  name: 'clickhouse',
  placeholder: (index: number, value: SqlValue) =>
    `{p${index}:${typeof value === 'string' ? 'String' : typeof value === 'number' ? 'Float64' : 'Bool'}}`,
  null: (type) => `CAST(NULL, 'Nullable(${TYPES[type]})')`,
  builtin: (name) => {
    switch (name) {
      case '@timestamp':
        return 'toFloat64(ts)'
      case '@ingestionTime':
        return 'toFloat64(ing)'
      case '@message':
        return 'message'
      case '@logStream':
        return `ifNull(stream_name, '')`
      case '@log':
        return 'log_name'
      case '@ptr':
        return `base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq)))`
      case 'sequence':
        return 'toFloat64(seq)'
    }
  },
  isJsonObject: (message) => `(match(${message}, '^[ \\\\t\\\\r\\\\n]*[{]') AND isValidJSON(${message}))`,

  // ClickHouse also reads '+5', 'inf' and 'nan'. First and last character rule that out, and are fast to ask.
  parseNumber: (text) =>
    `CASE WHEN ${text} >= '-' AND ${text} < ':' AND right(${text}, 1) BETWEEN '.' AND '9' AND length(${text}) <= 64 ` +
    `AND isFinite(toFloat64OrNull(${text})) THEN toFloat64OrNull(${text}) + 0 END`,
  // As JavaScript does it, except that JavaScript writes the plus of a positive exponent.
  numberText: (x) =>
    `CASE WHEN abs(${x}) >= 1e21 THEN replaceOne(toString(${x}), 'e', 'e+') ELSE toString(${x} + 0) END`,
  timeText: (time) =>
    `CASE WHEN ${time} BETWEEN -62167219200000 AND 253402300799999 THEN ` +
    `concat(leftPad(toString(${yearOf(time)}), 4, '0'), substring(toString(${dateOf(time)}), 5)) END`,
  flagNumber: (flag) => `toFloat64(${flag})`,
  finite: (x) => `CASE WHEN isFinite(${x}) THEN ${x} + 0 END`,
  modulo: remainder,
  trunc: (x) => `trunc(${x})`,

  concat: (texts) => `concat(${texts.join(', ')})`,
  contains: (text, part) => `position(${text}, ${part}) > 0`,
  startsWith: (text, part) => `startsWith(${text}, ${part})`,
  endsWith: (text, part) => `endsWith(${text}, ${part})`,
  length: (text) => `toFloat64(lengthUTF8(${text}))`,
  bytes: (text) => `toFloat64(length(${text}))`,
  substring: (text, start, length) =>
    `substringUTF8(${text}, toInt64(${start}) + 1${length === undefined ? '' : `, toInt64(${length})`})`,
  replace: (text, search, replacement) => `replaceAll(${text}, ${search}, ${replacement})`,
  trim: (side, text, characters) => {
    // ClickHouse's own functions take characters of one byte, and only constants.
    if (characters === undefined)
      return `trim${{ both: 'Both', left: 'Left', right: 'Right' }[side]}(${text}, ${BLANKS})`
    return `CASE WHEN ${text} IS NOT NULL AND ${characters} IS NOT NULL THEN ${trimmed(side, text, characters)} END`
  },
  base64: (text) => `base64Encode(${text})`,
  md5: (text) => `lower(hex(MD5(${text})))`,
  sha256: (text) => `lower(hex(SHA256(${text})))`,
  urlEncode: (text) => `encodeURLComponent(${text})`,
  lower: (text) => `lowerUTF8(${text})`,
  upper: (text) => `upperUTF8(${text})`,
  decoded: (from, text) => {
    const bytes = { hex: `unhex(${text})`, base64: `tryBase64Decode(${text})`, url: `decodeURLComponent(${text})` }[
      from
    ]
    return `CASE WHEN isValidUTF8(${bytes}) THEN ${bytes} END`
  },
  hexNumber: (digits) => `toFloat64(reinterpretAsUInt64(reverse(unhex(leftPad(${digits}, 16, '0')))))`,
  hexText: (number) => `replaceRegexpOne(lower(hex(toUInt64(${number}))), '^0', '')`,
  repeat: (text, count) => `repeat(${text}, toInt64(${count}))`,
  split: (text, delimiter) => `splitByString(${delimiter}, ifNull(${text}, ''))`,
  jsonTexts: (list) =>
    `concat('[', arrayStringConcat(arrayMap(part -> ` +
    `${jsonText('part', clickhouse, `match(part, '${JSON_ESCAPED.replaceAll('\\', '\\\\')}')`, (code) => `char(${code})`)}, ${list}), ','), ']')`,

  // Here `.` matches a line feed unless the expression says otherwise.
  matches: (text, regex) => `match(${text}, concat('(?-s)', ${regex}))`,
  captures: (text, regex, _, test) => {
    const searched = test === undefined ? `ifNull(${text}, '')` : `if(${test}, ifNull(${text}, ''), '')`
    return { all: `extractGroups(${searched}, concat('(?-s)', ${regex}))`, group: (all, n) => `${all}[${n}]` }
  },
  // More than regexp_max_matches_per_row matches in a text are an error: a store has to raise that setting.
  allCaptures: (text, regex, _, test) => {
    const searched = test === undefined ? `ifNull(${text}, '')` : `if(${test}, ifNull(${text}, ''), '')`
    return `extractAllGroupsHorizontal(${searched}, concat('(?-s)', ${regex}))`
  },
  positions: (list) => `arrayJoin(range(1, greatest(length(${list}), 1) + 1))`,
  float: (integer) => `toFloat64(${integer})`,
  rows: (json, types) => {
    const columns = types.map((type, i) => {
      const cell = `r[${i + 1}]`
      if (type === 'text' || type === 'json') return `${cell} AS r${i + 1}`
      return `${type === 'flag' ? `${cell} = 'true'` : `toFloat64OrNull(${cell})`} AS r${i + 1}`
    })
    const rows = `SELECT arrayJoin(JSONExtract(${json}, 'Array(Array(Nullable(String)))')) AS r`
    return `SELECT ${columns.join(', ')} FROM (${rows})`
  },
  lastMatch: (text, regex, start) =>
    `arrayLast(part -> startsWith(part, ${start}), extractAll(ifNull(${text}, ''), ${regex}))`,
  replaceAll: (text, regex, replacement) => `replaceRegexpAll(${text}, concat('(?-s)', ${regex}), ${replacement})`,
  replacement: (parts) =>
    parts.map((part) => (typeof part === 'number' ? `\\${part}` : part.replaceAll('\\', '\\\\'))).join(''),
  ipv4Number: (text) => `CASE WHEN match(${text}, '^${IPV4}$') THEN toFloat64(IPv4StringToNumOrNull(${text})) END`,
  ipv6Digits: (text) => `lower(hex(IPv6StringToNumOrNull(${text})))`,
  naturalKey: (text) =>
    `CASE WHEN ${text} IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(` +
    `if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', ${codePoint('256 + least(lengthUTF8(part), 255)')}, part), part), ` +
    `char(1)), extractAll(ifNull(${text}, ''), '[0-9]+|\\\\p{L}+|[^0-9\\\\p{L}]+'))) END`,
  word: (text, n) => `splitByChar(' ', ifNull(${text}, ''))[${n}]`,
  monthStart: (months) => {
    const shift = `floor((${months} + 840) / 4800)`
    const date = `addMonths(toDateTime64('1970-01-01 00:00:00', 3, 'UTC'), toInt64(${months} - 4800 * ${shift}))`
    return `(toFloat64(toUnixTimestamp64Milli(${date})) + ${CYCLE_MS} * ${shift})`
  },
  monthOf: (time) => `(${yearOf(time)} * 12 + toMonth(${dateOf(time)}) - 23641)`,
  timePart: (time, letter) => {
    if (letter === 'Y') return `leftPad(toString(${yearOf(time)}), 4, '0')`
    const date = dateOf(time)
    if (letter === 'e') return `leftPad(toString(toDayOfMonth(${date})), 2, ' ')`
    if (letter === 'L') return `right(toString(${date}), 3)`
    return `formatDateTime(${date}, '%${{ B: 'M', A: 'W', M: 'i' }[letter as string] ?? letter}')`
  },

  count: (value) => `toFloat64(count(${value}))`,
  countDistinct: (value) => `toFloat64(uniqExact(${value}))`,
  sum: (number) => `sumOrNull(${number})`,
  avg: (number) => `avgOrNull(${number})`,
  min: (value) => `minOrNull(${value})`,
  max: (value) => `maxOrNull(${value})`,
  quantile: (number, fraction) => `quantileExactInclusiveOrNull(${fraction})(${number})`,
  stddev: (number) => `stddevPopStableOrNull(${number})`,
  variance: (number) => `varPopStableOrNull(${number})`,
  first: (value, keys) => `argMinOrNullIf(${value}, (${keys.join(', ')}), ${value} IS NOT NULL)`,
  last: (value, keys) => `argMaxOrNullIf(${value}, (${keys.join(', ')}), ${value} IS NOT NULL)`,
  distinct: (text) => `arraySort(groupUniqArray(${text}))`,
}

const BLANKS = `' \\t\\n\\r\\f\\v'`

const OCTET = '(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])'
const IPV4 = `${OCTET}(?:[.]${OCTET}){3}`

/**
 * After 400 years the calendar begins anew. ClickHouse's dates reach from 1900 to 2299, which is as long, so a time is moved into
 * them and its year back.
 */
const CYCLE_MS = 146_097 * 86_400_000
const FIRST_MS: number = Date.UTC(1900, 0, 1)

function cycleOf(time: string): string {
  return `floor((${time} + ${-FIRST_MS}) / ${CYCLE_MS})`
}

function dateOf(time: string): string {
  return `fromUnixTimestamp64Milli(toInt64(${time} - ${CYCLE_MS} * ${cycleOf(time)}), 'UTC')`
}

function yearOf(time: string): string {
  return `(toYear(${dateOf(time)}) + 400 * ${cycleOf(time)})`
}

/** The character with a number below 2048. */
function codePoint(number: string): string {
  return `char(192 + intDiv(${number}, 64), 128 + (${number}) % 64)`
}

/**
 * ClickHouse's own `%` of floats rounds on its way. This is exact where the quotient is below 2^53, or both are whole numbers below
 * 2^63: the product of divisor and quotient is taken in two parts, and a quotient that was rounded up is put right.
 *
 * @see https://doi.org/10.1007/BF01397083 T. J. Dekker, A floating-point technique for extending the available precision
 */
function remainder(a: string, b: string): string {
  const high = (x: string): string => `(134217729 * ${x} - (134217729 * ${x} - ${x}))`
  const quotient = `trunc(${a} / ${b})`
  const [b1, q1] = [high(b), high(quotient)]
  const [b2, q2] = [`(${b} - ${b1})`, `(${quotient} - ${q1})`]
  const product = `(${b} * ${quotient})`
  const rest = `(${b2} * ${q2} - (((${product} - ${b1} * ${q1}) - ${b2} * ${q1}) - ${b1} * ${q2}))`
  const found = `((${a} - ${product}) - ${rest})`
  const whole = `${a} = trunc(${a}) AND ${b} = trunc(${b}) AND abs(${a}) < 9e18 AND abs(${b}) < 9e18`
  return (
    `multiIf(abs(${quotient}) >= 9007199254740992 AND ${whole}, toFloat64(moduloOrZero(toInt64(${a}), toInt64(${b}))), ` +
    `${found} * sign(${a}) < 0, ${found} + abs(${b}) * sign(${a}), ` +
    `abs(${found}) >= abs(${b}), ${found} - abs(${b}) * sign(${a}), ${found})`
  )
}

function trimmed(side: 'both' | 'left' | 'right', text: string, characters: string): string {
  const parts = (value: string): string => `extractAll(ifNull(${value}, ''), '(?s).')`
  const isKept = `(part -> NOT has(${parts(characters)}, part))`
  const first = side === 'right' ? '1' : `arrayFirstIndex(${isKept.slice(1, -1)}, ${parts(text)})`
  const last = side === 'left' ? `lengthUTF8(${text})` : `arrayLastIndex(${isKept.slice(1, -1)}, ${parts(text)})`
  // No character that is kept: index 0.
  const whole = side === 'right' ? last : first
  return `if(${whole} = 0, '', substringUTF8(${text}, ${first}, ${last} - ${first} + 1))`
}
