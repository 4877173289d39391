import type { ValueType } from '../bound.ts'
import type { BuiltinField } from '../plan.ts'

/** What a database takes as a parameter. */
export type SqlValue = string | number | boolean

/**
 * Everything that differs between databases; anything else is plain SQL. All arguments and results are SQL expressions, except
 * where a type says otherwise. Null arguments give null unless a comment says otherwise.
 *
 * Types in SQL: number and time are 64-bit floats (times in milliseconds), flag is a boolean, text and json are strings.
 */
export interface Dialect {
  readonly name: 'duckdb' | 'clickhouse'
  /** Whether relations have columns n0, n1… for fields that are wanted as numbers, see scan.ts. */
  readonly numberColumns?: boolean
  /** Placeholder of the `index`-th parameter, counted from 1. */
  placeholder(index: number, value: SqlValue): string
  null(type: ValueType): string
  /** A field of every event, from the columns of a relation: grp, stream, ts, ing, seq, message, log_name, stream_name. */
  builtin(name: BuiltinField): string
  /**
   * JSON inside of a text, see `firstFragment` of discover.ts: the text of the first object, null when there is none, and whether
   * that cannot be told here, never null. When absent only the interpreter finds it.
   */
  readonly fragment?: { readonly json: (text: string) => string; readonly isUnclear: (text: string) => string }
  /** Whether the message is a JSON object: never null. */
  isJsonObject(message: string): string

  /** The number that a text spells (see bound.ts), else null. */
  parseNumber(text: string): string
  /** The shortest text of a number, as JavaScript prints it. */
  numberText(number: string): string
  /** `YYYY-MM-DD HH:MM:SS.mmm` of milliseconds; null beyond the years 0 to 9999. */
  timeText(time: string): string
  flagNumber(flag: string): string
  /** Null for infinite numbers and those that are none. */
  finite(number: string): string
  /** Of whole numbers, towards zero; when absent they are divided as floats. */
  divideWhole?(a: string, b: string): string
  /** With the sign of the dividend; not finite for a divisor of 0. */
  modulo(a: string, b: string): string
  trunc(number: string): string

  /** All of a list, every one a text. */
  concat(texts: readonly string[]): string
  contains(text: string, part: string): string
  startsWith(text: string, part: string): string
  endsWith(text: string, part: string): string
  /** In Unicode code points. */
  length(text: string): string
  bytes(text: string): string
  /** `start` counts from 0; `length` undefined: to the end. Both are not negative. */
  substring(text: string, start: string, length: string | undefined): string
  replace(text: string, search: string, replacement: string): string
  /** `characters` undefined: white space of ASCII. */
  trim(side: 'both' | 'left' | 'right', text: string, characters: string | undefined): string
  base64(text: string): string
  md5(text: string): string
  sha256(text: string): string
  urlEncode(text: string): string
  lower(text: string): string
  upper(text: string): string
  /** The text that bytes in hexadecimal, in Base64 or percent-encoded are; null where they are no UTF-8. `text` is well formed. */
  decoded(from: 'hex' | 'base64' | 'url', text: string): string
  /** The number that 1 to 16 hexadecimal digits spell. */
  hexNumber(digits: string): string
  /** A whole number, not negative and below 2^63, in hexadecimal digits of lower case. */
  hexText(number: string): string
  repeat(text: string, count: string): string
  /** A list of the parts between a constant that is not empty. */
  split(text: string, delimiter: string): string
  /** The JSON of a list of texts; null for null. */
  jsonTexts(list: string): string

  /** `regex` is RE2 without named groups; `.` does not match a line feed unless it says `(?s)`. */
  matches(text: string, regex: string): string
  /**
   * One expression that holds the groups 1 to `count` of the first match, and how to get the text of one; '' or null for no match.
   * With a test that is true wherever there is a match.
   */
  captures(
    text: string,
    regex: string,
    count: number,
    test: string | undefined,
  ): { readonly all: string; group(all: string, n: number): string }
  /**
   * What the groups 1 to `count` matched in every match, one list for each group; `test` as for `captures`. A position in a list
   * begins at 1. The expression cannot match the empty text.
   */
  allCaptures(text: string, regex: string, count: number, test: string | undefined): string
  /** In a SELECT: makes one row for each item of a list, and of an empty list or none one; the position of the item. */
  positions(list: string): string
  /** A whole number as a number. */
  float(integer: string): string
  /** A SELECT of columns r1, r2… of these types from a text that is the JSON of a list of rows, each a list of texts and nulls. */
  rows(json: string, types: readonly ValueType[]): string
  /** Of all matches, one after the other, the last that begins with a text; '' or null for none. `regex` has no groups. */
  lastMatch(text: string, regex: string, start: string): string
  replaceAll(text: string, regex: string, replacement: string): string
  /** A text that replaces: group numbers as the database wants them. */
  replacement(parts: readonly (string | number)[]): string
  /** Of an address with a dot; whole number. Anything else than an address is undefined. */
  ipv4Number(text: string): string
  /** The 32 hexadecimal digits, in lower case, of a text that is an IPv6 address. */
  ipv6Digits(text: string): string
  /** Sorts as natural-order.ts says: the key of a text. */
  naturalKey(text: string): string
  /** The n-th of the parts between blanks, counted from 1. */
  word(text: string, n: number): string
  /** Milliseconds of the first of the month that lies so many months after January 1970. */
  monthStart(months: string): string
  /** Months between January 1970 and a time. */
  monthOf(time: string): string
  /** A part of a time in the years 0 to 9999 as text, by its letter in strftime, with the digits that formatDate gives it. */
  timePart(time: string, letter: TimePart): string

  count(value: string): string
  countDistinct(value: string): string
  sum(number: string): string
  avg(number: string): string
  min(value: string): string
  max(value: string): string
  quantile(number: string, fraction: string): string
  stddev(number: string): string
  variance(number: string): string
  /** The value, not null, of the row that comes first by these keys, which are not null where the value is not. */
  first(value: string, keys: readonly string[]): string
  last(value: string, keys: readonly string[]): string
  /** An aggregate: the value of the row that comes first in an order, as in ORDER BY. Undefined: there is nothing fit for it. */
  firstBy?(value: string, order: readonly string[]): string
  /** A list of the different values in order of code points; null when there are none. */
  distinct(text: string): string
}

export type TimePart =
  | 'Y'
  | 'm'
  | 'B'
  | 'b'
  | 'd'
  | 'e'
  | 'j'
  | 'A'
  | 'a'
  | 'u'
  | 'w'
  | 'H'
  | 'I'
  | 'p'
  | 'M'
  | 'S'
  | 'L'
