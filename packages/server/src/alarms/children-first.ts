import { alarmsOf, parseRule } from '@atalaya/alarms'

const ARN = /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/

/** The part of an alarm's definition that says which others there must be before it. */
interface Dependent {
  readonly AlarmName?: unknown
  readonly AlarmRule?: unknown
  readonly ActionsSuppressor?: unknown
}

/**
 * Alarms in an order in which they can be put: each after those that its rule mentions and the one that suppresses it. Otherwise as
 * they came.
 */
export function childrenFirst<T>(alarms: readonly T[], definitionOf: (alarm: T) => Dependent): readonly T[] {
  const byName = new Map(alarms.map((alarm) => [definitionOf(alarm).AlarmName, alarm]))
  const ordered = new Set<T>()
  const visited = new Set<T>()
  const visit = (alarm: T): void => {
    // Alarms that depend on each other are put as they came, and then AWS's rules say which of them cannot be.
    if (visited.has(alarm)) return
    visited.add(alarm)
    for (const name of mentionedBy(definitionOf(alarm))) {
      const child = byName.get(name)
      if (child !== undefined) visit(child)
    }
    ordered.add(alarm)
  }
  for (const alarm of alarms) visit(alarm)
  // Those of the same name are no children of each other.
  return [...ordered]
}

function mentionedBy({ AlarmRule, ActionsSuppressor }: Dependent): readonly string[] {
  const names = [...(typeof AlarmRule === 'string' ? alarmsIn(AlarmRule) : []), ActionsSuppressor]
  return names.flatMap((name) => (typeof name === 'string' ? [ARN.exec(name)?.[1] ?? name] : []))
}

/** None in what is no rule: putting it says why. */
function alarmsIn(rule: string): readonly string[] {
  try {
    return alarmsOf(parseRule(rule))
  } catch {
    return []
  }
}
