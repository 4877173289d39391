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
  if (!sampled) {
    const none = named(tracing, traceId, ids.generateSpanId(), false, upstream)
    return { context: api.trace.setSpanContext(base, { ...none, isRemote: false }), sampled }
  }
  if (upstream?.spanId !== undefined) {
    return {
      context: api.trace.setSpanContext(base, named(tracing, traceId, upstream.spanId, true, upstream)),
      sampled,
    }
  }
  ids.adopt(traceId)
  return { context: base.setValue(sampledKey(api), true), sampled }
}

function named(
  { api }: ActiveTracing,
  traceId: string,
  spanId: string,
  sampled: boolean,
  upstream: Upstream | undefined,
): SpanContext {
  const { traceState } = upstream ?? {}
  return {
    traceId,
    spanId,
    traceFlags: sampled ? 1 : 0,
    isRemote: true,
    ...(traceState === undefined ? {} : { traceState: api.createTraceState(traceState) }),
  }
}
