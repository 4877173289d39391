import { DAY_MS, MONTHS, WEEKDAYS } from '@atalaya/model'
import { fromLocalTime, localTime, offsetMs } from './time-zone.ts'

/*
 * Times as text and back: the formats of strftime for writing, the patterns of java.time for reading. Names are English.
 */

type Writer = (date: Date, timeMs: number, zone: string) => string

const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill)
const twelve = (date: Date): number => date.getUTCHours() % 12 || 12
/** Counted by days: Date.UTC takes the years 0 to 99 for those of the last century. */
const dayOfYear = (date: Date): number => Math.floor((date.getTime() - new Date(date).setUTCMonth(0, 1)) / DAY_MS) + 1

/** What strftime knows and makes sense without a locale. `date` has the civil time as if it were UTC. */
const WRITERS: Readonly<Record<string, Writer>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  y: (date) => pad(date.getUTCFullYear() % 100, 2),
  m: (date) => pad(date.getUTCMonth() + 1, 2),
  B: (date) => MONTHS[date.getUTCMonth()] as string,
  b: (date) => (MONTHS[date.getUTCMonth()] as string).slice(0, 3),
  d: (date) => pad(date.getUTCDate(), 2),
  e: (date) => pad(date.getUTCDate(), 2, ' '),
  j: (date) => pad(dayOfYear(date), 3),
  A: (date) => WEEKDAYS[date.getUTCDay()] as string,
  a: (date) => (WEEKDAYS[date.getUTCDay()] as string).slice(0, 3),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  H: (date) => pad(date.getUTCHours(), 2),
  I: (date) => pad(twelve(date), 2),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  M: (date) => pad(date.getUTCMinutes(), 2),
  S: (date) => pad(date.getUTCSeconds(), 2),
  L: (date) => pad(date.getUTCMilliseconds(), 3),
  f: (date) => pad(date.getUTCMilliseconds() * 1000, 6),
  s: (_, timeMs) => String(Math.floor(timeMs / 1000)),
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  R: (date) => date.toISOString().slice(11, 16),
  z: (_, timeMs, zone) => offsetText(offsetMs(timeMs, zone)),
  Z: (_, __, zone) => zone,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
}

/** Letters that may stand after `%`. */
export const FORMAT_LETTERS: string = Object.keys(WRITERS).join('')

/** What is wrong with a format of strftime; undefined when nothing is. */
export function formatProblem(format: string): string | undefined {
  const wrong = [...format.matchAll(/%(.?)/gsu)].find(([, letter]) => WRITERS[letter as string] === undefined)
  return wrong === undefined ? undefined : `'${wrong[0]}' is not a format of strftime`
}

/** Null beyond the years 0 to 9999. */
export function formatTime(timeMs: number, format: string, zone: string): string | null {
  const date = new Date(localTime(timeMs, zone))
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) return null
  return format.replace(/%(.)/gsu, (_, letter: string) => WRITERS[letter]?.(date, timeMs, zone) ?? '')
}

