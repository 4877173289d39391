/** What is known of the work that begins a trace, when it is decided whether to record it. */
export interface TraceStart {
  readonly traceId: string
  /** Of an incoming request; undefined for other work. */
  readonly method?: string | undefined
  /** Without query string. */
  readonly path?: string | undefined
  /** As the request names it. */
  readonly host?: string | undefined
}

/** Decides whether a new trace is recorded. Called in the path of every request: it must be cheap and must not throw. */
export type Decide = (start: TraceStart) => boolean

/**
 * A share of all traces, decided by the random digits of the id, so that services with the same ratio decide alike.
 *
 * @param ratio - 0 to 1
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/ (its threshold, with 52 of the 56 bits)
 */
export function ratioDecision(ratio: number): Decide {
  if (ratio >= 1) return () => true
  if (!(ratio > 0)) return () => false
  const threshold = (1 - ratio) * 2 ** 52
  return ({ traceId }) => Number.parseInt(traceId.slice(-13), 16) >= threshold
}
