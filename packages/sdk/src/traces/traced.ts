import type { Context, Link, Span } from '@opentelemetry/api'
import { observedThen } from '../context/observed-then.ts'
import { alike, decorateMethod } from '../decorators/method-decorator.ts'
import { type ActiveTracing, activeTracing, spanAround } from './active.ts'
import { beginning } from './begin.ts'
import { recordError } from './errors.ts'
import type { Headers } from './propagation/headers.ts'
import { lineageIn, withLineage } from './propagation/lineage.ts'
import { readUpstream, upstreamHeaders } from './propagation/upstream.ts'

/** A span as business code sees it. Every span of OpenTelemetry is one; while tracing is off, one that does nothing. */
export interface CurrentSpan {
  setAttribute(name: string, value: string | number | boolean): unknown
  setAttributes(attributes: Readonly<Record<string, string | number | boolean>>): unknown
  /** Something that happened at this moment. */
  addEvent(name: string, attributes?: Readonly<Record<string, string | number | boolean>>): unknown
  updateName(name: string): unknown
  /** False: nobody will see what is set. */
  isRecording(): boolean
}

export type SpanKindName = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export interface SpanOptions {
  /** Default: `internal`. */
  readonly kind?: SpanKindName | undefined
  readonly attributes?: Readonly<Record<string, string | number | boolean>> | undefined
  /** Headers of the message or event that caused this work: its trace goes on here. Default: the span around the caller. */
  readonly parent?: Headers | undefined
  /** Headers of further causes, as in a batch of messages. */
  readonly links?: readonly Headers[] | undefined
}

/** `SpanKind` of OpenTelemetry. */
const KINDS: Readonly<Record<SpanKindName, number>> = { internal: 0, server: 1, client: 2, producer: 3, consumer: 4 }

type Method = (this: unknown, ...parameters: never[]) => unknown

/** Fits classes with standard decorators and with those of `experimentalDecorators`, which NestJS uses. */
export interface TracedDecorator {
  <T extends Method>(method: T, context: ClassMethodDecoratorContext): T
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void
}

/**
 * Makes a span of every call of a method or function, also of those that fail.
 *
 * As decorator `@traced('encode')`, as function `const encode = traced('encode', encodeVideo)`. To trace a piece of work where
 * it stands, see `inSpan`.
 */
export function traced(name: string, options?: SpanOptions): TracedDecorator
export function traced<T extends (...parameters: never[]) => unknown>(name: string, work: T, options?: SpanOptions): T
export function traced(name: string, second?: Method | SpanOptions, third?: SpanOptions): TracedDecorator | Method {
  if (typeof second === 'function') return alike(second, (work) => wrapped(name, work, third))
  return decorateMethod((method) => wrapped(name, method, second)) as TracedDecorator
}

function wrapped(name: string, work: Method, options: SpanOptions | undefined): Method {
  return function (this: unknown, ...parameters) {
    const tracing = activeTracing()
    if (tracing === undefined) return work.apply(this, parameters)
    return record(tracing, name, () => work.apply(this, parameters), options)
  }
}

/** Runs `work` inside a span of its own. Its result or failure is passed on: a promise is the very promise of the work. */
export function inSpan<T>(name: string, work: (span: CurrentSpan) => T, options?: SpanOptions): T {
  const tracing = activeTracing()
  return tracing === undefined ? work(NO_SPAN) : record(tracing, name, work, options)
}

/** The span around the caller; one that does nothing outside of any trace. */
export function currentSpan(): CurrentSpan {
  const tracing = activeTracing()
  return (tracing === undefined ? undefined : spanAround(tracing)) ?? NO_SPAN
}

/** Headers that continue the current trace where they are sent to: W3C and X-Ray. Empty outside of any trace. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const tracing = activeTracing()
  const context = tracing === undefined ? undefined : spanAround(tracing)?.spanContext()
  if (tracing === undefined || context === undefined) return {}
  const { api } = tracing
  return upstreamHeaders(context, context.traceState?.serialize(), lineageIn(api, api.context.active()))
}

/** Marks the current span as failed. For failures that are handled and still worth seeing. */
export function recordFailureOf(error: unknown): void {
  const tracing = activeTracing()
  const span = tracing === undefined ? undefined : spanAround(tracing)
  if (tracing !== undefined && span !== undefined) recordError(span, error, tracing)
}

function record<T>(tracing: ActiveTracing, name: string, work: (span: Span) => T, options: SpanOptions = {}): T {
  const { api } = tracing
  const { span, outer } = begin(tracing, name, options)
  let result: T
  try {
    result = api.context.with(api.trace.setSpan(outer, span), () => work(span))
  } catch (error) {
    recordError(span, error, tracing)
    span.end()
    throw error
  }
  if (!isPromiseLike(result)) {
    span.end()
    return result
  }
  return observedThen(
    result,
    () => span.end(),
    (error) => {
      recordError(span, error, tracing)
      span.end()
    },
  )
}

function begin(
  tracing: ActiveTracing,
  name: string,
  options: SpanOptions,
): { readonly span: Span; readonly outer: Context } {
  const { api, tracer, ids } = tracing
  const { kind = 'internal', attributes, parent, links = [] } = options
  const upstream = parent === undefined ? undefined : readUpstream(parent)
  const active = api.context.active()
  const outer = parent === undefined ? active : withLineage(api, api.trace.deleteSpan(active), upstream)
  const context = parent === undefined ? outer : beginning(tracing, outer, upstream, {}).context
  const span = tracer.startSpan(
    name,
    {
      kind: KINDS[kind],
      ...(attributes === undefined ? {} : { attributes }),
      ...(links.length === 0 ? {} : { links: links.flatMap(linkTo) }),
    },
    context,
  )
  // Where spans are suppressed nobody took the id that waited, and it must not become that of other work.
  ids.adopt(undefined)
  return { span, outer }
}

function linkTo(headers: Headers): Link[] {
  const { traceId, spanId, sampled } = readUpstream(headers) ?? {}
  if (traceId === undefined || spanId === undefined) return []
  return [{ context: { traceId, spanId, traceFlags: sampled === true ? 1 : 0, isRemote: true } }]
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function'
}

const NO_SPAN: CurrentSpan = {
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  updateName: () => undefined,
  isRecording: () => false,
}
