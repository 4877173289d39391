import type { Attributes, Context, Span } from '@opentelemetry/api'
import { type ActiveTracing, activeTracing, callerOf, suppressed } from '../active.ts'
import { recordError } from '../errors.ts'

/** `SpanKind.CLIENT` */
const CLIENT = 2

/** An outgoing call that is being recorded. */
export interface ClientCall {
  readonly span: Span
  /** Runs `work` with this span as the active one. */
  readonly run: <T>(work: () => T) => T
  /** Runs `work` so that what it calls in turn makes no spans of its own. */
  readonly runAlone: <T>(work: () => T) => T
  /** The same function, running in the context of who made the call. */
  readonly bindOuter: <F>(work: F) => F
  /** Ends the span; what is given here makes it a failure. */
  readonly end: (error?: unknown) => void
}

/** Starts the span of an outgoing call; undefined when tracing is off or the call belongs to no recorded trace. */
export function startCall(name: string, attributes: () => Attributes): ClientCall | undefined {
  const tracing = activeTracing()
  if (tracing === undefined) return undefined
  const caller = callerOf(tracing)
  if (caller === undefined || !caller.span.isRecording()) return undefined
  const span = tracing.tracer.startSpan(name, { kind: CLIENT, attributes: attributes() }, caller.context)
  return clientCall(tracing, span, caller.context)
}

function clientCall(tracing: ActiveTracing, span: Span, outer: Context): ClientCall {
  const { api } = tracing
  const within = () => api.trace.setSpan(outer, span)
  return {
    span,
    run: (work) => api.context.with(within(), work),
    runAlone: (work) => api.context.with(suppressed(api, within()), work),
    bindOuter: (work) => api.context.bind(outer, work),
    end: (error) => {
      if (error !== undefined) recordError(span, error, tracing)
      span.end()
    },
  }
}

/**
 * Makes the call and ends its span when the promise settles. What the caller gets is the very promise of the work; what is not
 * a promise ends the span at once.
 */
export function settle<T>(call: ClientCall, work: () => T, done?: (result: unknown) => void): T {
  let result: T
  try {
    result = work()
  } catch (error) {
    call.end(error)
    throw error
  }
  if (!isPromiseLike(result)) {
    call.end()
    return result
  }
  result.then(
    (value) => {
      done?.(value)
      call.end()
    },
    (error: unknown) => call.end(error ?? new Error('rejected')),
  )
  return result
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}
