/** Headers by lower-case name, as `node:http` gives them, and as messages carry them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What the headers of a request say about the work that it belongs to. */
export interface Upstream {
  /** 32 hexadecimal digits, lower case. */
  readonly traceId: string
  /** The calling span. Undefined: a load balancer named a trace, and nobody has made a span of it yet. */
  readonly spanId: string | undefined
  /** Undefined: the caller left the decision to us. */
  readonly sampled: boolean | undefined
  readonly traceState?: string | undefined
  /** The caller wants to hear in the answer what was decided. */
  readonly asks?: boolean | undefined
  /** Which functions of Lambda the work has come through: passed on as it is, because Lambda ends loops by it. */
  readonly lineage?: string | undefined
}

/** A span as headers name it. */
export interface SpanIds {
  readonly traceId: string
  readonly spanId: string
  /** Bit 0: sampled. */
  readonly traceFlags: number
}

export function firstOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' || value === undefined ? value : value[0]
}
