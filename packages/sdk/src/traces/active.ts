import type { Context, Span, Tracer } from '@opentelemetry/api'
import { isUnobserved } from '../context/unobserved.ts'
import type { XRayIds } from './ids.ts'
import type { OtelApi } from './otel.ts'
import type { Decide } from './sampling/decide.ts'

/** What makes spans, while tracing is on. */
export interface ActiveTracing {
  readonly api: OtelApi
  readonly tracer: Tracer
  readonly ids: XRayIds
  /** Whether a new trace is recorded. Undefined: somebody else has set up OpenTelemetry and decides. */
  readonly decide: Decide | undefined
  /** Errors are recorded with their message, which may hold what users entered. */
  readonly errorMessages: boolean
}

let active: ActiveTracing | undefined

/** One for the process; undefined while tracing is off. */
export function activeTracing(): ActiveTracing | undefined {
  return active
}

export function setActiveTracing(tracing: ActiveTracing | undefined): void {
  active = tracing
}

/** The span around the caller, recorded or not; undefined outside of any trace. */
export function spanAround({ api }: ActiveTracing): Span | undefined {
  const span = api.trace.getActiveSpan()
  // What stands for "no span" has this id. The full check of an id costs more than the rest of a log line's share.
  return span === undefined || span.spanContext().traceId === api.INVALID_TRACEID ? undefined : span
}

/**
 * The work that an outgoing call is part of; undefined when the call is not to be seen.
 *
 * Calls are seen inside of a trace only: the polling of a queue or a pool belongs to nobody. (Our choice.)
 */
export function callerOf(tracing: ActiveTracing): { readonly context: Context; readonly span: Span } | undefined {
  if (isUnobserved()) return undefined
  const span = spanAround(tracing)
  if (span === undefined) return undefined
  const context = tracing.api.context.active()
  return context.getValue(suppressKey(tracing.api)) === true ? undefined : { context, span }
}

/** The same context, in which instrumentation of any kind makes no spans. */
export function suppressed(api: OtelApi, context: Context): Context {
  return context.setValue(suppressKey(api), true)
}

/** The key that `suppressTracing` of OpenTelemetry uses: keys of one description are one key. */
function suppressKey(api: OtelApi): symbol {
  return api.createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')
}
