import type { ValueType } from '../bound.ts'
import type { Dialect, SqlValue } from './dialect.ts'
import { JSON_ESCAPED, jsonText, LONG_CAPITALS } from './texts.ts'

const TYPES: Readonly<Record<ValueType, string>> = {
  number: 'DOUBLE',
  time: 'DOUBLE',
  flag: 'BOOLEAN',
  text: 'VARCHAR',
  json: 'VARCHAR',
}

/**
 * DuckDB 1.5.
 *
 * Parameters are session variables: DuckDB puts their values into the plan before it optimizes, so that they prune row groups
 * as literals do. Ordinary parameters stay unknown until execution and prune nothing.
 *
 * @see https://duckdb.org/docs/stable/sql/statements/set_variable
 */
export const duckdb: Dialect = {
  name: 'duckdb',
  numberColumns: true,
  placeholder: (index: number, _: SqlValue) => `getvariable('p${index}')`,
  null: (type) => `NULL::${TYPES[type]}`,
  builtin: (name) => {
    switch (name) {
      case '@timestamp':
        return 'ts::DOUBLE'
      case '@ingestionTime':
        return 'ing::DOUBLE'
      case '@message':
        return 'message'
      case '@logStream':
        return `coalesce(stream_name, '')`
      case '@log':
        return 'log_name'
      case '@ptr':
        return `to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq))`
      case 'sequence':
        return 'seq::DOUBLE'
    }
  },
  fragment: {
    json: (text) =>
      `list_transform([regexp_extract(${text}, '${FRAGMENT}')], lambda found: CASE WHEN found = '' THEN NULL ` +
      `WHEN ${isJson('found')} THEN found WHEN length(found) - length(replace(found, '}', '')) <= ${MAX_FRAGMENT_ENDS} ` +
      `THEN list_filter(list_transform(range(1, len(string_split(found, '}'))), lambda i: ` +
      `array_to_string(string_split(found, '}')[:i], '}') || '}'), lambda part: ${isJson('part')})[1] END)[1]`,
    isUnclear: (text) =>
      `coalesce(contains(${text}, '{') AND regexp_matches(${text}, '${FRAGMENT}') AND (${duckdb.fragment?.json(text)} IS NULL ` +
      `OR regexp_matches(regexp_replace(${text}, '${FRAGMENT}', ''), '${LATE_FRAGMENT}')), false)`,
  },
  isJsonObject: (message) => `(regexp_matches(${message}, '^[ \\t\\r\\n]*[{]') AND json_valid(${message}))`,

  // DuckDB also reads ' 5', '+5', '1_000', 'inf' and 'nan'. First and last character rule most of that out, and are fast to ask.
  parseNumber: (text) =>
    `CASE WHEN ${text} >= '-' AND ${text} < ':' AND ${text}[-1] BETWEEN '.' AND '9' AND NOT contains(${text}, '_') ` +
    `AND strlen(${text}) <= 64 AND isfinite(TRY_CAST(${text} AS DOUBLE)) THEN TRY_CAST(${text} AS DOUBLE) END`,
  // DuckDB prints 1.0, 1e+16 and 1e-05 where JavaScript prints 1, 10000000000000000 and 0.00001.
  numberText: (x) =>
    `CASE WHEN ${x} = trunc(${x}) AND abs(${x}) < 1e15 THEN ${x}::BIGINT::VARCHAR ` +
    `WHEN abs(${x}) >= 1e-4 AND abs(${x}) < 1e15 THEN ${x}::VARCHAR ` +
    `WHEN abs(${x}) >= 1e21 OR abs(${x}) < 1e-6 THEN regexp_replace(${x}::VARCHAR, 'e-0', 'e-') ` +
    `WHEN abs(${x}) < 1 THEN ${small(x)} ELSE ${large(x)} END`,
  timeText: (time) =>
    `CASE WHEN ${time} BETWEEN -62167219200000 AND 253402300799999 THEN lpad(strftime(make_timestamp(${time}::BIGINT * 1000), ` +
    `'%Y-%m-%d %H:%M:%S.%g'), 23, '0') END`,
  flagNumber: (flag) => `${flag}::INTEGER::DOUBLE`,
  finite: (x) => `CASE WHEN isfinite(${x}) THEN ${x} + 0 END`,
  divideWhole: (a, b) => `(${a} // ${b})`,
  modulo: (a, b) => `(${a} % ${b})`,
  trunc: (x) => `trunc(${x})`,

  concat: (texts) => `(${texts.join(' || ')})`,
  contains: (text, part) => `contains(${text}, ${part})`,
  startsWith: (text, part) => `starts_with(${text}, ${part})`,
  endsWith: (text, part) => `suffix(${text}, ${part})`,
  length: (text) => `length(${text})::DOUBLE`,
  bytes: (text) => `strlen(${text})::DOUBLE`,
  substring: (text, start, length) =>
    `substring(${text}, ${start}::BIGINT + 1${length === undefined ? '' : `, ${length}::BIGINT`})`,
  replace: (text, search, replacement) => `replace(${text}, ${search}, ${replacement})`,
  trim: (side, text, characters = BLANKS) =>
    `${{ both: 'trim', left: 'ltrim', right: 'rtrim' }[side]}(${text}, ${characters})`,
  base64: (text) => `to_base64(encode(${text}))`,
  md5: (text) => `md5(${text})`,
  sha256: (text) => `sha256(${text})`,
  urlEncode: (text) => `url_encode(${text})`,
  lower: (text) => `lower(${text})`,
  // DuckDB maps letter by letter; where that is not enough, each letter is looked up.
  upper: (text) =>
    `CASE WHEN regexp_matches(${text}, '[${[...LONG_CAPITALS.keys()].join('')}]') THEN ` +
    `array_to_string(list_transform(regexp_extract_all(${text}, '(?s).'), lambda c: ` +
    `coalesce(map(${listOf([...LONG_CAPITALS.keys()])}, ${listOf([...LONG_CAPITALS.values()])})[c], upper(c))), '') ` +
    `ELSE upper(${text}) END`,
  decoded: (from, text) => {
    switch (from) {
      case 'hex':
        return `TRY(decode(unhex(${text})))`
      case 'base64':
        return `TRY(decode(from_base64(${text})))`
      case 'url':
        return `TRY(url_decode(${text}))`
    }
  },
  hexNumber: (digits) => `('0x' || ${digits})::UBIGINT::DOUBLE`,
  hexText: (number) => `lower(to_hex(${number}::BIGINT))`,
  repeat: (text, count) => `repeat(${text}, ${count}::BIGINT)`,
  split: (text, delimiter) => `string_split(${text}, ${delimiter})`,
  jsonTexts: (list) =>
    `('[' || array_to_string(list_transform(${list}, lambda part: ` +
    `${jsonText('part', duckdb, `regexp_matches(part, '${JSON_ESCAPED}')`, (code) => `chr(${code})`)}), ',') || ']')`,

  matches: (text, regex) => `regexp_matches(${text}, ${regex})`,
  captures: (text, regex, count, test) => {
    const names = Array.from({ length: count }, (_, i) => `'g${i + 1}'`)
    const groups = `regexp_extract(${text}, ${regex}, [${names.join(', ')}])`
    return {
      all: test === undefined ? groups : `CASE WHEN ${test} THEN ${groups} END`,
      group: (all, n) => `${all}.g${n}`,
    }
  },
  allCaptures: (text, regex, count, test) => {
    const groups = Array.from({ length: count }, (_, i) => `regexp_extract_all(${text}, ${regex}, ${i + 1})`)
    return test === undefined ? `[${groups.join(', ')}]` : `CASE WHEN ${test} THEN [${groups.join(', ')}] END`
  },
  positions: (list) => `unnest(range(1, greatest(len(${list}), 1) + 1))`,
  float: (integer) => `(${integer})::DOUBLE`,
  rows: (json, types) => {
    const columns = types.map((type, i) => {
      const cell = `r[${i + 1}]`
      return `${type === 'text' || type === 'json' ? cell : `${cell}::${TYPES[type]}`} AS r${i + 1}`
    })
    return `SELECT ${columns.join(', ')} FROM (SELECT unnest(from_json(${json}, '[["VARCHAR"]]')) AS r)`
  },
  lastMatch: (text, regex, start) =>
    `list_filter(regexp_extract_all(${text}, ${regex}), lambda part: starts_with(part, ${start}))[-1]`,
  replaceAll: (text, regex, replacement) => `regexp_replace(${text}, ${regex}, ${replacement}, 'g')`,
  replacement: (parts) =>
    parts.map((part) => (typeof part === 'number' ? `\\${part}` : part.replaceAll('\\', '\\\\'))).join(''),
  ipv4Number: (text) =>
    `CASE WHEN regexp_full_match(${text}, '${IPV4}') THEN split_part(${text}, '.', 1)::DOUBLE * 16777216 + ` +
    `split_part(${text}, '.', 2)::DOUBLE * 65536 + split_part(${text}, '.', 3)::DOUBLE * 256 + split_part(${text}, '.', 4)::DOUBLE END`,
  ipv6Digits: (text) => {
    const v4 = `split_part(${text}, ':', -1)`
    const number = [1, 2, 3, 4].map((n) => `lpad(to_hex(split_part(${v4}, '.', ${n})::INTEGER), 2, '0')`)
    const [a, b, c, d] = number as [string, string, string, string]
    const hex = `${a} || ${b} || ':' || ${c} || ${d}`
    const plain = `CASE WHEN contains(${text}, '.') THEN regexp_extract(${text}, '^.*:') || ${hex} ELSE ${text} END`
    const digits = (half: string): string =>
      `array_to_string(list_transform(list_filter(string_split(${half}, ':'), lambda g: g <> ''), lambda g: lpad(lower(g), 4, '0')), '')`
    const halves = `list_transform(string_split(${plain}, '::'), lambda half: ${digits('half')})`
    // A list of one, so that what is made of the halves finds them under a name.
    const filled = `h[1] || repeat('0', 32 - length(h[1]) - length(coalesce(h[2], ''))) || coalesce(h[2], '')`
    return `list_transform([${halves}], lambda h: ${filled})[1]`
  },
  naturalKey: (text) =>
    `array_to_string(list_transform(regexp_extract_all(${text}, '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'), lambda part: ` +
    `CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '')`,
  word: (text, n) => `split_part(${text}, ' ', ${n})`,
  monthStart: (months) => `epoch_ms(TIMESTAMP '1970-01-01' + to_months((${months})::INTEGER))::DOUBLE`,
  monthOf: (time) =>
    `(year(make_timestamp(${time}::BIGINT * 1000)) * 12 + month(make_timestamp(${time}::BIGINT * 1000)) - 23641)::DOUBLE`,
  timePart: (time, letter) => {
    const date = `make_timestamp(${time}::BIGINT * 1000)`
    if (letter === 'Y') return `lpad(year(${date})::VARCHAR, 4, '0')`
    if (letter === 'e') return `lpad(day(${date})::VARCHAR, 2, ' ')`
    return `strftime(${date}, '%${letter === 'L' ? 'g' : letter}')`
  },

  count: (value) => `count(${value})::DOUBLE`,
  countDistinct: (value) => `count(DISTINCT ${value})::DOUBLE`,
  sum: (number) => `sum(${number})`,
  avg: (number) => `avg(${number})`,
  min: (value) => `min(${value})`,
  max: (value) => `max(${value})`,
  quantile: (number, fraction) => `quantile_cont(${number}, ${fraction})`,
  stddev: (number) => `stddev_pop(${number})`,
  variance: (number) => `var_pop(${number})`,
  first: (value, keys) => `arg_min(${value}, row(${keys.join(', ')})) FILTER (${value} IS NOT NULL)`,
  last: (value, keys) => `arg_max(${value}, row(${keys.join(', ')})) FILTER (${value} IS NOT NULL)`,
  firstBy: (value, order) => {
    const keys = order.map((term) => term.replace(/^(\w+) (.*)$/, `$1, '$2'`))
    return `arg_min(${value}, create_sort_key(${keys.join(', ')}))`
  },
  distinct: (text) => `list(DISTINCT ${text} ORDER BY ${text}) FILTER (${text} IS NOT NULL)`,
}

