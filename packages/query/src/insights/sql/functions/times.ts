import { MONTHS } from '@atalaya/model'
import type { Bound } from '../../bound.ts'
import { type JavaToken, javaTokens, offsetText } from '../../functions/time-format.ts'
import { fixedOffsetMs } from '../../functions/time-zone.ts'
import type { TimePart } from '../dialect.ts'
import type { Writer } from '../expression.ts'
import { at, literalText, type SqlFunction, simple } from './signature.ts'

/*
 * Only in zones that are always equally far from UTC: databases have time zone tables of their own, of another year.
 */
export const TIME_SQL: Readonly<Record<string, SqlFunction>> = {
  fromMillis: simple(({ dialect }, args) => dialect.trunc(at(args, 0))),
  toMillis: simple((_, args) => at(args, 0)),
  toTime: (writer, args) => {
    const value = at(args, 0)
    const number = writer.once(writer.number(value))
    const whole = writer.dialect.trunc(number)
    if (value.type !== 'text') return whole
    const written = writer.once(isoTime(writer, writer.value(value)))
    return `CASE WHEN ${number} IS NOT NULL THEN ${whole} ELSE ${written} END`
  },
  formatDate,
  parseDate,
  floorTime: (writer, args) => {
    const [time, width, origin] = args.map((arg) => writer.value(arg))
    return `floor((${time} - ${origin}) / ${width}) * ${width} + ${origin}`
  },
  ceilTime: (writer, args) => {
    const [time, width, origin] = args.map((arg) => writer.value(arg))
    return `ceil((${time} - ${origin}) / ${width}) * ${width} + ${origin}`
  },
  floorMonths: (writer, args) => months(writer, args).floor,
  ceilMonths: (writer, args) => {
    const { time, month, count, offset, floor } = months(writer, args)
    const first = writer.once(floor)
    return `CASE WHEN ${first} = ${time} THEN ${first} ELSE ${writer.dialect.monthStart(`${month} + ${count}`)} + ${offset} END`
  },
}

interface Months {
  readonly time: string
  readonly count: string
  readonly offset: string
  /** Number of the first month of the period. */
  readonly month: string
  readonly floor: string
}

function months(writer: Writer, args: readonly Bound[]): Months {
  const { dialect } = writer
  const [time, count, offset] = [0, 1, 2].map((i) => writer.once(writer.value(at(args, i)))) as [string, string, string]
  // Beyond this a date has no calendar here nor there.
  const local = writer.once(`CASE WHEN abs(${time} - ${offset}) < 8.64e15 THEN ${time} - ${offset} END`)
  const month = writer.once(`floor(${dialect.monthOf(local)} / ${count}) * ${count}`)
  return { time, count, offset, month, floor: `${dialect.monthStart(month)} + ${offset}` }
}

const ISO =
  '^(\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?(?:Z|([+-])(\\d\\d):?(\\d\\d))?)?$'

function isoTime(writer: Writer, text: string): string {
  const { dialect } = writer
  const { all, group } = dialect.captures(text, writer.param(ISO), 10, undefined)
  const found = writer.once(all)
  const number = (n: number): string => writer.once(dialect.parseNumber(writer.once(group(found, n))))
  const orZero = (n: number): string => writer.once(`coalesce(${number(n)}, 0)`)
  const [year, month, day] = [number(1), number(2), number(3)]
  const fraction = dialect.parseNumber(writer.once(dialect.concat([`'0.'`, group(found, 7)])))
  const ms = `coalesce(floor(${fraction} * 1000), 0)`
  const offset = `CASE WHEN ${group(found, 8)} = '-' THEN -1 ELSE 1 END * (${orZero(9)} * 60 + ${orZero(10)}) * 60000`
  const time = civilTime(writer, { year, month, day, hour: orZero(4), minute: orZero(5), second: orZero(6), ms })
  return `${time} - ${offset}`
}

interface Civil {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly hour: string
  readonly minute: string
  readonly second: string
  readonly ms: string
}

/** Milliseconds of a civil time in UTC; null for one that does not exist. */
function civilTime(writer: Writer, { year, month, day, hour, minute, second, ms }: Civil): string {
  // Years begin in March here, so that the leap day is their last.
  const y = writer.once(`CASE WHEN ${month} <= 2 THEN ${year} - 1 ELSE ${year} END`)
  const m = writer.once(`CASE WHEN ${month} <= 2 THEN ${month} + 9 ELSE ${month} - 3 END`)
  const leapDays = (of: string): string => `floor(${of} / 4) - floor(${of} / 100) + floor(${of} / 400)`
  const days = `${y} * 365 + ${leapDays(y)} + floor((153 * ${m} + 2) / 5) + ${day} - 719469`
  const isLeap = `${leapDays(year)} > ${leapDays(`(${year} - 1)`)}`
  const last =
    `CASE WHEN ${month} = 2 THEN CASE WHEN ${isLeap} THEN 29 ELSE 28 END ` +
    `WHEN ${month} = 4 OR ${month} = 6 OR ${month} = 9 OR ${month} = 11 THEN 30 ELSE 31 END`
  const exists =
    `${month} BETWEEN 1 AND 12 AND ${day} >= 1 AND ${day} <= ${writer.once(last)} AND ${hour} <= 23 ` +
    `AND ${minute} <= 59 AND ${second} <= 59`
  return `CASE WHEN ${exists} THEN (((${days}) * 24 + ${hour}) * 60 + ${minute}) * 60000 + ${second} * 1000 + ${ms} END`
}

