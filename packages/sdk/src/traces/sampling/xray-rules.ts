import type { Decide } from './decide.ts'
import { type XRayCounts, XRayReservoir, type XRayTarget } from './xray-reservoir.ts'
import { DEFAULT_RULE, fitsRule, inOrder, type XRayRule, type XRayService } from './xray-rule.ts'

/** Rules older than this count no longer: X-Ray has been away too long. */
const RULES_HOLD_MS = 3_600_000

export interface RuleCounts extends XRayCounts {
  readonly RuleName: string
}

/**
 * All rules of X-Ray with their state. Knows no network and no clock: `now` and `random` are given.
 *
 * While there are no rules, or only old ones, the default rule decides: the first trace of each second and 5 %.
 */
export class XRayRules {
  readonly #service: () => XRayService
  readonly #now: () => number
  readonly #random: () => number
  readonly #fallback = new XRayReservoir(DEFAULT_RULE)
  #reservoirs: readonly XRayReservoir[] = []
  #loadedAtMs = Number.NEGATIVE_INFINITY

  constructor(service: () => XRayService, now: () => number = Date.now, random: () => number = Math.random) {
    this.#service = service
    this.#now = now
    this.#random = random
  }

  readonly decide: Decide = (start) => {
    const nowMs = this.#now()
    const service = this.#service()
    const current = nowMs - this.#loadedAtMs < RULES_HOLD_MS ? this.#reservoirs : []
    const reservoir = current.find(({ rule }) => fitsRule(rule, service, start)) ?? this.#fallback
    return reservoir.decide(nowMs, this.#random())
  }

  /** Takes over a new set. Rules that stay keep their quota and counts. */
  load(rules: readonly XRayRule[]): void {
    const known = new Map(this.#reservoirs.map((reservoir) => [reservoir.rule.RuleName, reservoir]))
    this.#reservoirs = inOrder(rules).map((rule) => {
      const reservoir = known.get(rule.RuleName) ?? new XRayReservoir(rule)
      reservoir.change(rule)
      return reservoir
    })
    this.#loadedAtMs = this.#now()
  }

  /** What X-Ray wants to hear now. */
  reports(): readonly RuleCounts[] {
    const nowMs = this.#now()
    return this.#reservoirs.flatMap((reservoir) => {
      const counts = reservoir.report(nowMs)
      return counts === undefined ? [] : [{ RuleName: reservoir.rule.RuleName, ...counts }]
    })
  }

  /** These did not arrive. */
  restore(reports: readonly RuleCounts[]): void {
    for (const { RuleName, ...counts } of reports) this.#named(RuleName)?.restore(counts)
  }

  adjust(targets: readonly XRayTarget[]): void {
    for (const target of targets) this.#named(target.RuleName)?.adjust(target, this.#now())
  }

  #named(name: string): XRayReservoir | undefined {
    return this.#reservoirs.find(({ rule }) => rule.RuleName === name)
  }
}
