import type { Level } from '../logs/level.ts'
import { activeTracing, spanAround } from '../traces/active.ts'
import { logger } from './defaults.ts'

type Facts = Readonly<Record<string, string | number>>

/** Says what a policy did, where its name makes sense: as a log line, and as an event of the span around it. */
export function tell(level: Level, policy: string | undefined, message: string, facts: Facts): void {
  if (policy === undefined) return
  try {
    logger().log(level, message, { policy, ...facts })
    const tracing = activeTracing()
    if (tracing === undefined) return
    spanAround(tracing)?.addEvent(message, { 'policy.name': policy, ...facts })
  } catch {
    // A logger or tracer of somebody else failed. The work must not notice.
  }
}
