import type { Bound } from '../../bound.ts'
import { replacementParts } from '../../functions/patterns.ts'
import type { Writer } from '../expression.ts'
import { JSON_ESCAPED } from '../texts.ts'
import { unnamed } from './operators.ts'
import { at, literalText, type SqlFunction, simple } from './signature.ts'

/*
 * Letters that came into Unicode after the database was made stay as they are in toupper and tolower.
 */
export const TEXT_SQL: Readonly<Record<string, SqlFunction>> = {
  isempty: (writer, args) => {
    const value = writer.once(writer.value(at(args, 0)))
    return isText(at(args, 0)) ? `(${value} IS NULL OR ${value} = '')` : `(${value} IS NULL)`
  },
  isblank: (writer, args) => {
    const value = writer.once(writer.value(at(args, 0)))
    if (!isText(at(args, 0))) return `(${value} IS NULL)`
    return `(${value} IS NULL OR NOT ${writer.dialect.matches(value, writer.param('[^ \\t\\n\\r\\f\\v]'))})`
  },
  concat: simple(({ dialect }, args) => (args.length === 1 ? at(args, 0) : dialect.concat(args))),
  ltrim: trim('left'),
  rtrim: trim('right'),
  trim: trim('both'),
  strlen: simple(({ dialect }, args) => dialect.length(at(args, 0))),
  tolower: lower,
  toupper: (writer, args) => writer.dialect.upper(writer.once(writer.value(at(args, 0)))),
  substr,
  replace: (writer, args) => {
    const [text, search, replacement] = [0, 1, 2].map((i) => writer.once(writer.value(at(args, i)))) as [
      string,
      string,
      string,
    ]
    return `CASE WHEN ${search} = '' AND ${replacement} IS NOT NULL THEN ${text} ELSE ${writer.dialect.replace(text, search, replacement)} END`
  },
  regexReplace: (writer, args) => {
    const { dialect } = writer
    const replacement = dialect.replacement(replacementParts(literalText(args, 2)))
    return dialect.replaceAll(
      writer.value(at(args, 0)),
      writer.param(unnamed(literalText(args, 1))),
      writer.param(replacement),
    )
  },
  startsWith: simple(({ dialect }, args) => dialect.startsWith(at(args, 0), at(args, 1))),
  endsWith: simple(({ dialect }, args) => dialect.endsWith(at(args, 0), at(args, 1))),
  strcontains: (writer, args) => {
    const [text, search, ignoreCase] = args.map((arg) => writer.value(arg))
    const exact = writer.dialect.contains(text ?? '', search ?? '')
    if (ignoreCase === undefined) return exact
    const [a, b] = [lowered(writer, text ?? ''), lowered(writer, search ?? '')]
    return `CASE WHEN ${ignoreCase} THEN ${writer.dialect.contains(a, b)} WHEN NOT ${ignoreCase} THEN ${exact} END`
  },
  urldecode: (writer, args) => {
    const text = writer.once(writer.dialect.replace(writer.value(at(args, 0)), `'+'`, `' '`))
    return wellFormed(writer, text, '^(?:[^%]|%[0-9A-Fa-f]{2})*$', writer.dialect.decoded('url', text))
  },
  base64decode: (writer, args) => {
    const text = writer.once(writer.value(at(args, 0)))
    return wellFormed(writer, text, BASE64, writer.dialect.decoded('base64', text))
  },
  hexToAscii: (writer, args) => {
    const text = writer.once(writer.value(at(args, 0)))
    return wellFormed(writer, text, '^(?:[0-9a-fA-F]{2})*$', writer.dialect.decoded('hex', text))
  },
  hexToDec: (writer, args) => {
    const { dialect } = writer
    const text = writer.once(writer.value(at(args, 0)))
    const regex = writer.param('^(-?)(?:0[xX])?([0-9a-fA-F]{1,16})$')
    const { all, group } = dialect.captures(text, regex, 2, undefined)
    const found = writer.once(all)
    const digits = writer.once(`nullif(${group(found, 2)}, '')`)
    const number = writer.once(`CASE WHEN ${digits} IS NOT NULL THEN ${dialect.hexNumber(digits)} END`)
    return `CASE WHEN ${group(found, 1)} = '-' THEN 0 - ${number} ELSE ${number} END`
  },
  decToHex: (writer, args) => hexadecimal(writer, writer.value(at(args, 0))),
  split: (writer, args) => {
    const { dialect } = writer
    const text = writer.once(writer.value(at(args, 0)))
    const delimiter = writer.value(at(args, 1))
    const list = dialect.jsonTexts(dialect.split(text, delimiter))
    // Mostly there is nothing to escape: then what is between the parts is all there is to write.
    const plain = dialect.concat([`'["'`, dialect.replace(text, delimiter, `'","'`), `'"]'`])
    return `CASE WHEN ${dialect.matches(text, writer.param(JSON_ESCAPED))} THEN ${list} WHEN ${text} IS NOT NULL THEN ${plain} END`
  },
  logfmtField,
  csvField,
  urlencode: simple(({ dialect }, args) => dialect.urlEncode(at(args, 0))),
  base64encode: simple(({ dialect }, args) => dialect.base64(at(args, 0))),
  md5: simple(({ dialect }, args) => dialect.md5(at(args, 0))),
  sha256: simple(({ dialect }, args) => dialect.sha256(at(args, 0))),
}

