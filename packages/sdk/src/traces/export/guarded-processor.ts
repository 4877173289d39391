import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import { reasonOf } from '../../output/send.ts'
import type { Warnings } from '../../output/warnings.ts'

/** A processor of somebody else. What it throws becomes a warning: business code made the span and must not notice. */
export function guarded(processor: SpanProcessor, warnings: Warnings): SpanProcessor {
  const guard = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      warnings.add(`the span processor ${processor.constructor.name} failed: ${reasonOf(error)}`)
      return undefined
    }
  }
  return {
    onStart: (span, context) => guard(() => processor.onStart(span, context)),
    onEnd: (span) => guard(() => processor.onEnd(span)),
    forceFlush: () => guard(() => processor.forceFlush()) ?? Promise.resolve(),
    shutdown: () => guard(() => processor.shutdown()) ?? Promise.resolve(),
  }
}
