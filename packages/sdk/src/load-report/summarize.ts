/** One request of a load test, or several that took the same time. */
export interface RequestResult {
  /** Under which name it is reported: `GET /api/videos/:id`. Default: `other`. */
  readonly endpoint?: string | undefined
  readonly durationMs: number
  /** When it began: milliseconds since the Unix epoch. */
  readonly timeMs?: number | undefined
  /** 400 and above is a failure. */
  readonly statusCode?: number | undefined
  /** Type of the error when there was no answer. */
  readonly errorType?: string | undefined
  /** Default: 1. */
  readonly count?: number | undefined
}

export interface LoadSummary {
  readonly name: string
  readonly requests: number
  readonly failures: number
  readonly errorRatePercent: number
  /** Undefined when it is not known how long the test took. */
  readonly requestsPerSecond: number | undefined
  readonly durationSeconds: number | undefined
  /** Milliseconds; undefined without requests. */
  readonly latency: LatencySummary | undefined
  /** How often requests failed, by status code or type of error, the most frequent first. */
  readonly failuresByType: Readonly<Record<string, number>>
}

export interface LatencySummary {
  readonly minMs: number
  readonly meanMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

export function summarize(
  name: string,
  requests: readonly RequestResult[],
  givenSeconds: number | undefined,
): LoadSummary {
  const count = sum(requests.map(countOf))
  const failed = requests.filter(isFailure)
  const failures = sum(failed.map(countOf))
  const durationSeconds = givenSeconds ?? spanSeconds(requests)
  return {
    name,
    requests: count,
    failures,
    errorRatePercent: count === 0 ? 0 : (failures / count) * 100,
    requestsPerSecond: durationSeconds === undefined ? undefined : count / durationSeconds,
    durationSeconds,
    latency: count === 0 ? undefined : latencyOf(requests, count),
    failuresByType: countTypes(failed),
  }
}

function isFailure({ statusCode, errorType }: RequestResult): boolean {
  return errorType !== undefined || (statusCode !== undefined && statusCode >= 400)
}

function countOf({ count = 1 }: RequestResult): number {
  return count
}

function latencyOf(requests: readonly RequestResult[], count: number): LatencySummary {
  const sorted = requests.filter((one) => countOf(one) > 0).sort((a, b) => a.durationMs - b.durationMs)
  const ranks = percentiles(sorted, count)
  return {
    minMs: sorted[0]!.durationMs,
    meanMs: sum(sorted.map((one) => one.durationMs * countOf(one))) / count,
    p50Ms: ranks(0.5),
    p95Ms: ranks(0.95),
    p99Ms: ranks(0.99),
    maxMs: sorted.at(-1)!.durationMs,
  }
}

/** Nearest rank: the least value that at least this part of all requests do not exceed. */
function percentiles(sorted: readonly RequestResult[], count: number): (part: number) => number {
  return (part) => {
    const rank = Math.ceil(part * count)
    let seen = 0
    for (const one of sorted) {
      seen += countOf(one)
      if (seen >= rank) return one.durationMs
    }
    return sorted.at(-1)!.durationMs
  }
}

/** From the begin of the first to the end of the last. */
function spanSeconds(requests: readonly RequestResult[]): number | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { timeMs, durationMs } of requests) {
    if (timeMs === undefined) return undefined
    first = Math.min(first, timeMs)
    last = Math.max(last, timeMs + durationMs)
  }
  return last > first ? (last - first) / 1_000 : undefined
}

function countTypes(failed: readonly RequestResult[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const one of failed) {
    const type = one.errorType ?? String(one.statusCode)
    counts.set(type, (counts.get(type) ?? 0) + countOf(one))
  }
  // Keys that look like numbers would be put first, in their own order: a prefix keeps ours.
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a).map(([type, n]) => [label(type), n]))
}

function label(type: string): string {
  return /^\d+$/.test(type) ? `status ${type}` : type
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
