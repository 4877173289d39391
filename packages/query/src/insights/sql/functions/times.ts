import type { Bound } from '../../bound.ts'
import type { Writer } from '../expression.ts'
import { at, type SqlFunction, simple } from './signature.ts'

/*
 * Not here: toTime of a text, parseDate and formatDate, whose grammars are JavaScript's own.
 */
export const TIME_SQL: Readonly<Record<string, SqlFunction>> = {
  fromMillis: simple(({ dialect }, args) => dialect.trunc(at(args, 0))),
  toMillis: simple((_, args) => at(args, 0)),
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
