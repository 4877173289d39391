import type { Value, ValueType } from '../bound.ts'
import { jsonAt, parseJson, printJson, scalarText } from '../json-tree.ts'
import { comparedNumber, compareText, finite, parseTime, valueText } from '../value.ts'
import { regexOf } from './patterns.ts'
import { type FunctionSpec, literal, param } from './signature.ts'

/*
 * Operators and the conversions that the binder puts between types.
 */

type Internal = Pick<FunctionSpec, 'name' | 'params' | 'returns' | 'nulls' | 'evaluate' | 'summary'> &
  Partial<Pick<FunctionSpec, 'rest'>>

function internal(spec: Internal): FunctionSpec {
  return { ...spec, family: 'operator', internal: true }
}

const NUMBERS = [param('a', 'number'), param('b', 'number')]

function arithmetic(name: string, summary: string, compute: (a: number, b: number) => number): FunctionSpec {
  return internal({
    name,
    summary,
    params: NUMBERS,
    returns: 'number',
    nulls: 'null',
    evaluate: ([a, b]) => finite(compute(a as number, b as number)),
  })
}

const SCALARS = [param('a', 'scalar'), param('b', 'scalar')]

function comparison(name: string, summary: string, holds: (order: number) => boolean): FunctionSpec {
  return internal({
    name,
    summary,
    params: SCALARS,
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, b], [x, y]) => holds(compareDynamic(a as Value, b as Value, x as ValueType, y as ValueType)),
  })
}

/** Numbers if both sides are, else texts. Neither side is null. */
function compareDynamic(a: Value, b: Value, x: ValueType, y: ValueType): number {
  const [p, q] = [comparedNumber(a as string), comparedNumber(b as string)]
  if (p !== null && q !== null) return p - q
  return compareText(valueText(a, x) ?? '', valueText(b, y) ?? '')
}

