import type { Level } from '../logs/level.ts'
import { currentSpan } from '../traces/traced.ts'
import { logger } from './defaults.ts'

type Facts = Readonly<Record<string, string | number>>

/** Says what a policy did, as a log line and as an event of the span around it. A policy without a name is silent. */
export function tell(level: Level, policy: string | undefined, message: string, facts: Facts): void {
  if (policy === undefined) return
  try {
    logger().log(level, message, { policy, ...facts })
    currentSpan().addEvent(message, { 'policy.name': policy, ...facts })
  } catch {
    // A logger or tracer of somebody else failed. The work must not notice.
  }
}
