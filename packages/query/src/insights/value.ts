import type { Value, ValueType } from './bound.ts'

/*
 * Values as numbers, as texts and as times: the conversions that expressions spell out as calls.
 */

const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
/** Longer spellings are texts: no measurement has so many digits, and a limit keeps the test cheap. */
const MAX_NUMBER_LENGTH = 64

/** The number that a text spells; null when it spells none. See bound.ts for the grammar. */
export function parseNumber(text: string): number | null {
  if (text.length > MAX_NUMBER_LENGTH || !NUMBER.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value + 0 : null
}

/** The shortest text that reads back as the number, as JavaScript writes it: `1`, `0.1`, `1e+21`. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}

/** What an operation answers: numbers that are none become null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null
}

/** `YYYY-MM-DD HH:MM:SS.mmm` in UTC; null beyond the years 0 to 9999. */
export function timeText(timeMs: number): string | null {
  if (!(timeMs >= MIN_TIME_MS && timeMs <= MAX_TIME_MS)) return null
  return new Date(timeMs).toISOString().replace('T', ' ').slice(0, 23)
}

const MIN_TIME_MS = -62_167_219_200_000
const MAX_TIME_MS = 253_402_300_799_999

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** Milliseconds since the epoch: of a number of them, or of an ISO 8601 date with or without time and offset. */
export function parseTime(text: string): number | null {
  const number = parseNumber(text)
  if (number !== null) return Math.trunc(number)
  const found = TIME.exec(text)
  if (found === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = found
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const
  const date = new Date(0)
  date.setUTCFullYear(parts[0], parts[1], parts[2])
  if (date.getUTCMonth() !== parts[1] || date.getUTCDate() !== parts[2]) return null
  if (parts[3] > 23 || parts[4] > 59 || parts[5] > 59) return null
  const ms = Math.floor(Number(`0.${fraction}`) * 1000)
  const local = date.getTime() + ((parts[3] * 60 + parts[4]) * 60 + parts[5]) * 1000 + ms
  return local - zoneOffsetMs(zone)
}

function zoneOffsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000
}

/** The number in a value of this type, for comparing; null when it is none. */
export function comparedNumber(value: string | number | boolean): number | null {
  if (typeof value === 'string') return parseNumber(value)
  return typeof value === 'number' ? value : value ? 1 : 0
}

/** A value as text. Json must have been made a scalar before. */
export function valueText(value: Value, type: ValueType): string | null {
  if (value === null) return null
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? '1' : '0'
  return type === 'time' ? timeText(value) : numberText(value)
}

/** By Unicode code point, as UTF-8 sorts. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Surrogates stand for code points beyond all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
