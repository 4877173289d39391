import type { ActiveRequest } from '../apm/request-source.ts'
import type { RequestContext } from '../context/context.ts'
import { runInContext } from '../context/context.ts'
import type { IncomingRequest, ServerSpan } from './server-spans.ts'

/** Is told how a request ended. */
export interface ExchangeOwner {
  ended(exchange: Exchange, statusCode: number, aborted: boolean): void
}

/** One request, from its arrival to the last byte of its answer. */
export class Exchange {
  readonly requestId: string
  readonly method: string
  /** Without query string. Of no signal: only to recognise routes of our own. */
  readonly path: string
  readonly beginMs: number
  /** The template of the route; undefined while it is not known, or when none matched. */
  route: string | undefined
  /** Asks the framework for that template, at any time; at the end its answer stands. */
  routeOf: (() => string | undefined) | undefined
  /** What the service threw, if it did. */
  error: unknown
  readonly #owner: ExchangeOwner
  readonly #context: RequestContext
  readonly #span: ServerSpan | undefined
  #ended = false

  constructor(owner: ExchangeOwner, request: IncomingRequest, begin: ExchangeBegin) {
    this.#owner = owner
    this.method = request.method
    this.path = request.path
    this.beginMs = begin.nowMs
    this.requestId = begin.requestId
    this.#context = begin.context
    this.#span = begin.span
  }

  /** Runs `work` as part of this request: its log lines and its spans say so. */
  run<T>(work: () => T): T {
    const span = this.#span
    if (span === undefined) return runInContext(this.#context, work)
    return span.run(() => runInContext(this.#context, work))
  }

  /** What a caller who asked is told of its trace. */
  get traceAnswer(): string | undefined {
    return this.#span?.answer
  }

  /** Whether that was all: a request ends once. */
  get ended(): boolean {
    return this.#ended
  }

  /**
   * The answer is complete, or with `aborted` whoever asked has gone. Counts the request; any later call does nothing.
   */
  end(statusCode: number, aborted = false): void {
    if (this.#ended) return
    this.#ended = true
    this.route ??= this.routeOf?.()
    this.run(() => this.#owner.ended(this, statusCode, aborted))
    this.#span?.end({ route: this.route, statusCode, error: this.error })
  }

  /** As the page of active requests shows it. */
  describe(nowMs: number): ActiveRequest {
    const { requestId, method, beginMs } = this
    return { requestId, method, route: this.route ?? this.routeOf?.(), durationMs: nowMs - beginMs }
  }
}

export interface ExchangeBegin {
  readonly nowMs: number
  readonly requestId: string
  readonly context: RequestContext
  readonly span: ServerSpan | undefined
}
