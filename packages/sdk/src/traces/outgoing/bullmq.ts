/**
 * Connects who adds a job with who runs it, through the `telemetry` interface of BullMQ.
 *
 * Spans are made of adding jobs inside of a trace, and of every run. What BullMQ does for itself (polling, locks, clean-up) is
 * left out: it would be most of what is seen.
 *
 * @see https://docs.bullmq.io/guide/telemetry
 */
import type { Attributes, Span } from '@opentelemetry/api'
import { type ActiveTracing, activeTracing, callerOf } from '../active.ts'
import { beginning } from '../begin.ts'
import { recordError, recordFailure } from '../errors.ts'
import type { Headers } from '../propagation/headers.ts'
import { readUpstream, upstreamHeaders } from '../propagation/upstream.ts'
import type { ContextLike } from '../public-types.ts'

/** What BullMQ carries around for us: undefined while tracing is off. */
type Carried = ContextLike | undefined

/** A span as BullMQ uses it. */
export interface BullSpan {
  setSpanOnContext(context: Carried): Carried
  setAttribute(name: string, value: unknown): void
  setAttributes(attributes: Readonly<Record<string, unknown>>): void
  addEvent(name: string, attributes?: Readonly<Record<string, unknown>>): void
  recordException(exception: unknown): void
  end(): void
}

/** Fits the option `telemetry` of queues, workers and flow producers of BullMQ. */
export interface BullTelemetry {
  readonly tracer: { startSpan(name: string, options?: { readonly kind: number }, context?: Carried): BullSpan }
  readonly contextManager: {
    with<F extends (...parameters: never[]) => unknown>(context: Carried, work: F): ReturnType<F>
    active(): Carried
    root(): Carried
    getMetadata(context: Carried): string
    fromMetadata(active: Carried, metadata: string): Carried
  }
}

/** `new Queue('videos', { connection, telemetry: bullmqTelemetry() })`, and the same for the worker. */
export function bullmqTelemetry(): BullTelemetry {
  return {
    tracer: {
      startSpan: (name, { kind } = { kind: INTERNAL }, context) => {
        const tracing = activeTracing()
        const span = tracing === undefined ? undefined : begin(tracing, name, kind, context)
        return tracing === undefined || span === undefined ? NO_SPAN : new JobSpan(tracing, span)
      },
    },
    contextManager: {
      with<F extends (...parameters: never[]) => unknown>(context: Carried, work: F): ReturnType<F> {
        const run = work as unknown as () => ReturnType<F>
        const tracing = activeTracing()
        return tracing === undefined || context === undefined ? run() : tracing.api.context.with(context, run)
      },
      active: () => activeTracing()?.api.context.active(),
      root: () => activeTracing()?.api.ROOT_CONTEXT,
      getMetadata: metadataOf,
      fromMetadata: contextOf,
    },
  }
}

/** `SpanKind`, the same in BullMQ and OpenTelemetry. */
const INTERNAL = 0
const PRODUCER = 3
const CONSUMER = 4

function begin(tracing: ActiveTracing, name: string, kind: number, context: Carried): Span | undefined {
  const { api, tracer } = tracing
  // A run belongs to whoever added the job, never to the work in which the worker happened to be made.
  if (kind === CONSUMER) return tracer.startSpan(name, { kind }, context ?? api.ROOT_CONTEXT)
  const caller = kind === PRODUCER ? callerOf(tracing) : undefined
  return caller === undefined ? undefined : tracer.startSpan(name, { kind }, caller.context)
}

/** Travels with the job; empty outside of any trace. */
function metadataOf(context: Carried): string {
  const tracing = activeTracing()
  if (tracing === undefined || context === undefined) return ''
  const span = tracing.api.trace.getSpanContext(context)
  if (span === undefined || !tracing.api.isSpanContextValid(span)) return ''
  return JSON.stringify(upstreamHeaders(span, span.traceState?.serialize()))
}

function contextOf(active: Carried, metadata: string): Carried {
  const tracing = activeTracing()
  if (tracing === undefined) return active
  try {
    const upstream = readUpstream(JSON.parse(metadata) as Headers)
    return upstream?.spanId === undefined
      ? undefined
      : beginning(tracing, tracing.api.ROOT_CONTEXT, upstream, {}).context
  } catch {
    return undefined
  }
}

class JobSpan implements BullSpan {
  readonly #tracing: ActiveTracing
  readonly #span: Span

  constructor(tracing: ActiveTracing, span: Span) {
    this.#tracing = tracing
    this.#span = span
  }

  setSpanOnContext(context: Carried): Carried {
    const { api } = this.#tracing
    return api.trace.setSpan(context ?? api.ROOT_CONTEXT, this.#span)
  }

  setAttribute(name: string, value: unknown): void {
    this.setAttributes({ [name]: value })
  }

  setAttributes(attributes: Readonly<Record<string, unknown>>): void {
    this.#span.setAttributes(harmless(attributes))
  }

  /** A run that fails ends well as far as BullMQ is concerned: this event is all that says so. */
  addEvent(name: string, attributes: Readonly<Record<string, unknown>> = {}): void {
    if (name === 'job failed') recordFailure(this.#span, 'Error')
    this.#span.addEvent(name, harmless(attributes))
  }

  /** BullMQ often gives the message alone, which says nothing that may be recorded. */
  recordException(exception: unknown): void {
    if (typeof exception === 'object' && exception !== null) recordError(this.#span, exception, this.#tracing)
    else recordFailure(this.#span, 'Error')
  }

  end(): void {
    this.#span.end()
  }
}

/** What BullMQ tells and cannot hold what users entered. Results, reasons of failures, options and keys can. */
const HARMLESS: ReadonlySet<string> = new Set([
  'bullmq.queue.name',
  'bullmq.queue.operation',
  'bullmq.job.name',
  'bullmq.job.attempts.made',
  'bullmq.job.bulk.count',
  'bullmq.job.attempt_finished_timestamp',
  'bullmq.job.processed.timestamp',
  'bullmq.worker.name',
  'bullmq.worker.id',
])

function harmless(attributes: Readonly<Record<string, unknown>>): Attributes {
  const kept = Object.entries(attributes).filter(
    ([name, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) &&
      // Numbers and UUIDs are ids; `mail:ana@example.org`, which some choose, is more.
      (HARMLESS.has(name) || (name === 'bullmq.job.id' && /^[\w-]{1,64}$/.test(String(value)))),
  )
  return Object.fromEntries(kept) as Attributes
}

const NO_SPAN: BullSpan = {
  setSpanOnContext: (context) => context,
  setAttribute: () => {},
  setAttributes: () => {},
  addEvent: () => {},
  recordException: () => {},
  end: () => {},
}
