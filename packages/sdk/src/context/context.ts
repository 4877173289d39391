/**
 * What is known about the work that is going on: the request, whoever it is for, and its trace.
 *
 * One `AsyncLocalStorage` of the process carries it through promises, timers and callbacks, so that a log line written deep
 * inside a request names the request without anybody passing it down.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { merged } from './merged.ts'

/** What a log line can say about the work. `undefined` takes a field away. */
export type ContextValue = string | number | boolean | undefined

export type ContextFields = Readonly<Record<string, ContextValue>>

/** W3C ids of the span that is active: an OpenTelemetry `SpanContext` is one. */
export interface ActiveTrace {
  /** 32 hexadecimal digits, lower case. */
  readonly traceId: string
  /** 16 hexadecimal digits, lower case. */
  readonly spanId: string
  /** Bit 0: the trace is sampled. */
  readonly traceFlags: number
}

export interface ContextInit {
  readonly requestId?: string | undefined
  readonly fields?: ContextFields | undefined
  /** For work whose trace is known from a header while no tracer runs. An installed trace source wins. */
  readonly trace?: ActiveTrace | undefined
}

interface DerivedText {
  readonly owner: object
  readonly version: number
  readonly trace: ActiveTrace | undefined
  readonly text: string
}

/** The context of one request, job or invocation. Shared by everything that runs inside it. */
export class RequestContext {
  readonly requestId: string | undefined
  readonly trace: ActiveTrace | undefined
  /** The fields as the log writes them: its own to fill, so that a request with many lines encodes them once. */
  derived: DerivedText | undefined
  #fields: ContextFields
  #version = 0

  constructor(init: ContextInit, inherited: ContextFields = {}) {
    this.requestId = init.requestId
    this.trace = init.trace
    this.#fields = merged(inherited, init.fields)
  }

  get fields(): ContextFields {
    return this.#fields
  }

  /** Grows with every change of the fields, so that readers can keep what they derived from them. */
  get version(): number {
    return this.#version
  }

  set(fields: ContextFields): void {
    this.#fields = merged(this.#fields, fields)
    this.#version += 1
  }
}

const storage = new AsyncLocalStorage<RequestContext>()

/**
 * Runs `work` inside a context of its own. Fields of a context around it are inherited, and so are its request id and trace
 * unless `init` has others; changes inside stay inside.
 */
export function runWithContext<T>(init: ContextInit, work: () => T): T {
  const outer = storage.getStore()
  if (outer === undefined) return storage.run(new RequestContext(init), work)
  const { requestId = outer.requestId, trace = outer.trace, fields } = init
  return storage.run(new RequestContext({ requestId, trace, fields }, outer.fields), work)
}

/** Runs `work` inside a context that exists already, as for an event that comes after the work it belongs to. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work)
}

/** The context around the caller, or undefined outside of any. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore()
}

/**
 * Adds fields to the context around the caller: `setContext({ machineId, userId })`.
 *
 * Outside of any context it starts one, which holds for the rest of this asynchronous execution and what it starts.
 */
export function setContext(fields: ContextFields): void {
  const context = storage.getStore()
  if (context === undefined) storage.enterWith(new RequestContext({ fields }))
  else context.set(fields)
}

/** Tells which trace is active. Called for every log line: it must be cheap and must not throw. */
export type TraceSource = () => ActiveTrace | undefined

let traceSource: TraceSource | undefined

/** Installs where active traces come from, one for the process; undefined takes it out. Tracing set-up calls it. */
export function setTraceSource(source: TraceSource | undefined): void {
  traceSource = source
}

export function hasTraceSource(): boolean {
  return traceSource !== undefined
}

/** The trace around the caller: of the tracer, else of the context. The same object for as long as the span is the same. */
export function currentTrace(): ActiveTrace | undefined {
  return traceSource?.() ?? storage.getStore()?.trace
}

/**
 * A trace id as X-Ray writes it: `1-5759e988-bd862e3fe1be46a994272793`.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
export function xrayTraceId(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
}
