import type { LoadSummary } from './summarize.ts'

/** Limits that are reached but not passed hold. */
export interface Thresholds {
  readonly minRequests?: number | undefined
  /** 0 to 100. */
  readonly maxErrorRatePercent?: number | undefined
  readonly maxMeanMs?: number | undefined
  readonly maxP50Ms?: number | undefined
  readonly maxP95Ms?: number | undefined
  readonly maxP99Ms?: number | undefined
  readonly maxMs?: number | undefined
  readonly minRequestsPerSecond?: number | undefined
}

/** One promise, and what became of it. */
export interface Check {
  /** Of which requests. */
  readonly of: string
  /** `p95`, `error rate`, ... */
  readonly what: string
  readonly unit: '' | '%' | 'ms' | '/s'
  readonly limit: number
  /** Whether the limit is the least or the most that is allowed. */
  readonly bound: 'least' | 'most'
  /** Undefined when it is not known. */
  readonly actual: number | undefined
  readonly holds: boolean
}

interface Rule {
  readonly what: string
  readonly unit: Check['unit']
  readonly bound: Check['bound']
  readonly of: (summary: LoadSummary) => number | undefined
}

const RULES: Readonly<Record<keyof Thresholds, Rule>> = {
  minRequests: { what: 'requests', unit: '', bound: 'least', of: ({ requests }) => requests },
  maxErrorRatePercent: { what: 'error rate', unit: '%', bound: 'most', of: ({ errorRatePercent }) => errorRatePercent },
  maxMeanMs: { what: 'mean', unit: 'ms', bound: 'most', of: ({ latency }) => latency?.meanMs },
  maxP50Ms: { what: 'p50', unit: 'ms', bound: 'most', of: ({ latency }) => latency?.p50Ms },
  maxP95Ms: { what: 'p95', unit: 'ms', bound: 'most', of: ({ latency }) => latency?.p95Ms },
  maxP99Ms: { what: 'p99', unit: 'ms', bound: 'most', of: ({ latency }) => latency?.p99Ms },
  maxMs: { what: 'slowest', unit: 'ms', bound: 'most', of: ({ latency }) => latency?.maxMs },
  minRequestsPerSecond: { what: 'throughput', unit: '/s', bound: 'least', of: (summary) => summary.requestsPerSecond },
}

/** In the order of the rules. */
export function check(summary: LoadSummary, thresholds: Thresholds): readonly Check[] {
  return (Object.keys(RULES) as (keyof Thresholds)[]).flatMap((name) => {
    const limit = thresholds[name]
    if (limit === undefined) return []
    const { what, unit, bound, of } = RULES[name]
    const actual = of(summary)
    const holds = actual !== undefined && (bound === 'least' ? actual >= limit : actual <= limit)
    return [{ of: summary.name, what, unit, limit, bound, actual, holds }]
  })
}

/** What is wrong with thresholds, in words. A misspelt one would otherwise be a promise that nobody keeps. */
export function thresholdProblems(where: string, thresholds: Thresholds): readonly string[] {
  return Object.entries(thresholds).flatMap(([name, value]: [string, unknown]) => {
    if (!Object.hasOwn(RULES, name)) return [`${where}.${name} is not a threshold`]
    const fits = value === undefined || (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY)
    return fits ? [] : [`${where}.${name} must be a number of at least 0, got ${String(value)}`]
  })
}
