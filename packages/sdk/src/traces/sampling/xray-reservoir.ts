/**
 * How one rule decides: first from its reservoir, so many traces a second; then by its rate.
 *
 * The reservoir is shared by all clients, and X-Ray gives each its part, the quota, for some minutes. A client without a quota
 * borrows one trace a second.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
import type { XRayRule } from './xray-rule.ts'

/** What X-Ray says about one rule in `GetSamplingTargets`. Times are epoch seconds. */
export interface XRayTarget {
  readonly RuleName: string
  readonly FixedRate?: number | null | undefined
  readonly ReservoirQuota?: number | null | undefined
  readonly ReservoirQuotaTTL?: number | string | null | undefined
  /** Seconds until it wants to hear from us again. */
  readonly Interval?: number | null | undefined
}

/** What was decided since the last report. */
export interface XRayCounts {
  readonly RequestCount: number
  readonly SampledCount: number
  readonly BorrowCount: number
}

export class XRayReservoir {
  #rule: XRayRule
  #rate: number
  #quota: number | undefined
  #quotaUntilMs = 0
  #reportAtMs = 0
  #second = -1
  /** Taken from the reservoir in this second. */
  #taken = 0
  #counts = { RequestCount: 0, SampledCount: 0, BorrowCount: 0 }

  constructor(rule: XRayRule) {
    this.#rule = rule
    this.#rate = rule.FixedRate
  }

  get rule(): XRayRule {
    return this.#rule
  }

  /** The rule was changed; quota and counts stay. */
  change(rule: XRayRule): void {
    if (rule.FixedRate !== this.#rule.FixedRate) this.#rate = rule.FixedRate
    this.#rule = rule
  }

  /** @param random - from 0 to 1, 1 excluded */
  decide(nowMs: number, random: number): boolean {
    this.#counts.RequestCount++
    const sampled = this.#take(nowMs) || random < this.#rate
    if (sampled) this.#counts.SampledCount++
    return sampled
  }

  #take(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#taken = 0
    }
    const borrowing = this.#quota === undefined || nowMs >= this.#quotaUntilMs
    const available = borrowing ? Math.min(1, this.#rule.ReservoirSize) : (this.#quota ?? 0)
    if (this.#taken >= available) return false
    this.#taken++
    if (borrowing) this.#counts.BorrowCount++
    return true
  }

  /** Counts to report now: undefined when there is nothing to say, or X-Ray did not ask for it yet. */
  report(nowMs: number): XRayCounts | undefined {
    if (this.#counts.RequestCount === 0 || nowMs < this.#reportAtMs) return undefined
    const counts = this.#counts
    this.#counts = { RequestCount: 0, SampledCount: 0, BorrowCount: 0 }
    return counts
  }

  /** The report did not arrive: it is part of the next one. */
  restore(counts: XRayCounts): void {
    this.#counts.RequestCount += counts.RequestCount
    this.#counts.SampledCount += counts.SampledCount
    this.#counts.BorrowCount += counts.BorrowCount
  }

  /** Takes what X-Ray answered. What it leaves out stays as it was. */
  adjust(target: XRayTarget, nowMs: number): void {
    if (typeof target.FixedRate === 'number') this.#rate = target.FixedRate
    const untilMs = epochMs(target.ReservoirQuotaTTL)
    if (typeof target.ReservoirQuota === 'number' && untilMs !== undefined) {
      this.#quota = target.ReservoirQuota
      this.#quotaUntilMs = untilMs
    }
    if (typeof target.Interval === 'number') this.#reportAtMs = nowMs + target.Interval * 1_000
  }
}

/** Epoch seconds as a number, as X-Ray writes them; some proxies write ISO 8601. */
export function epochMs(time: number | string | null | undefined): number | undefined {
  if (typeof time === 'number') return time * 1_000
  const parsed = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(parsed) ? undefined : parsed
}
