/*
 * Which messages a subscription gets.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
import { matches } from '../patterns/match-pattern.ts'
import { parsePatternText } from '../patterns/parse-pattern.ts'
import { type Pattern, PatternProblem } from '../patterns/pattern.ts'
import type { SnsAttribute, SnsMessage } from './message.ts'

export type FilterScope = 'MessageAttributes' | 'MessageBody'

/** @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_NAMES = 5
const MAX_COMBINATIONS = 150

/** @throws {PatternProblem} for a text that is no policy of that scope */
export function parseFilterPolicy(text: string, scope: FilterScope): Pattern {
  const pattern = parsePatternText(text)
  if (scope === 'MessageAttributes') requireFlat(pattern)
  const { names, combinations } = measure(pattern)
  if (names > MAX_NAMES) throw new PatternProblem('Filter policy can not have more than 5 keys')
  if (combinations > MAX_COMBINATIONS) throw new PatternProblem('Filter policy is too complex')
  return pattern
}

/** Whether a message passes. A body that is no JSON passes no policy about bodies. */
export function passes(policy: Pattern, scope: FilterScope, message: SnsMessage): boolean {
  if (scope === 'MessageAttributes') return matches(policy, attributeValues(message.attributes))
  try {
    const body: unknown = JSON.parse(message.bodies.default)
    return typeof body === 'object' && body !== null && !Array.isArray(body) && matches(policy, body)
  } catch {
    return false
  }
}

/** What a policy sees of attributes: texts, numbers and lists. Binary ones it cannot test. */
function attributeValues(attributes: Readonly<Record<string, SnsAttribute>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, attribute]) => testable(name, attribute)))
}

function testable(name: string, { type, value }: SnsAttribute): readonly (readonly [string, unknown])[] {
  if (type === 'String.Array') {
    try {
      return [[name, JSON.parse(value)]]
    } catch {
      return []
    }
  }
  if (type.startsWith('Number')) return [[name, Number(value)]]
  return type.startsWith('String') ? [[name, value]] : []
}

function requireFlat({ fields, alternatives }: Pattern): void {
  for (const field of fields) {
    if (field.kind === 'object')
      throw new PatternProblem('Filter policy scope MessageAttributes does not support nested filter policy')
  }
  for (const alternative of alternatives.flat()) requireFlat(alternative)
}

/** Names of leaves, and the product of how many values each has, which nesting multiplies. */
function measure(pattern: Pattern, depth = 1): { readonly names: number; readonly combinations: number } {
  let names = 0
  let combinations = 1
  for (const field of pattern.fields) {
    if (field.kind === 'leaf') {
      names += 1
      combinations *= field.anyOf.length * depth
    } else {
      const inner = measure(field.pattern, depth + 1)
      names += inner.names
      combinations *= inner.combinations
    }
  }
  for (const alternative of pattern.alternatives.flat()) {
    const inner = measure(alternative, depth)
    names += inner.names
    combinations *= inner.combinations
  }
  return { names, combinations }
}
