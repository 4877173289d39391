/**
 * Decides which alerts fire. Pure: reads no clock and no service.
 *
 * A rule fires while its value is above its threshold. Both ways are told: that it fires, again after every cooldown for as
 * long as it does, and that it is over. A rule that fires again within the cooldown is told of only when it still does at its
 * end, so that a value that swings about the threshold does not ring all the time; and the end of what nobody was told of is
 * not told either.
 */

/** What rules look at. Own rules may look elsewhere. */
export interface AlertSnapshot {
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number
  readonly memoryPercent: number
  readonly cpuPercent: number
  /** Undefined while it is not known. */
  readonly diskPercent: number | undefined
  /** Requests that the two below are of. */
  readonly requests: number
  readonly errorRatePercent: number
  /** Mean. */
  readonly responseTimeMs: number
}

export interface AlertRule {
  /** Unique among the rules. */
  readonly name: string
  /** Undefined, or no number: nothing is known, which is no reason to fire. */
  readonly value: (snapshot: AlertSnapshot) => number | undefined
  /** Fires for values greater than this. */
  readonly above: number
  /** Behind the number: `%`, `ms`. */
  readonly unit?: string | undefined
}

/** How a rule stands. */
export interface AlertState {
  readonly state: 'ok' | 'firing'
  /** Since when: milliseconds since the Unix epoch. */
  readonly sinceMs: number
  /** The latest value. */
  readonly value: number | undefined
  /** When somebody was last told that it fires. */
  readonly toldMs: number | undefined
  /** Somebody was told that it fires, and not yet that it is over. */
  readonly isKnown: boolean
}

export interface AlertEvent {
  readonly kind: 'firing' | 'resolved'
  /** It has been told before that it fires. */
  readonly isReminder: boolean
  readonly name: string
  readonly value: number | undefined
  readonly above: number
  readonly unit: string
  /** Since when it has been firing, also when it is over: milliseconds since the Unix epoch. */
  readonly sinceMs: number
  readonly timeMs: number
}

export type AlertStates = ReadonlyMap<string, AlertState>

export interface Evaluation {
  readonly states: AlertStates
  /** To be told now. */
  readonly events: readonly AlertEvent[]
}

export function evaluateAlerts(
  rules: readonly AlertRule[],
  snapshot: AlertSnapshot,
  previous: AlertStates,
  cooldownMs: number,
): Evaluation {
  const states = new Map<string, AlertState>()
  const events: AlertEvent[] = []
  for (const rule of rules) {
    const { state, event } = step(rule, snapshot, previous.get(rule.name), cooldownMs)
    states.set(rule.name, state)
    if (event !== undefined) events.push(event)
  }
  return { states, events }
}

interface Step {
  readonly state: AlertState
  readonly event?: AlertEvent | undefined
}

function step(rule: AlertRule, snapshot: AlertSnapshot, before: AlertState | undefined, cooldownMs: number): Step {
  const { timeMs } = snapshot
  const value = measure(rule, snapshot)
  const { toldMs, isKnown = false } = before ?? {}
  const wasFiring = before?.state === 'firing'
  const tell = (kind: AlertEvent['kind'], sinceMs: number): AlertEvent => {
    const { name, above, unit = '' } = rule
    return { kind, isReminder: kind === 'firing' && isKnown, name, value, above, unit, sinceMs, timeMs }
  }
  if (value === undefined || value <= rule.above) {
    const sinceMs = before === undefined || wasFiring ? timeMs : before.sinceMs
    const state: AlertState = { state: 'ok', sinceMs, value, toldMs, isKnown: false }
    return { state, event: isKnown ? tell('resolved', before!.sinceMs) : undefined }
  }
  const sinceMs = wasFiring ? before.sinceMs : timeMs
  if (isQuiet(toldMs, timeMs, cooldownMs)) {
    return { state: { state: 'firing', sinceMs, value, toldMs, isKnown } }
  }
  return { state: { state: 'firing', sinceMs, value, toldMs: timeMs, isKnown: true }, event: tell('firing', sinceMs) }
}

function isQuiet(toldMs: number | undefined, timeMs: number, cooldownMs: number): boolean {
  // A clock that was set back must not keep us quiet for hours.
  return toldMs !== undefined && timeMs >= toldMs && timeMs - toldMs < cooldownMs
}

function measure(rule: AlertRule, snapshot: AlertSnapshot): number | undefined {
  const value = rule.value(snapshot)
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
}
