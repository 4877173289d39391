import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api'
import type { OtelApi } from '../otel.ts'
import { lineageIn, withLineage } from './lineage.ts'
import { TRACEPARENT, TRACESTATE } from './traceparent.ts'
import { readUpstream, upstreamHeaders } from './upstream.ts'
import { XRAY_HEADER } from './xray-header.ts'

/** For instrumentation of others: the same headers as ours, in and out. Baggage is not passed on. */
export class UpstreamPropagator implements TextMapPropagator {
  readonly #api: OtelApi

  constructor(api: OtelApi) {
    this.#api = api
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = this.#api.trace.getSpanContext(context)
    if (span === undefined || !this.#api.isSpanContextValid(span)) return
    const headers = upstreamHeaders(span, span.traceState?.serialize(), lineageIn(this.#api, context))
    for (const [name, value] of Object.entries(headers)) setter.set(carrier, name, value)
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const headers = Object.fromEntries(this.fields().map((name) => [name, getter.get(carrier, name)]))
    const upstream = readUpstream(headers)
    if (upstream?.spanId === undefined) return context
    const { traceId, spanId, sampled, traceState } = upstream
    const parent = {
      traceId,
      spanId,
      traceFlags: sampled === true ? 1 : 0,
      isRemote: true,
      ...(traceState === undefined ? {} : { traceState: this.#api.createTraceState(traceState) }),
    }
    const extracted = this.#api.trace.setSpanContext(withLineage(this.#api, context, upstream), parent)
    return sampled === undefined ? extracted.setValue(undecidedKey(this.#api), true) : extracted
  }

  fields(): string[] {
    return [XRAY_HEADER, TRACEPARENT, TRACESTATE]
  }
}

/** Marks a context whose parent left the decision to us. */
export function undecidedKey(api: OtelApi): symbol {
  return api.createContextKey('Atalaya undecided')
}
