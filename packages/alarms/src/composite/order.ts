/** The composite alarms that depend on some alarms, and in what order to evaluate them. */
export interface EvaluationOrder {
  /** Every alarm after those it depends on. */
  readonly order: readonly string[]
  /** Alarms that depend on themselves, directly or not, or on one that does. They are not evaluated. */
  readonly cyclic: readonly string[]
}

/**
 * Everything above `changed`, bottom up: an alarm is evaluated once, after all that can change below it. So two paths from one
 * alarm to another never show a state in between.
 *
 * @param parentsOf alarms whose rule mentions an alarm
 */
export function evaluationOrder(
  changed: readonly string[],
  parentsOf: (alarm: string) => Iterable<string>,
): EvaluationOrder {
  const waiting = new Map<string, number>()
  const seen = new Set(changed)
  const queue = [...changed]
  for (const alarm of queue) {
    for (const parent of parentsOf(alarm)) {
      waiting.set(parent, (waiting.get(parent) ?? 0) + 1)
      if (!seen.has(parent)) {
        seen.add(parent)
        queue.push(parent)
      }
    }
  }
  const order: string[] = []
  const ready = changed.filter((alarm) => !waiting.has(alarm))
  for (const alarm of ready) {
    if (waiting.has(alarm)) order.push(alarm)
    for (const parent of parentsOf(alarm)) {
      const left = (waiting.get(parent) ?? 0) - 1
      waiting.set(parent, left)
      if (left === 0) ready.push(parent)
    }
  }
  const evaluated = new Set(order)
  return { order, cyclic: [...waiting.keys()].filter((alarm) => !evaluated.has(alarm)) }
}
