import type { Value, ValueType } from '../bound.ts'
import { compareNatural } from '../natural-order.ts'
import { compareText, finite, parseNumber, valueText } from '../value.ts'
import { type AggregateSpec, literal, param } from './signature.ts'

/*
 * Aggregates. Nulls never count. Where an argument is a number, text that spells none is null.
 */

type Rows = readonly (readonly Value[])[]

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
export const AGGREGATES: readonly AggregateSpec[] = [
  {
    name: 'countAll',
    summary: 'Rows. What `count()`, `count(*)` and `count_over_time(*)` become.',
    params: [],
    returns: 'number',
    evaluate: (rows) => rows.length,
  },
  {
    name: 'count',
    aliases: ['count_over_time', 'countOverTime'],
    summary: 'Rows, `count(*)`, or rows that have the field, `count(f)`.',
    params: [param('a', 'any')],
    returns: 'number',
    evaluate: (rows) => present(rows).length,
    example: ['count(ms)', '3'],
  },
  {
    name: 'count_distinct',
    aliases: ['countDistinct'],
    summary: 'Different values. Exact.',
    params: [param('a', 'text')],
    returns: 'number',
    evaluate: (rows) => new Set(present(rows)).size,
    example: ['count_distinct(level)', '2'],
  },
  {
    name: 'sum',
    aliases: ['sum_over_time', 'sumOverTime'],
    summary: 'The sum; absent when there is no number.',
    params: [param('a', 'number')],
    returns: 'number',
    evaluate: (rows) => overNumbers(rows, sum),
    example: ['sum(ms)', '1320'],
  },
  {
    name: 'avg',
    summary: 'The mean; absent when there is no number.',
    params: [param('a', 'number')],
    returns: 'number',
    evaluate: (rows) => overNumbers(rows, (numbers) => sum(numbers) / numbers.length),
    example: ['avg(ms)', '440'],
  },
  extreme('min', 'The least number; if there is none, the least text.', -1, ['min(ms)', '120']),
  extreme('max', 'The greatest number; if there is none, the greatest text.', 1, ['max(ms)', '900']),
  {
    name: 'pct',
    aliases: ['percentile'],
    summary: 'The value below which so many percent (0 to 100) lie, exact, interpolated linearly between neighbours.',
    params: [
      param('a', 'number'),
      literal('percent', 'number', (value) =>
        (value as number) >= 0 && (value as number) <= 100 ? undefined : 'A percentile is from 0 to 100',
      ),
    ],
    returns: 'number',
    evaluate: (rows) => overNumbers(rows, (numbers) => percentile(numbers, rows[0]?.[1] as number)),
    example: ['pct(ms, 50)', '300'],
  },
  {
    name: 'median',
    summary: 'The value in the middle, or halfway between the two: `pct(a, 50)`.',
    params: [param('a', 'number')],
    returns: 'number',
    evaluate: (rows) => overNumbers(rows, (numbers) => percentile(numbers, 50)),
    example: ['median(ms)', '300'],
  },
  {
    name: 'stddev',
    summary: 'The standard deviation of the population.',
    params: [param('a', 'number')],
    returns: 'number',
    evaluate: (rows) => overNumbers(rows, (numbers) => Math.sqrt(variance(numbers))),
    example: ['round(stddev(ms))', '333'],
  },
  {
    name: 'variance',
    summary: 'The variance of the population.',
    params: [param('a', 'number')],
    returns: 'number',
    evaluate: (rows) => overNumbers(rows, variance),
    example: ['variance(ms)', '111200'],
  },
  {
    name: 'values',
    aliases: ['collect_values'],
    summary: 'The list of the different values, as texts, in order of code points.',
    params: [param('a', 'text')],
    returns: 'json',
    evaluate: (rows) => {
      const texts = [...new Set(present(rows) as string[])].sort(compareText)
      return texts.length === 0 ? null : JSON.stringify(texts)
    },
    example: ['values(level)', '["ERROR","INFO"]'],
  },
  byTime('earliest', 'The value of the first event that has the field; of a time, its milliseconds.', 1, [
    'earliest(ms)',
    '120',
  ]),
  byTime('latest', 'The value of the last event that has the field; of a time, its milliseconds.', -1, [
    'latest(ms)',
    '300',
  ]),
  sorted('sortsFirst', 'The value that `sort` puts first.', 1, ['sortsFirst(level)', 'ERROR']),
  sorted('sortsLast', 'The value that `sort` puts last.', -1, ['sortsLast(level)', 'INFO']),
  {
    name: 'rate',
    summary:
      'Average change of a field within a period: the last value less the first, divided by the time between them. 0 for one value.',
    params: [param('a', 'number'), literal('periodMs', 'number')],
    ordered: true,
    returns: 'number',
    evaluate: (rows) => {
      const period = rows[0]?.[1] as number
      const points = rows.filter(([a]) => a !== null).sort(order([2, 3]))
      const [first, last] = [points[0], points.at(-1)]
      if (first === undefined || last === undefined) return null
      const elapsed = (last[2] as number) - (first[2] as number)
      return elapsed === 0 ? 0 : finite((((last[0] as number) - (first[0] as number)) / elapsed) * period)
    },
    example: ['rate(ms, 1m)', '36'],
  },
]

