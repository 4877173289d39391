/**
 * How the HTTP core talks to tracing: `traces` gives the real one, and without tracing there is none.
 */
import type { IncomingHttpHeaders } from 'node:http'

/** Makes the span of an incoming request. */
export interface ServerSpans {
  /** Starts the span: a child of what the headers (W3C or X-Ray) name, else the root of a new trace. */
  readonly start: (request: IncomingRequest) => ServerSpan
}

export interface IncomingRequest {
  readonly method: string
  readonly headers: Readonly<IncomingHttpHeaders>
  /** `http` or `https`. */
  readonly scheme: string
  /** Without query string. Only the decision to sample sees it; it never becomes an attribute. */
  readonly path: string
}

export interface ServerSpan {
  /** For `X-Amzn-Trace-Id` of the answer, when the caller asked whether it is recorded. */
  readonly answer?: string | undefined
  /** Runs `fn` with this span as the active one. */
  readonly run: <T>(fn: () => T) => T
  /** Ends the span under the template of its route; undefined when no route matched. */
  readonly end: (result: ServerSpanResult) => void
}

export interface ServerSpanResult {
  readonly route: string | undefined
  readonly statusCode: number
  /** What the handler threw, if it did. */
  readonly error?: unknown
}
