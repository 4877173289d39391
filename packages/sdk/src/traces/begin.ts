import type { Context, SpanContext } from '@opentelemetry/api'
import type { ActiveTracing } from './active.ts'
import type { Upstream } from './propagation/headers.ts'
import type { TraceStart } from './sampling/decide.ts'
import { sampledKey } from './sampling/root-sampler.ts'

/** Where the first span of this process in a trace begins. */
export interface Beginning {
  /** The context to start the span in. */
  readonly context: Context
  /** Whether it is recorded. If not, the context has ids that say so, and needs no span. */
  readonly sampled: boolean
}

/**
 * Goes on with the trace that a caller named, else begins one. A caller that decided whether to record is followed; otherwise we
 * decide.
 *
 * The span has to be started before anything else is begun: a trace id waits for it.
 */
export function beginning(
  tracing: ActiveTracing,
  base: Context,
  upstream: Upstream | undefined,
  start: Omit<TraceStart, 'traceId'>,
): Beginning {
  const { api, ids, decide } = tracing
  const traceId = upstream?.traceId ?? ids.generateTraceId()
  const sampled = upstream?.sampled ?? decide?.({ traceId, ...start }) ?? true
  const { traceState, spanId } = upstream ?? {}
  const named = (id: string, isRemote: boolean): SpanContext => ({
    traceId,
    spanId: id,
    traceFlags: sampled ? 1 : 0,
    isRemote,
    ...(traceState === undefined ? {} : { traceState: api.createTraceState(traceState) }),
  })
  if (!sampled) return { context: api.trace.setSpanContext(base, named(ids.generateSpanId(), false)), sampled }
  if (spanId !== undefined) return { context: api.trace.setSpanContext(base, named(spanId, true)), sampled }
  ids.adopt(traceId)
  return { context: base.setValue(sampledKey(api), true), sampled }
}
