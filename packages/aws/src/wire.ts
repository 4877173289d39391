/** A request as the HTTP server received it. */
export interface WireRequest {
  readonly method: string
  /** As sent, percent-encoded, without the query. */
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** As received: still compressed and chunked. */
  readonly body: Uint8Array
}

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** An iterable is an event stream: send each piece at once, and close the iterator when the caller hangs up. */
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>
}
