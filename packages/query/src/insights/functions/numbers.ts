import type { Value } from '../bound.ts'
import { finite, parseNumber } from '../value.ts'
import { type FunctionSpec, optional, param } from './signature.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const NUMBER_FUNCTIONS: readonly FunctionSpec[] = [
  unary('abs', 'Absolute value.', Math.abs, ['abs(-2.5)', '2.5']),
  unary('ceil', 'The smallest whole number that is not less.', Math.ceil, ['ceil(1.2)', '2']),
  unary('floor', 'The greatest whole number that is not more.', Math.floor, ['floor(-1.2)', '-2']),
  unary('log', 'Natural logarithm; absent for 0 and below.', (a) => (a > 0 ? Math.log(a) : Number.NaN), [
    'log(1)',
    '0',
  ]),
  unary('sqrt', 'Square root; absent below 0.', Math.sqrt, ['sqrt(16)', '4']),
  {
    family: 'number',
    name: 'round',
    summary: 'The nearest number with so many decimals (0 to 15, 0 if not given), halves away from zero.',
    params: [param('a', 'number'), optional('decimals', 'number')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a, decimals = 0]) => roundTo(a as number, decimals as number),
    example: ['round(2.345, 1)', '2.3'],
  },
  extreme('greatest', 'The greatest argument.', Math.max, ['greatest(1, 5, 3)', '5']),
  extreme('least', 'The least argument.', Math.min, ['least(4, 2, 3)', '2']),
  {
    family: 'number',
    name: 'haversine',
    summary: 'Kilometres between two places given by latitude and longitude in degrees, on a sphere of radius 6371 km.',
    params: ['latitude1', 'longitude1', 'latitude2', 'longitude2'].map((name) => param(name, 'number')),
    returns: 'number',
    nulls: 'null',
    evaluate: haversine,
    example: ['round(haversine(48.8566, 2.3522, 51.5074, -0.1278))', '344'],
  },
  {
    family: 'number',
    name: 'toNumber',
    aliases: ['toDouble'],
    summary: 'The number that a text spells; absent when it spells none.',
    params: [param('a', 'scalar')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => toNumber(a as Value),
    example: ['toNumber("1.50")', '1.5'],
  },
  whole('toInt', 'The whole part, if it fits into 32 bits.', 2 ** 31, ['toInt("12.9")', '12']),
  whole('toLong', 'The whole part, if it fits into 64 bits.', 2 ** 63, ['toLong("-7.2")', '-7']),
]

function toNumber(value: Value): Value {
  return typeof value === 'string' ? parseNumber(value) : value === null ? null : Number(value)
}

function unary(
  name: string,
  summary: string,
  compute: (a: number) => number,
  example: NonNullable<FunctionSpec['example']>,
): FunctionSpec {
  return {
    family: 'number',
    name,
    summary,
    params: [param('a', 'number')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => finite(compute(a as number)),
    example,
  }
}

function extreme(
  name: string,
  summary: string,
  compute: (...numbers: number[]) => number,
  example: NonNullable<FunctionSpec['example']>,
): FunctionSpec {
  return {
    family: 'number',
    name,
    summary: `${summary} Those that are absent are passed over.`,
    params: [],
    rest: { type: 'number', min: 1 },
    returns: 'number',
    nulls: 'handled',
    evaluate: (args) => {
      const numbers = args.filter((arg) => arg !== null) as number[]
      return numbers.length === 0 ? null : compute(...numbers)
    },
    example,
  }
}

/** `limit`: the first number above that does not fit; below it fits down to `-limit`. */
function whole(
  name: string,
  summary: string,
  limit: number,
  example: NonNullable<FunctionSpec['example']>,
): FunctionSpec {
  return {
    family: 'number',
    name,
    summary,
    params: [param('a', 'number')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => {
      const value = Math.trunc(a as number)
      return value >= -limit && value < limit ? finite(value) : null
    },
    example,
  }
}

function roundTo(value: number, decimals: number): number | null {
  const scale = 10 ** Math.min(15, Math.max(0, Math.trunc(decimals)))
  const scaled = Math.abs(value) * scale
  // Beyond this a float has no decimals.
  if (scaled >= 2 ** 53) return value
  return finite((Math.sign(value) * Math.floor(scaled + 0.5)) / scale)
}

const EARTH_RADIUS_KM = 6371

function haversine(args: readonly Value[]): number | null {
  const [latitude1, longitude1, latitude2, longitude2] = args.map(
    (degrees) => ((degrees as number) * Math.PI) / 180,
  ) as [number, number, number, number]
  const a =
    Math.sin((latitude2 - latitude1) / 2) ** 2 +
    Math.cos(latitude1) * Math.cos(latitude2) * Math.sin((longitude2 - longitude1) / 2) ** 2
  return finite(2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a))))
}
