/** Spans of incoming requests, by the conventions of OpenTelemetry. @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
import type { Context, Span } from '@opentelemetry/api'
import { METHODS, OTHER_METHOD } from '../http/methods.ts'
import type { IncomingRequest, ServerSpan, ServerSpanResult, ServerSpans } from '../http/server-spans.ts'
import { type ActiveTracing, activeTracing } from './active.ts'
import { beginning } from './begin.ts'
import { recordError, recordFailure } from './errors.ts'
import { withLineage } from './propagation/lineage.ts'
import { readUpstream } from './propagation/upstream.ts'
import { formatXRayAnswer } from './propagation/xray-header.ts'

/**
 * Makes the spans of incoming requests, for the HTTP adapters; undefined while tracing is off.
 *
 * Named after the template of the route. Path, query string, headers and addresses stay out; the path and the host only help to
 * decide whether a trace begins.
 */
export function serverSpans(): ServerSpans | undefined {
  const tracing = activeTracing()
  return tracing === undefined ? undefined : new RequestSpans(tracing)
}

/** `SpanKind.SERVER` */
const SERVER = { kind: 1 } as const

class RequestSpans implements ServerSpans {
  readonly #tracing: ActiveTracing

  constructor(tracing: ActiveTracing) {
    this.#tracing = tracing
  }

  start(request: IncomingRequest): ServerSpan {
    const { api, tracer } = this.#tracing
    const { method, path, headers } = request
    const upstream = readUpstream(headers)
    const base = withLineage(api, api.ROOT_CONTEXT, upstream)
    const { context, sampled } = beginning(this.#tracing, base, upstream, { method, path, host: headers.host })
    const answer = upstream?.asks === true ? formatXRayAnswer(upstream.traceId, sampled) : undefined
    if (!sampled) return new UnrecordedSpan(this.#tracing, context, answer)
    const span = tracer.startSpan(METHODS.has(method) ? method : 'HTTP', SERVER, context)
    return new RecordedSpan(this.#tracing, api.trace.setSpan(base, span), span, request, answer)
  }
}

/** A request that is not recorded still has ids, for its log lines and for whom it calls. */
class UnrecordedSpan implements ServerSpan {
  readonly answer: string | undefined
  readonly #tracing: ActiveTracing
  readonly #context: Context

  constructor(tracing: ActiveTracing, context: Context, answer: string | undefined) {
    this.#tracing = tracing
    this.#context = context
    this.answer = answer
  }

  run<T>(fn: () => T): T {
    return this.#tracing.api.context.with(this.#context, fn)
  }

  end(): void {}
}

class RecordedSpan implements ServerSpan {
  readonly answer: string | undefined
  readonly #tracing: ActiveTracing
  readonly #span: Span
  readonly #method: string
  readonly #scheme: string
  readonly #context: Context

  constructor(
    tracing: ActiveTracing,
    context: Context,
    span: Span,
    { method, scheme }: IncomingRequest,
    answer: string | undefined,
  ) {
    this.answer = answer
    this.#tracing = tracing
    this.#span = span
    this.#method = METHODS.has(method) ? method : OTHER_METHOD
    this.#scheme = scheme
    this.#context = context
  }

  run<T>(fn: () => T): T {
    return this.#tracing.api.context.with(this.#context, fn)
  }

  end({ route, statusCode, error }: ServerSpanResult): void {
    const span = this.#span
    span.setAttribute('http.request.method', this.#method)
    span.setAttribute('url.scheme', this.#scheme)
    span.setAttribute('http.response.status_code', statusCode)
    if (route !== undefined) {
      span.setAttribute('http.route', route)
      span.updateName(`${this.#method === OTHER_METHOD ? 'HTTP' : this.#method} ${route}`)
    }
    if (error !== undefined && statusCode >= 500) recordError(span, error, this.#tracing)
    else if (statusCode >= 500) recordFailure(span, String(statusCode))
    span.end()
  }
}
