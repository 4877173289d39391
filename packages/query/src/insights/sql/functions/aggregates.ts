import type { Bound, ValueType } from '../../bound.ts'
import type { Writer } from '../expression.ts'
import { at, literalText } from './signature.ts'

/** Writes the SQL of an aggregate call. */
export type SqlAggregate = (writer: Writer, args: readonly Bound[], type: ValueType) => string

/*
 * Not here: values (JSON), sortsFirst, sortsLast and rate. Sums, means and variances of fractions may differ from the
 * interpreter's in their last digits, because a database adds in an order of its own.
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
  ['min', extreme('min')],
  ['max', extreme('max')],
  ['earliest', (writer, args) => byTime(writer, args, 'first')],
  ['latest', (writer, args) => byTime(writer, args, 'last')],
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
  return writer.dialect[side](sql, writer.value(time), writer.value(arrival))
}
