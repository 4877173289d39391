import { parseBlock } from './address.ts'
import { type Comparison, type FieldPattern, type Matcher, type Pattern, PatternProblem } from './pattern.ts'

type Json = unknown
type JsonObject = Readonly<Record<string, unknown>>

/** Deeper patterns are refused: nothing sensible is, and matching recurses. Our choice. */
const MAX_DEPTH = 100
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-numeric-matching */
const MAX_NUMBER = 5e9

const OPERATORS: ReadonlySet<string> = new Set([
  'exists',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'numeric',
  'cidr',
  'wildcard',
])

/** @throws {PatternProblem} */
export function parsePatternText(text: string): Pattern {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    throw new PatternProblem('Filter is not valid JSON')
  }
  return parsePattern(value)
}

/** @throws {PatternProblem} */
export function parsePattern(value: unknown): Pattern {
  if (!isObject(value)) throw new PatternProblem('Filter is not an object')
  return parseObject(value, 0)
}

function parseObject(value: JsonObject, depth: number): Pattern {
  if (depth > MAX_DEPTH) throw new PatternProblem('Filter is nested too deeply')
  const entries = Object.entries(value)
  if (entries.length === 0) throw new PatternProblem('Empty objects are not allowed')
  const fields: FieldPattern[] = []
  const alternatives: (readonly Pattern[])[] = []
  for (const [name, body] of entries) {
    if (name === '$or' && isAlternatives(body)) {
      alternatives.push(body.map((alternative) => parseObject(alternative, depth + 1)))
    } else fields.push(parseField(name, body, depth))
  }
  return { fields, alternatives }
}

/** Anything else called `$or` is a field of that name, as EventBridge has it for the sake of old patterns. */
function isAlternatives(body: Json): body is readonly JsonObject[] {
  if (!Array.isArray(body) || body.length < 2) return false
  return body.every((item) => isObject(item) && !Object.keys(item).some((key) => OPERATORS.has(key)))
}

function parseField(name: string, body: Json, depth: number): FieldPattern {
  if (Array.isArray(body)) {
    if (body.length === 0) throw new PatternProblem('Empty arrays are not allowed')
    return { kind: 'leaf', name, anyOf: body.map(parseMatcher) }
  }
  if (isObject(body)) return { kind: 'object', name, pattern: parseObject(body, depth + 1) }
  throw new PatternProblem(`"${name}" must be an object or an array`)
}

function parseMatcher(value: Json): Matcher {
  if (isScalar(value)) return { kind: 'equals', value }
  if (!isObject(value)) throw new PatternProblem('Match value must be String, number, true, false, or null')
  const [operator, operand] = onlyEntry(value)
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw new PatternProblem('exists match pattern must be either true or false.')
      return { kind: 'exists', exists: operand }
    case 'numeric':
      return { kind: 'numeric', comparisons: parseComparisons(operand) }
    case 'cidr': {
      const block = typeof operand === 'string' ? parseBlock(operand) : undefined
      if (block === undefined) throw new PatternProblem(`Malformed CIDR, one '/' required: ${JSON.stringify(operand)}`)
      return { kind: 'cidr', block }
    }
    case 'anything-but':
      return { kind: 'anything-but', not: parseAnythingBut(operand) }
    default:
      return parseText(operator, operand)
  }
}

function parseText(operator: string, operand: Json): Matcher {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      if (isObject(operand)) {
        const [inner, text] = onlyEntry(operand)
        if (inner !== 'equals-ignore-case') throw unrecognized(inner)
        return { kind: operator, text: requireText(operator, text), ignoreCase: true }
      }
      return { kind: operator, text: requireText(operator, operand), ignoreCase: false }
    case 'equals-ignore-case':
      return { kind: operator, text: requireText(operator, operand) }
    case 'wildcard':
      return { kind: operator, parts: parseWildcard(requireText(operator, operand)) }
    default:
      throw unrecognized(operator)
  }
}

/** The values or tests, none of which may be true. */
function parseAnythingBut(operand: Json): readonly Matcher[] {
  if (isObject(operand)) {
    const [operator, texts] = onlyEntry(operand)
    const list = Array.isArray(texts) ? texts : [texts]
    if (list.length === 0) throw new PatternProblem('Empty arrays are not allowed')
    return list.map((text) => parseText(operator, text))
  }
  const list = Array.isArray(operand) ? operand : [operand]
  if (list.length === 0) throw new PatternProblem('Empty arrays are not allowed')
  const types = new Set(list.map((value) => typeof value))
  if (![...types].every((type) => type === 'string' || type === 'number')) {
    throw new PatternProblem('Value of anything-but must be an array or single string/number value.')
  }
  if (types.size > 1) {
    throw new PatternProblem(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    )
  }
  return list.map((value: string | number): Matcher => ({ kind: 'equals', value }))
}

function parseComparisons(operand: Json): readonly Comparison[] {
  if (!Array.isArray(operand)) throw new PatternProblem('Value of numeric must be an array.')
  const comparisons: Comparison[] = []
  for (let i = 0; i < operand.length; i += 2) {
    const operator: unknown = operand[i]
    const value: unknown = operand[i + 1]
    if (!isOperator(operator)) throw new PatternProblem(`Unrecognized numeric range operator: ${String(operator)}`)
    if (typeof value !== 'number') throw new PatternProblem(`Value of ${operator} must be numeric`)
    if (Math.abs(value) > MAX_NUMBER) {
      throw new PatternProblem(`Value must be between ${-MAX_NUMBER} and ${MAX_NUMBER}, inclusive`)
    }
    comparisons.push({ operator, value })
  }
  checkRange(comparisons)
  return comparisons
}

/** One comparison, or a lower bound and then an upper one above it. */
function checkRange(comparisons: readonly Comparison[]): void {
  const [lower, upper, ...more] = comparisons
  if (lower === undefined) throw new PatternProblem('Invalid member in numeric match: ]')
  if (upper === undefined) return
  if (more.length > 0 || !lower.operator.startsWith('>') || !upper.operator.startsWith('<')) {
    throw new PatternProblem('Bad numeric range operator: a range is a lower bound followed by an upper one')
  }
  if (lower.value >= upper.value) throw new PatternProblem('Bottom must be less than top')
}

/** `\*` is an asterisk, `\\` a backslash. */
function parseWildcard(text: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (char === '\\') {
      i += 1
      const escaped = text[i]
      if (escaped !== '*' && escaped !== '\\') throw new PatternProblem(`Invalid escape character at pos ${i - 1}`)
      part += escaped
    } else if (char === '*') {
      if (text[i + 1] === '*') throw new PatternProblem(`Consecutive wildcard characters at pos ${i}`)
      parts.push(part)
      part = ''
    } else part += char
  }
  return [...parts, part]
}

function onlyEntry(value: JsonObject): readonly [string, Json] {
  const [entry, ...more] = Object.entries(value)
  if (entry === undefined || more.length > 0) throw new PatternProblem('Only one key allowed in match expression')
  return entry
}

function requireText(operator: string, value: Json): string {
  if (typeof value !== 'string') throw new PatternProblem(`${operator} match pattern must be a string`)
  if (value === '' && operator !== 'wildcard' && operator !== 'equals-ignore-case') {
    throw new PatternProblem('Null prefix/suffix not allowed')
  }
  return value
}

function unrecognized(operator: string): PatternProblem {
  return new PatternProblem(`Unrecognized match type ${operator}`)
}

function isOperator(value: unknown): value is Comparison['operator'] {
  return value === '<' || value === '<=' || value === '=' || value === '>' || value === '>='
}

function isScalar(value: Json): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