const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$'

function wellFormed(writer: Writer, text: string, regex: string, sql: string): string {
  return `CASE WHEN ${writer.dialect.matches(text, writer.param(regex))} THEN ${sql} END`
}

/** Of a number with more than 60 bits the digits behind its 53 significant bits are zeros. */
function hexadecimal(writer: Writer, sql: string): string {
  const { dialect } = writer
  const number = writer.once(dialect.trunc(sql))
  const zeros = writer.once(`CASE WHEN abs(${number}) < 1e18 THEN 0 ELSE floor((log2(abs(${number})) - 53) / 4) END`)
  const digits = writer.once(dialect.hexText(writer.once(`abs(${number}) / power(16, ${zeros})`)))
  const parts = [`CASE WHEN ${number} < 0 THEN '-0x' ELSE '0x' END`, digits, dialect.repeat(`'0'`, zeros)]
  return `CASE WHEN ${number} IS NOT NULL THEN ${dialect.concat(parts)} END`
}

/** White space of JavaScript, in a class. */
const SPACE = '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const LOGFMT_VALUE = `(?:"(?:[^"\\\\]|\\\\[^\\n\\r\\x{2028}\\x{2029}])*"|[^${SPACE}]*)`
const LOGFMT_PAIR = `[^${SPACE}="]+(?:=${LOGFMT_VALUE})?`

function logfmtField(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const start = writer.param(`${literalText(args, 1)}=`)
  const pair = writer.once(dialect.lastMatch(writer.value(at(args, 0)), writer.param(LOGFMT_PAIR), start))
  const { all, group } = dialect.captures(pair, writer.param('(?s)^[^=]*=(?:"(.*)"|(.*))$'), 2, undefined)
  const found = writer.once(all)
  // A backslash before a quote or a backslash goes.
  const quoted = dialect.replaceAll(
    group(found, 1),
    writer.param('\\\\(["\\\\])'),
    writer.param(dialect.replacement([1])),
  )
  return `CASE WHEN ${pair} <> '' THEN ${dialect.concat([quoted, group(found, 2)])} END`
}

/** One field of a line of comma-separated values: what the quotes hold, or what stands without. */
const CSV_FIELD = '(?:"((?:[^"]|"")*)(?:"(?:[^",][^,]*)?|$)|([^",][^,]*|))'
const CSV_SKIPPED: string = CSV_FIELD.replaceAll('(?:', '\0').replaceAll('(', '(?:').replaceAll('\0', '(?:')

function csvField(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const regex = `^(?:${CSV_SKIPPED},){${literalText(args, 1)}}${CSV_FIELD}(?:,|$)`
  const { all, group } = dialect.captures(writer.value(at(args, 0)), writer.param(regex), 2, undefined)
  const found = writer.once(all)
  const quoted = dialect.replace(group(found, 1), `'""'`, `'"'`)
  return `coalesce(nullif(${quoted}, ''), nullif(${group(found, 2)}, ''))`
}

function isText({ type }: Bound): boolean {
  return type === 'text' || type === 'json'
}

function trim(side: 'both' | 'left' | 'right'): SqlFunction {
  return (writer, args) => {
    const characters = args[1] === undefined ? undefined : writer.once(writer.value(args[1]))
    const text = writer.value(at(args, 0))
    return writer.dialect.trim(side, characters === undefined ? text : writer.once(text), characters)
  }
}

function lower(writer: Writer, args: readonly Bound[]): string {
  return lowered(writer, writer.value(at(args, 0)))
}

/** Unicode has two letters whose small form is not one letter for one: `İ`, and `Σ` at the end of a word. */
function lowered(writer: Writer, sql: string): string {
  const { dialect } = writer
  const text = writer.once(sql)
  const dotted = dialect.replace(text, `'İ'`, `'i̇'`)
  const ended = dialect.replaceAll(
    dotted,
    writer.param('(\\p{L})Σ(\\P{L}|$)'),
    writer.param(dialect.replacement([1, 'ς', 2])),
  )
  const special = `${dialect.contains(text, `'İ'`)} OR ${dialect.contains(text, `'Σ'`)}`
  return `CASE WHEN ${special} THEN ${dialect.lower(ended)} ELSE ${dialect.lower(text)} END`
}

function substr(writer: Writer, args: readonly Bound[]): string {
  const place = (arg: Bound): string =>
    `least(greatest(${writer.dialect.trunc(writer.once(writer.value(arg)))}, 0), 1e9)`
  const [text, start, length] = args
  const places = [start, length].flatMap((arg) => (arg === undefined ? [] : [writer.once(writer.value(arg))]))
  const sql = writer.dialect.substring(
    writer.value(text as Bound),
    place(start as Bound),
    length === undefined ? undefined : place(length),
  )
  return `CASE WHEN ${places.map((value) => `${value} IS NOT NULL`).join(' AND ')} THEN ${sql} END`
}
