import type { Bound, ValueType } from '../../bound.ts'
import type { Writer } from '../expression.ts'
import { at, literalText } from './signature.ts'

/** Writes the SQL of an aggregate call. */
export type SqlAggregate = (writer: Writer, args: readonly Bound[], type: ValueType) => string

/*
 * Sums, means and variances of fractions may differ from the interpreter's in their last digits, because a database adds in an
 * order of its own.
 */
export const AGGREGATE_SQL: ReadonlyMap<string, SqlAggregate> = new Map<string, SqlAggregate>([
  ['countAll', ({ dialect }) => dialect.count('*')],
  ['count', (writer, args) => writer.dialect.count(writer.value(at(args, 0)))],
  ['count_distinct', (writer, args) => writer.dialect.countDistinct(writer.value(at(args, 0)))],
  ['sum', numeric((writer, number) => writer.dialect.sum(number))],
  ['avg', numeric((writer, number) => writer.dialect.avg(number))],
  ['stddev', numeric((writer, number) => writer.dialect.stddev(number))],
  ['variance', numeric((writer, number) => writer.dialect.variance(number))],
  [
    'pct',
    (writer, args) =>
      writer.dialect.quantile(writer.value(at(args, 0)), writer.param(Number(literalText(args, 1)) / 100)),
  ],
  ['median', (writer, args) => writer.dialect.quantile(writer.value(at(args, 0)), writer.param(0.5))],
  ['min', extreme('min')],
  ['max', extreme('max')],
  ['earliest', (writer, args) => byTime(writer, args, 'first')],
  ['latest', (writer, args) => byTime(writer, args, 'last')],
  [
    'values',
    (writer, args) => {
      const text = writer.once(writer.value(at(args, 0)))
      return `CASE WHEN count(${text}) > 0 THEN ${writer.dialect.jsonTexts(writer.dialect.distinct(text))} END`
    },
  ],
  ['sortsFirst', (writer, args) => natural(writer, args, 'first')],
  ['sortsLast', (writer, args) => natural(writer, args, 'last')],
  ['rate', rate],
])

function numeric(write: (writer: Writer, number: string) => string): SqlAggregate {
  return (writer, args) => {
    // Only what is computed of many numbers can be infinite when they are not.
    const sql = write(writer, writer.value(at(args, 0)))
    return writer.dialect.finite(sql)
  }
}

/** Of numbers if there are any, else of texts. */
function extreme(name: 'min' | 'max'): SqlAggregate {
  return (writer, args) => {
    const value = at(args, 0)
    const best = writer.dialect[name]
    if (value.type !== 'text') return best(writer.number(value))
    const number = best(writer.once(writer.number(value)))
    return `coalesce(${writer.dialect.numberText(number)}, ${best(writer.once(writer.value(value)))})`
  }
}

function byTime(writer: Writer, args: readonly Bound[], side: 'first' | 'last'): string {
  const [value, time, arrival] = [at(args, 0), at(args, 1), at(args, 2)]
  const sql = writer.once(value.type === 'flag' ? writer.number(value) : writer.value(value))
  return writer.dialect[side](sql, [writer.value(time), writer.value(arrival)])
}

/** By the keys that `sort` has for a text; see render.ts. */
function natural(writer: Writer, args: readonly Bound[], side: 'first' | 'last'): string {
  const value = at(args, 0)
  if (value.type !== 'text') return writer.dialect[side === 'first' ? 'min' : 'max'](writer.number(value))
  const text = writer.once(writer.value(value))
  const number = writer.once(writer.number(value))
  const keys = [
    `CASE WHEN ${number} IS NULL THEN 0 ELSE 1 END`,
    `coalesce(${number}, 0)`,
    `CASE WHEN ${number} IS NULL THEN ${writer.dialect.naturalKey(text)} ELSE ${text} END`,
  ].map((key) => writer.once(key))
  return writer.dialect[side](text, keys)
}

function rate(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const [value, period, arrival] = [0, 1, 3].map((i) => writer.value(at(args, i))) as [string, string, string]
  const number = writer.once(value)
  const time = writer.once(writer.value(at(args, 2)))
  const timeOfValue = writer.once(`CASE WHEN ${number} IS NOT NULL THEN ${time} END`)
  const change = `(${dialect.last(number, [time, arrival])} - ${dialect.first(number, [time, arrival])})`
  const elapsed = `(${dialect.max(timeOfValue)} - ${dialect.min(timeOfValue)})`
  return `CASE WHEN ${elapsed} = 0 THEN 0 ELSE ${dialect.finite(`(${change} / ${elapsed} * ${period})`)} END`
}
