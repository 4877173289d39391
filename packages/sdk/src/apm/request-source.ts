/** What is known of requests: over the latest minute or so, and since the service started. */
export interface RequestSource {
  snapshot(): RequestSnapshot
  /** Requests under way, longest first. */
  active(): readonly ActiveRequest[]
}

/** Durations of some requests, and how many of them failed. */
export interface RequestFigures {
  readonly count: number
  /** Answered with 500 and above, or not at all. */
  readonly errors: number
  /** Durations in milliseconds; 0 when there were no requests. */
  readonly meanMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

export interface RequestSnapshot extends RequestFigures {
  /** The latest time that these figures are of, in milliseconds. */
  readonly windowMs: number
  /** Since the service started. */
  readonly totalCount: number
  readonly totalErrors: number
  /** Of the same time, by route. */
  readonly routes: readonly RouteFigures[]
}

export interface RouteFigures extends RequestFigures {
  readonly method: string
  /** The template, `/videos/:id`. */
  readonly route: string
}

export interface ActiveRequest {
  readonly requestId: string
  readonly method: string
  /** The template; undefined while it is not known. */
  readonly route: string | undefined
  /** How long it has been under way. */
  readonly durationMs: number
}