function listOf(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(', ')}]`
}

/** A blank, tab, line feed, carriage return, form feed, vertical tab. */
const BLANKS = `(' ' || chr(9) || chr(10) || chr(13) || chr(12) || chr(11))`

/** An object that may be JSON begins here; up to the last brace that may end it. */
const FRAGMENT = '(?s)\\{[ \\t\\r\\n]*(?:".*)?\\}'
/** Braces in front of it that are tried in vain are counted, see discover.ts. */
const LATE_FRAGMENT = '(?s)^(?:[^{]*\\{){20}'
/** Each place where it may end costs a look at all before it. */
const MAX_FRAGMENT_ENDS = 50

/** Without what only DuckDB takes for JSON; a text that looks like that within a string is not told from it. */
function isJson(text: string): string {
  return `(json_valid(${text}) AND NOT regexp_matches(${text}, '(?i)[:,\\[]\\s*-?(?:nan|inf)|,\\s*[}\\]]'))`
}

const OCTET = '(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])'
const IPV4 = `${OCTET}(?:[.]${OCTET}){3}`

/** 1.5e-05 as 0.000015: from 1e-6 to 1e-4. */
function small(x: string): string {
  const text = `abs(${x})::VARCHAR`
  const digits = `replace(split_part(${text}, 'e', 1), '.', '')`
  return `CASE WHEN ${x} < 0 THEN '-' ELSE '' END || '0.' || repeat('0', -(split_part(${text}, 'e', 2)::INTEGER) - 1) || rtrim(${digits}, '0')`
}

/** 1.5e+16 as 15000000000000000, the shortest digits filled up with zeros: from 1e15 to 1e21. */
function large(x: string): string {
  const text = `abs(${x})::VARCHAR`
  const digits =
    `CASE WHEN contains(${text}, 'e') THEN rpad(replace(split_part(${text}, 'e', 1), '.', ''), ` +
    `split_part(${text}, 'e+', 2)::INTEGER + 1, '0') ELSE split_part(${text}, '.', 1) END`
  return `CASE WHEN ${x} < 0 THEN '-' ELSE '' END || ${digits}`
}