export const OPERATORS: readonly FunctionSpec[] = [
  arithmetic('add', 'a + b', (a, b) => a + b),
  arithmetic('subtract', 'a - b', (a, b) => a - b),
  arithmetic('multiply', 'a * b', (a, b) => a * b),
  arithmetic('divide', 'a / b; null when b is 0', (a, b) => a / b),
  arithmetic('modulo', 'a % b, with the sign of a; null when b is 0', (a, b) => a % b),
  arithmetic('power', 'a ^ b', (a, b) => a ** b),
  internal({
    name: 'negate',
    summary: '-a',
    params: [param('a', 'number')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a]) => 0 - (a as number),
  }),
  comparison('eq', 'a = b', (order) => order === 0),
  comparison('ne', 'a != b', (order) => order !== 0),
  comparison('lt', 'a < b', (order) => order < 0),
  comparison('le', 'a <= b', (order) => order <= 0),
  comparison('gt', 'a > b', (order) => order > 0),
  comparison('ge', 'a >= b', (order) => order >= 0),
  internal({
    name: 'in',
    summary: 'eq to one of the arguments after the first; null ones equal nothing',
    params: [param('a', 'scalar')],
    rest: { type: 'scalar', min: 0 },
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a = null, ...members], [x, ...types]) =>
      a !== null &&
      members.some(
        (member, i) => member !== null && compareDynamic(a, member, x as ValueType, types[i] as ValueType) === 0,
      ),
  }),
  internal({
    name: 'and',
    summary: 'a and b; null is false',
    params: [param('a', 'flag'), param('b', 'flag')],
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a, b]) => a === true && b === true,
  }),
  internal({
    name: 'or',
    summary: 'a or b; null is false',
    params: [param('a', 'flag'), param('b', 'flag')],
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a, b]) => a === true || b === true,
  }),
  internal({
    name: 'not',
    summary: 'not a; null is false, so not null is true',
    params: [param('a', 'flag')],
    returns: 'flag',
    nulls: 'handled',
    evaluate: ([a]) => a !== true,
  }),
  internal({
    name: 'contains',
    summary: 'like "text": the text is somewhere in a, cases differ',
    params: [param('a', 'text'), literal('text', 'text')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, text]) => (a as string).includes(text as string),
  }),
  internal({
    name: 'matches',
    summary: 'like /regex/ and =~: the expression (RE2, a literal) matches somewhere in a',
    params: [param('a', 'text'), literal('regex', 'text')],
    returns: 'flag',
    nulls: 'false',
    evaluate: ([a, regex]) => regexOf(regex as string).exec(a as string) !== undefined,
  }),
  internal({
    name: 'toText',
    summary: 'a number in its shortest form, a time as YYYY-MM-DD HH:MM:SS.mmm in UTC, a flag as 1 or 0',
    params: [param('a', 'scalar')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a = null], [type]) => valueText(a, type as ValueType),
  }),
  internal({
    name: 'toTime',
    summary: 'a number or a text that spells one as milliseconds since the epoch, or an ISO 8601 text; else null',
    params: [param('a', 'scalar')],
    returns: 'time',
    nulls: 'null',
    evaluate: ([a]) => (typeof a === 'string' ? parseTime(a) : Math.trunc(Number(a))),
  }),
  internal({
    name: 'toFlag',
    summary: 'whether a number, or the number that a text spells, is not 0; null when there is none',
    params: [param('a', 'scalar')],
    returns: 'flag',
    nulls: 'null',
    evaluate: ([a]) => {
      const number = comparedNumber(a as string | number)
      return number === null ? null : number !== 0
    },
  }),
  internal({
    name: 'scalar',
    summary: 'the text of a scalar in a json value, booleans as 1 and 0; null for a map and a list',
    params: [param('json', 'json')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([json]) => scalarText(parseJson(json as string)),
  }),
  internal({
    name: 'textJson',
    summary: 'a text as json: what it holds if it is the JSON of a map or a list, else itself as a string',
    params: [param('text', 'text')],
    returns: 'json',
    nulls: 'null',
    evaluate: ([text]) => {
      const tree = parseJson(text as string)
      return tree?.kind === 'map' || tree?.kind === 'list' ? printJson(tree) : JSON.stringify(text)
    },
  }),
  internal({
    name: 'jsonGet',
    summary:
      'the value at a path of literal keys; a whole number is also a position in a list, from 0; null if nothing is there',
    params: [param('json', 'json')],
    rest: { type: 'text', min: 1 },
    returns: 'json',
    nulls: 'null',
    evaluate: ([json, ...keys]) => {
      const found = jsonAt(parseJson(json as string), keys as string[])
      return found === undefined || found.kind === 'null' ? null : printJson(found)
    },
  }),
  internal({
    name: 'logfmt',
    summary: 'the pairs of a logfmt line as a map of strings; see logfmt.ts',
    params: [param('text', 'text')],
    returns: 'json',
    nulls: 'null',
    evaluate: ([text]) => parseLogfmt(text as string),
  }),
  internal({
    name: 'logfmtField',
    summary: 'the value of a key of a logfmt line; null when there is none',
    params: [param('text', 'text'), literal('key', 'text')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([text, key]) => logfmtPairs(text as string).get(key as string) ?? null,
  }),
  internal({
    name: 'csvField',
    summary:
      'the n-th field, from 0, of one line of comma-separated values (RFC 4180); null when there are fewer or it is empty',
    params: [param('text', 'text'), literal('n', 'number')],
    returns: 'text',
    nulls: 'null',
    evaluate: ([text, n]) => splitCsv(text as string)[n as number] || null,
  }),
]

const PAIR = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?/g

/**
 * `level=warn msg="slow call"` as JSON. A key without `=` is left out, as are blanks; in quotes a backslash stands before a quote
 * or a backslash. Of equal keys the last counts. Null when there is no pair.
 */
function parseLogfmt(text: string): string | null {
  const pairs = logfmtPairs(text)
  if (pairs.size === 0) return null
  return `{${[...pairs].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
}

function logfmtPairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const [whole, key, quoted, plain] of text.matchAll(PAIR)) {
    if (key === undefined || !whole.includes('=')) continue
    pairs.set(key, quoted === undefined ? (plain ?? '') : quoted.replace(/\\(["\\])/g, '$1'))
  }
  return pairs
}

/** Fields of one line; blanks count, a quote inside quotes is doubled. */
export function splitCsv(text: string): readonly string[] {
  const fields: string[] = []
  let at = 0
  for (;;) {
    const [field, end] = text[at] === '"' ? quotedField(text, at) : plainField(text, at)
    fields.push(field)
    if (text[end] !== ',') return fields
    at = end + 1
  }
}

function plainField(text: string, start: number): readonly [string, number] {
  const comma = text.indexOf(',', start)
  const end = comma === -1 ? text.length : comma
  return [text.slice(start, end), end]
}

function quotedField(text: string, start: number): readonly [string, number] {
  let field = ''
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') field += text[at]
    else if (text[at + 1] === '"') {
      field += '"'
      at += 1
    } else {
      // What follows a closing quote up to the comma belongs to nobody.
      return [field, plainField(text, at + 1)[1]]
    }
  }
  return [field, text.length]
}
