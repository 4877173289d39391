import type { Value, ValueType } from '../bound.ts'
import { comparedNumber } from '../value.ts'
import { commonType, type FunctionSpec, param } from './signature.ts'

export const MAX_CASE_BRANCHES = 10

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const GENERAL_FUNCTIONS: readonly FunctionSpec[] = [
  {
    family: 'general',
    name: 'ispresent',
    summary: 'Whether the field is there.',
    params: [param('a', 'any')],
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a]) => a !== null,
    example: ['ispresent(nofield)', '0'],
  },
  {
    family: 'general',
    name: 'coalesce',
    summary: 'The first argument that is there.',
    params: [],
    rest: { type: 'common', min: 1 },
    returns: commonType,
    nulls: 'handled',
    evaluate: (args) => args.find((arg) => arg !== null) ?? null,
    example: ['coalesce(nofield, "none")', 'none'],
  },
  {
    family: 'general',
    name: 'if',
    summary: 'The second argument if the first is true, else the third.',
    params: [param('condition', 'flag'), param('then', 'common'), param('else', 'common')],
    returns: ([, ...values]) => commonType(values),
    nulls: 'handled',
    evaluate: ([condition, then = null, otherwise = null]) => (condition === true ? then : otherwise),
    example: ['if(2 > 1, "yes", "no")', 'yes'],
  },
  {
    family: 'general',
    name: 'case',
    summary: `The value after the first condition that is true, else the last argument if it stands alone. At most ${MAX_CASE_BRANCHES} conditions.`,
    params: [param('condition', 'flag'), param('value', 'common')],
    rest: { type: 'common', min: 0, typeOf: (index, count) => (isCaseValue(index, count) ? 'common' : 'flag') },
    returns: (types) => commonType(types.filter((_, index) => isCaseValue(index, types.length))),
    nulls: 'handled',
    evaluate: evaluateCase,
    example: ['case(1 > 2, "a", 2 > 1, "b", "c")', 'b'],
  },
  {
    family: 'general',
    name: 'isNumeric',
    summary: 'Whether the value is a number or spells one.',
    params: [param('a', 'scalar')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a]) => comparedNumber(a as string) !== null,
    example: ['isNumeric("12a")', '0'],
  },
  {
    family: 'general',
    name: 'messageSize',
    summary: 'Size of a text in bytes, in UTF-8.',
    params: [param('a', 'text')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => Buffer.byteLength(a as string),
    example: ['messageSize("héllo")', '6'],
  },
  {
    family: 'general',
    name: 'unmask',
    summary: 'The field as it was sent. Nothing is masked here, so it is the field.',
    params: [param('a', 'any')],
    returns: ([type]: readonly ValueType[]) => type ?? 'text',
    nulls: 'null',
    evaluate: ([a = null]) => a,
    example: ['unmask("x")', 'x'],
  },
  {
    family: 'general',
    name: 'histogram',
    summary: 'Start of the bucket of this width that a number lies in; mostly behind `by`.',
    params: [param('a', 'number'), param('width', 'number')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a, width]) =>
      (width as number) > 0 ? Math.floor((a as number) / (width as number)) * (width as number) : null,
    example: ['histogram(17, 5)', '15'],
  },
]

function isCaseValue(index: number, count: number): boolean {
  return index % 2 === 1 || index === count - 1
}

/** Of `condition, value, condition, value, …, [default]`. */
function evaluateCase(args: readonly Value[]): Value {
  for (let i = 0; i + 1 < args.length; i += 2) if (args[i] === true) return args[i + 1] ?? null
  return args.length % 2 === 1 ? (args.at(-1) ?? null) : null
}
