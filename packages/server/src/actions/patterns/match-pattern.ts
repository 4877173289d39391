import { unreachable } from '@atalaya/model'
import { isInBlock, parseAddress } from './address.ts'
import type { Comparison, FieldPattern, Matcher, Pattern } from './pattern.ts'

/*
 * Lists in the data stand for any of their elements. All that one element of a list of objects must satisfy, it must satisfy
 * by itself; only `exists: false` asks whether any of them has the field.
 */

type JsonObject = Readonly<Record<string, unknown>>

/** Whether `data`, as JSON has it, is what the pattern describes. Takes time in proportion to pattern times data. */
export function matches(pattern: Pattern, data: unknown): boolean {
  return matchesAny(pattern, objectsOf(data))
}

function matchesAny(pattern: Pattern, candidates: readonly JsonObject[]): boolean {
  // What is not there has no fields, which is what `exists: false` may ask for.
  const objects = candidates.length === 0 ? [{}] : candidates
  return objects.some(
    (object) =>
      pattern.fields.every((field) => matchesField(field, object, objects)) &&
      pattern.alternatives.every((alternatives) => alternatives.some((one) => matchesOne(one, object, objects))),
  )
}

function matchesOne(pattern: Pattern, object: JsonObject, siblings: readonly JsonObject[]): boolean {
  return (
    pattern.fields.every((field) => matchesField(field, object, siblings)) &&
    pattern.alternatives.every((alternatives) => alternatives.some((one) => matchesOne(one, object, siblings)))
  )
}

function matchesField(field: FieldPattern, object: JsonObject, siblings: readonly JsonObject[]): boolean {
  const value = own(object, field.name)
  if (field.kind === 'object') return matchesAny(field.pattern, objectsOf(value))
  const leaves = leavesOf(value)
  return field.anyOf.some((matcher) => {
    if (matcher.kind !== 'exists') return leaves.some((leaf) => matchesValue(matcher, leaf))
    if (matcher.exists) return leaves.length > 0
    return siblings.every((sibling) => leavesOf(own(sibling, field.name)).length === 0)
  })
}

/** Whether one value, which is neither list nor object, passes a test. */
function matchesValue(matcher: Matcher, value: unknown): boolean {
  switch (matcher.kind) {
    case 'equals':
      return value === matcher.value
    case 'exists':
      return matcher.exists
    case 'numeric':
      return typeof value === 'number' && matcher.comparisons.every((comparison) => compares(comparison, value))
    case 'cidr': {
      const address = typeof value === 'string' ? parseAddress(value) : undefined
      return address !== undefined && isInBlock(matcher.block, address)
    }
    case 'anything-but':
      return !matcher.not.some((excluded) => matchesValue(excluded, value))
    default:
      return typeof value === 'string' && matchesText(matcher, value)
  }
}

function matchesText(
  matcher: Extract<Matcher, { kind: 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard' }>,
  value: string,
): boolean {
  switch (matcher.kind) {
    case 'prefix':
      return matcher.ignoreCase
        ? value.slice(0, matcher.text.length).toLowerCase() === matcher.text.toLowerCase()
        : value.startsWith(matcher.text)
    case 'suffix':
      return matcher.ignoreCase
        ? value.slice(-matcher.text.length).toLowerCase() === matcher.text.toLowerCase()
        : value.endsWith(matcher.text)
    case 'equals-ignore-case':
      return value.toLowerCase() === matcher.text.toLowerCase()
    case 'wildcard':
      return matchesWildcard(matcher.parts, value)
    default:
      return unreachable(matcher)
  }
}

/** Each part at the first place after the one before; the first and last are pinned to the ends. No backtracking is needed. */
function matchesWildcard(parts: readonly string[], value: string): boolean {
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return value === first
  if (!value.startsWith(first) || !value.endsWith(last)) return false
  const end = value.length - last.length
  let position = first.length
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, position)
    if (found === -1) return false
    position = found + part.length
  }
  return position <= end
}

function compares({ operator, value }: Comparison, actual: number): boolean {
  switch (operator) {
    case '<':
      return actual < value
    case '<=':
      return actual <= value
    case '=':
      return actual === value
    case '>':
      return actual > value
    case '>=':
      return actual >= value
    default:
      return unreachable(operator)
  }
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function objectsOf(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf)
  return typeof value === 'object' && value !== null ? [value as JsonObject] : []
}

/** Values that are neither lists nor objects; null is one. */
function leavesOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  return typeof value === 'object' && value !== null ? [] : [value]
}
