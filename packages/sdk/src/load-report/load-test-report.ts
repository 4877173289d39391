/**
 * Says of a load test whether the service held what it promised: counts, failures, percentiles, throughput, and PASS or FAIL.
 *
 * Percentiles are exact (nearest rank) over every request that is given, failed ones too.
 */
import { renderMarkdown, renderText } from './render.ts'
import { type LoadSummary, type RequestResult, summarize } from './summarize.ts'
import { type Check, check, type Thresholds, thresholdProblems } from './thresholds.ts'

export interface LoadTestOptions {
  /** Default: `Load test`. */
  readonly title?: string | undefined
  /** Of the whole test, in any order. */
  readonly requests: Iterable<RequestResult>
  /** How long the test took. Default: from the begin of the first request to the end of the last, when requests have times. */
  readonly durationSeconds?: number | undefined
  /** Of all requests together. Default: at least 1 request, at most 5 % failed, p95 at most 2,000 ms. Given ones replace all of these but the first. */
  readonly thresholds?: Thresholds | undefined
  /** Of single endpoints, by their names. */
  readonly endpoints?: Readonly<Record<string, Thresholds>> | undefined
}

export interface LoadTestReport {
  readonly title: string
  /** PASS: every check holds. What cannot be known does not hold. */
  readonly verdict: 'PASS' | 'FAIL'
  readonly checks: readonly Check[]
  readonly total: LoadSummary
  /** Most requests first. */
  readonly endpoints: readonly LoadSummary[]
  /** For a terminal. */
  text(): string
  /** For a pull request. */
  markdown(): string
}

/** @throws {TypeError} naming every threshold that is wrong */
export function loadTestReport(options: LoadTestOptions): LoadTestReport {
  const { title = 'Load test', requests, durationSeconds, thresholds = DEFAULTS, endpoints: limits = {} } = options
  const problems = [
    ...thresholdProblems('thresholds', thresholds),
    ...Object.entries(limits).flatMap(([name, one]) => thresholdProblems(`endpoints[${name}]`, one)),
    ...(durationSeconds === undefined || durationSeconds > 0
      ? []
      : [`durationSeconds must be more than 0, got ${durationSeconds}`]),
  ]
  if (problems.length > 0) throw new TypeError(`loadTestReport: ${problems.join('; ')}`)
  const all = [...requests]
  const total = summarize('all requests', all, durationSeconds)
  const endpoints = byEndpoint(all, durationSeconds ?? total.durationSeconds)
  const named = new Map(endpoints.map((summary) => [summary.name, summary]))
  const checks = [
    ...check(total, { minRequests: 1, ...thresholds }),
    // An endpoint that was never called has not held its promise.
    ...Object.entries(limits).flatMap(([name, one]) =>
      check(named.get(name) ?? summarize(name, [], durationSeconds), { minRequests: 1, ...one }),
    ),
  ]
  const report = {
    title,
    verdict: checks.every(({ holds }) => holds) ? 'PASS' : 'FAIL',
    checks,
    total,
    endpoints,
  } as const
  return { ...report, text: () => renderText(report), markdown: () => renderMarkdown(report) }
}

/** Those of the alerts inside a service. */
const DEFAULTS: Thresholds = { maxErrorRatePercent: 5, maxP95Ms: 2_000 }

function byEndpoint(requests: readonly RequestResult[], durationSeconds: number | undefined): readonly LoadSummary[] {
  const groups = new Map<string, RequestResult[]>()
  for (const request of requests) {
    const { endpoint = 'other' } = request
    const group = groups.get(endpoint)
    if (group === undefined) groups.set(endpoint, [request])
    else group.push(request)
  }
  return [...groups]
    .map(([name, some]) => summarize(name, some, durationSeconds))
    .sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1))
}