function present(rows: Rows): Value[] {
  return rows.map(([a = null]) => a).filter((a) => a !== null)
}

function overNumbers(rows: Rows, compute: (numbers: readonly number[]) => number): number | null {
  const numbers = present(rows) as number[]
  return numbers.length === 0 ? null : finite(compute(numbers))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0)
}

function variance(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length
  return sum(numbers.map((value) => (value - mean) ** 2)) / numbers.length
}

/** Rank `percent / 100 * (n - 1)` of the sorted values, between two of them in proportion. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sortedNumbers = [...numbers].sort((a, b) => a - b)
  const rank = (percent / 100) * (sortedNumbers.length - 1)
  const low = sortedNumbers[Math.floor(rank)] as number
  const high = sortedNumbers[Math.ceil(rank)] as number
  return low + (high - low) * (rank - Math.floor(rank))
}

/** Type of an aggregate that gives one of the values: times become numbers, as CloudWatch shows them. */
function chosenType([type = 'text']: readonly ValueType[]): ValueType {
  return type === 'text' ? 'text' : 'number'
}

function chosen(value: Value): Value {
  return typeof value === 'boolean' ? Number(value) : value
}

function extreme(
  name: string,
  summary: string,
  sign: 1 | -1,
  example: NonNullable<AggregateSpec['example']>,
): AggregateSpec {
  return {
    name,
    summary,
    params: [param('a', 'scalar')],
    returns: chosenType,
    evaluate: (rows) => {
      const values = present(rows)
      const numbers = values.map((value) => (typeof value === 'string' ? parseNumber(value) : Number(value)))
      const found = numbers.filter((value) => value !== null)
      if (found.length > 0) {
        const best = found.reduce((a, b) => (sign * (b - a) > 0 ? b : a))
        // A text stays a text: the shortest one of the number.
        return typeof values[0] === 'string' ? valueText(best, 'number') : best
      }
      return (values as string[]).reduce<string | null>(
        (best, text) => (best === null || sign * compareText(text, best) > 0 ? text : best),
        null,
      )
    },
    example,
  }
}

function byTime(
  name: string,
  summary: string,
  sign: 1 | -1,
  example: NonNullable<AggregateSpec['example']>,
): AggregateSpec {
  return {
    name,
    summary,
    params: [param('a', 'scalar')],
    ordered: true,
    returns: chosenType,
    evaluate: (rows) => {
      const candidates = rows.filter(([a]) => a !== null).sort(order([1, 2], sign))
      return chosen(candidates[0]?.[0] ?? null)
    },
    example,
  }
}

function sorted(
  name: string,
  summary: string,
  sign: 1 | -1,
  example: NonNullable<AggregateSpec['example']>,
): AggregateSpec {
  return {
    name,
    summary,
    params: [param('a', 'scalar')],
    returns: chosenType,
    evaluate: (rows) => chosen((present(rows) as string[]).sort((a, b) => sign * compareNatural(a, b))[0] ?? null),
    example,
  }
}

/** By the numbers in these places of the arguments, one after the other. */
function order(places: readonly number[], sign: 1 | -1 = 1): (a: readonly Value[], b: readonly Value[]) => number {
  return (a, b) => {
    for (const place of places) {
      const difference = Number(a[place]) - Number(b[place])
      if (difference !== 0) return sign * difference
    }
    return 0
  }
}