export function offsetText(offset: number): string {
  const minutes = Math.abs(Math.round(offset / 60_000))
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`
}

// Reading

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
  pm: boolean | undefined
  zone: string | undefined
  epochMs: number | undefined
}

interface Reader {
  readonly regex: string
  readonly apply: (parts: Parts, text: string) => void
}

/** A token of a java.time pattern as a regular expression and what its text means. */
function readerOf(letter: string, count: number): Reader | undefined {
  const digits = (apply: (parts: Parts, value: number) => void, max = 2): Reader => ({
    regex: count === 1 ? `\\d{1,${max}}` : `\\d{${count}}`,
    apply: (parts, text) => apply(parts, Number(text)),
  })
  switch (letter) {
    case 'y':
    case 'u':
      if (count === 2) return digits((parts, value) => (parts.year = 2000 + value))
      return { regex: '\\d{4}', apply: (parts, text) => (parts.year = Number(text)) }
    case 'M':
    case 'L':
      if (count < 3) return digits((parts, value) => (parts.month = value))
      return names(MONTHS, count === 3, (parts, index) => (parts.month = index + 1))
    case 'd':
      return digits((parts, value) => (parts.day = value))
    case 'E':
      return names(WEEKDAYS, count <= 3, () => undefined)
    case 'H':
      return digits((parts, value) => (parts.hour = value))
    case 'h':
      return digits((parts, value) => (parts.hour = value % 12))
    case 'a':
      return { regex: '[AaPp][Mm]', apply: (parts, text) => (parts.pm = /^p/i.test(text)) }
    case 'm':
      return digits((parts, value) => (parts.minute = value))
    case 's':
      return digits((parts, value) => (parts.second = value))
    case 'S':
      return {
        regex: `\\d{${count}}`,
        apply: (parts, text) => (parts.ms = Math.floor(Number(`0.${text}`) * 1000 + 1e-9)),
      }
    case 'X':
    case 'x':
    case 'Z':
      return { regex: 'Z|[+-]\\d{2}(?::?\\d{2})?', apply: (parts, text) => (parts.zone = text === 'Z' ? 'UTC' : text) }
    case 'z':
    case 'V':
      return {
        regex: '[A-Za-z][A-Za-z_/+-]*[0-9]*',
        apply: (parts, text) => (parts.zone = text === 'Z' ? 'UTC' : text),
      }
    default:
      return undefined
  }
}

function names(all: readonly string[], short: boolean, apply: (parts: Parts, index: number) => void): Reader {
  const texts = all.map((name) => (short ? name.slice(0, 3) : name))
  return {
    regex: texts.join('|'),
    apply: (parts, text) =>
      apply(
        parts,
        texts.findIndex((name) => name.toLowerCase() === text.toLowerCase()),
      ),
  }
}

interface JavaPattern {
  readonly regex: RegExp
  readonly readers: readonly Reader[]
  readonly tokens: readonly JavaToken[]
}

export interface JavaToken {
  readonly letter: string
  readonly count: number
}

/** The letters of a pattern that is right, and an expression with a group for each. Cases do not differ. */
export function javaTokens(pattern: string): { readonly regex: string; readonly tokens: readonly JavaToken[] } {
  const compiled = compileJava(pattern)
  if (typeof compiled === 'string') throw new Error(`BUG: ${compiled}`)
  return { regex: compiled.regex.source, tokens: compiled.tokens }
}

const TOKEN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']/gsu

/** What is wrong with a pattern of java.time; undefined when nothing is. */
export function javaProblem(pattern: string): string | undefined {
  const compiled = compileJava(pattern)
  return typeof compiled === 'string' ? compiled : undefined
}

/** Milliseconds since the epoch; null when the text does not follow the pattern. */
export function parseJava(text: string, pattern: string, zone: string): number | null {
  const compiled = compileJava(pattern)
  if (typeof compiled === 'string') return null
  const found = compiled.regex.exec(text)
  if (found === null) return null
  const parts: Parts = {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    ms: 0,
    pm: undefined,
    zone: undefined,
    epochMs: undefined,
  }
  for (const [i, reader] of compiled.readers.entries()) reader.apply(parts, found[i + 1] as string)
  return timeOf(parts, zone)
}

function timeOf(parts: Parts, zone: string): number | null {
  const hour = parts.pm === undefined ? parts.hour : (parts.hour % 12) + (parts.pm ? 12 : 0)
  const date = new Date(0)
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day)
  const exists = date.getUTCMonth() === parts.month - 1 && date.getUTCDate() === parts.day
  if (!exists || hour > 23 || parts.minute > 59 || parts.second > 59) return null
  const local = date.getTime() + ((hour * 60 + parts.minute) * 60 + parts.second) * 1000 + parts.ms
  return fromLocalTime(local, parts.zone ?? zone)
}

const compiledPatterns = new Map<string, JavaPattern | string>()

function compileJava(pattern: string): JavaPattern | string {
  const known = compiledPatterns.get(pattern)
  if (known !== undefined) return known
  if (compiledPatterns.size > 500) compiledPatterns.clear()
  const compiled = translateJava(pattern)
  compiledPatterns.set(pattern, compiled)
  return compiled
}

function translateJava(pattern: string): JavaPattern | string {
  const readers: Reader[] = []
  const tokens: JavaToken[] = []
  let regex = ''
  let end = 0
  for (const token of pattern.matchAll(TOKEN)) {
    if (token.index !== end) break
    end += token[0].length
    if (token[1] !== undefined) regex += escaped(token[0] === "''" ? "'" : token[1].replaceAll("''", "'"))
    else if (token[2] === undefined) regex += escaped(token[0])
    else {
      const reader = readerOf(token[2], token[0].length)
      if (reader === undefined) return `'${token[0]}' is not supported in a date pattern`
      readers.push(reader)
      tokens.push({ letter: token[2], count: token[0].length })
      regex += `(${reader.regex})`
    }
  }
  if (end < pattern.length) return 'A quote is not closed in the date pattern'
  return { regex: new RegExp(`^${regex}$`, 'iu'), readers, tokens }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