const MIN_TIME_MS = -62_167_219_200_000
const MAX_TIME_MS = 253_402_300_799_999
const COMPOSED: Readonly<Record<string, string>> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M', n: '\n', t: '\t' }

function formatDate(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const zone = args[2] === undefined ? 'UTC' : literalText(args, 2)
  const offset = fixedOffsetMs(zone) ?? 0
  const time = writer.once(writer.value(at(args, 0)))
  const local = writer.once(`${time} + ${writer.param(offset)}`)
  const part = (letter: string): string => {
    switch (letter) {
      case 'y':
        return dialect.substring(dialect.timePart(local, 'Y'), '2', undefined)
      case 'f':
        return dialect.concat([dialect.timePart(local, 'L'), `'000'`])
      case 's':
        return dialect.numberText(writer.once(`floor(${time} / 1000)`))
      case 'z':
        return writer.param(offsetText(offset))
      case 'Z':
        return writer.param(zone)
      case '%':
        return `'%'`
      default:
        return dialect.timePart(local, letter as TimePart)
    }
  }
  const format = literalText(args, 1).replace(/%([FTRnt])/g, (whole, letter: string) => COMPOSED[letter] ?? whole)
  const parts = format.split(/(%.)/su).filter((piece) => piece !== '')
  const written = parts.map((piece) => (/^%./su.test(piece) ? part(piece.slice(1)) : writer.param(piece)))
  const text = written.length === 0 ? `''` : dialect.concat([`''`, ...written])
  return `CASE WHEN ${local} BETWEEN ${MIN_TIME_MS} AND ${MAX_TIME_MS} THEN ${text} END`
}

function parseDate(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const java = javaTokens(literalText(args, 1))
  const zone = args[2] === undefined ? 'UTC' : literalText(args, 2)
  const { all, group } = dialect.captures(
    writer.value(at(args, 0)),
    writer.param(`(?i)${java.regex}`),
    java.tokens.length,
    undefined,
  )
  const found = writer.once(all)
  const parts: Record<string, string> = {}
  for (const [i, token] of java.tokens.entries()) {
    const text = writer.once(group(found, i + 1))
    const [name, value] = partOf(writer, token, text)
    if (name !== '') parts[name] = writer.once(value)
  }
  const { year = '1970', month = '1', day = '1', minute = '0', second = '0', ms = '0', pm } = parts
  const twelve = parts.hour ?? '0'
  const hour = pm === undefined ? twelve : writer.once(`${dialect.modulo(twelve, '12')} + ${pm}`)
  const offset = parts.offset ?? writer.param(fixedOffsetMs(zone) ?? 0)
  const time = civilTime(writer, { year, month, day, hour, minute, second, ms })
  // Every token takes at least one character.
  const matched = `${writer.once(group(found, 1))} <> ''`
  return `CASE WHEN ${matched} THEN ${time} - ${offset} END`
}

/** What a token of a java.time pattern says, as SQL; '' for what says nothing. */
function partOf(writer: Writer, { letter, count }: JavaToken, text: string): readonly [name: string, sql: string] {
  const { dialect } = writer
  const number = dialect.parseNumber(text)
  switch (letter) {
    case 'y':
    case 'u':
      return ['year', count === 2 ? `2000 + ${writer.once(number)}` : number]
    case 'M':
    case 'L': {
      if (count < 3) return ['month', number]
      const names = MONTHS.map((name) => (count === 3 ? name.slice(0, 3) : name))
      const branches = names.map((name, i) => `WHEN '${name.toLowerCase()}' THEN ${i + 1}`)
      return ['month', `CASE ${dialect.lower(text)} ${branches.join(' ')} END`]
    }
    case 'd':
      return ['day', number]
    case 'H':
      return ['hour', number]
    case 'h':
      return ['hour', dialect.modulo(writer.once(number), '12')]
    case 'a':
      return ['pm', `CASE WHEN ${dialect.lower(text)} = 'pm' THEN 12 ELSE 0 END`]
    case 'm':
      return ['minute', number]
    case 's':
      return ['second', number]
    case 'S':
      return ['ms', `floor(${dialect.parseNumber(writer.once(dialect.concat([`'0.'`, text])))} * 1000 + 1e-9)`]
    case 'X':
    case 'x':
    case 'Z': {
      const { all, group } = dialect.captures(text, writer.param('^([+-])(\\d\\d)(?::?(\\d\\d))?$'), 3, undefined)
      const found = writer.once(all)
      const [hours, minutes] = [2, 3].map(
        (n) => `coalesce(${dialect.parseNumber(writer.once(group(found, n)))}, 0)`,
      ) as [string, string]
      const sign = `CASE WHEN ${group(found, 1)} = '-' THEN -1 ELSE 1 END`
      return ['offset', `${sign} * (${hours} * 60 + ${minutes}) * 60000`]
    }
    default:
      return ['', '']
  }
}

/** Whether a zone and a pattern have SQL: named zones have not. */
export function isFixedZone(args: readonly Bound[]): boolean {
  return args[2] === undefined || fixedOffsetMs(literalText(args, 2)) !== undefined
}

export function isSqlPattern(args: readonly Bound[]): boolean {
  const { tokens } = javaTokens(literalText(args, 1))
  return isFixedZone(args) && tokens.length > 0 && tokens.every(({ letter }) => letter !== 'z' && letter !== 'V')
}
