/**
 * Keeps the rules of X-Ray current: asks for them every five minutes, reports what was decided every ten seconds, and takes the
 * quotas that come back. When X-Ray is away, one warning; decisions go on with what is known, then with the default rule.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html
 */
import { randomBytes } from 'node:crypto'
import type { Outcome } from '../../output/send.ts'
import { Warnings } from '../../output/warnings.ts'
import type { XRayTarget } from './xray-reservoir.ts'
import type { XRayRule } from './xray-rule.ts'
import type { XRayRules } from './xray-rules.ts'

const RULES_INTERVAL_MS = 300_000
const TARGETS_INTERVAL_MS = 10_000
/** Of one GetSamplingTargets. @see https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html */
const MAX_REPORTS = 25
/** There are at most 25 rules of one's own, so a page is enough; a server that never ends is not followed. */
const MAX_PAGES = 10

/** One call of X-Ray with its input as JSON. Never rejects. */
export type CallXRay = (operation: 'GetSamplingRules' | 'GetSamplingTargets', input: string) => Promise<Outcome>

export interface XRayPollerOptions {
  readonly rules: XRayRules
  readonly call: CallXRay
  readonly warnings?: Warnings | undefined
  /** Default: 300,000. */
  readonly rulesIntervalMs?: number | undefined
  /** Default: 10,000. */
  readonly targetsIntervalMs?: number | undefined
  readonly now?: (() => number) | undefined
}

export class XRayPoller {
  readonly #rules: XRayRules
  readonly #call: CallXRay
  readonly #warnings: Warnings
  readonly #now: () => number
  readonly #clientId = randomBytes(12).toString('hex')
  readonly #timers: readonly NodeJS.Timeout[]
  #lastChange: number | string | undefined

  constructor(options: XRayPollerOptions) {
    const { rules, call, warnings = new Warnings(), now = Date.now } = options
    this.#rules = rules
    this.#call = call
    this.#warnings = warnings
    this.#now = now
    this.#timers = [
      setInterval(() => void this.fetchRules(), options.rulesIntervalMs ?? RULES_INTERVAL_MS),
      setInterval(() => void this.exchange(), options.targetsIntervalMs ?? TARGETS_INTERVAL_MS),
    ]
    for (const timer of this.#timers) timer.unref()
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }

  /** Asks for the rules; whether they came. Never rejects. */
  async fetchRules(): Promise<boolean> {
    const rules: XRayRule[] = []
    let token: string | undefined
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.#ask<RulesAnswer>('GetSamplingRules', token === undefined ? {} : { NextToken: token })
      if (answer === undefined) return false
      for (const { SamplingRule } of answer.SamplingRuleRecords ?? [])
        if (isRule(SamplingRule)) rules.push(SamplingRule)
      token = answer.NextToken ?? undefined
      if (token === undefined) break
    }
    this.#rules.load(rules)
    return true
  }

  /** Reports what was decided and takes the quotas. Never rejects. */
  async exchange(): Promise<void> {
    const reports = this.#rules.reports().slice()
    while (reports.length > 0) {
      const part = reports.splice(0, MAX_REPORTS)
      const answer = await this.#ask<TargetsAnswer>('GetSamplingTargets', {
        SamplingStatisticsDocuments: part.map((report) => ({
          ...report,
          ClientID: this.#clientId,
          Timestamp: Math.floor(this.#now() / 1_000),
        })),
      })
      if (answer === undefined) {
        this.#rules.restore([...part, ...reports])
        return
      }
      this.#rules.adjust(answer.SamplingTargetDocuments ?? [])
      // Compared with what it was, not with our clock, which may be another than that of X-Ray.
      const changed = answer.LastRuleModification ?? undefined
      if (changed !== this.#lastChange && (await this.fetchRules())) this.#lastChange = changed
    }
  }

  async #ask<T>(operation: 'GetSamplingRules' | 'GetSamplingTargets', input: object): Promise<T | undefined> {
    const outcome = await this.#call(operation, JSON.stringify(input))
    if (outcome.kind !== 'done') {
      this.#warnings.add(`X-Ray sampling rules are not available, ${operation}: ${outcome.reason}`)
      return undefined
    }
    try {
      return JSON.parse(outcome.answer.body) as T
    } catch {
      this.#warnings.add(`X-Ray sampling rules are not available, ${operation}: the answer is not JSON`)
      return undefined
    }
  }
}

interface RulesAnswer {
  readonly SamplingRuleRecords?: readonly { readonly SamplingRule?: Partial<XRayRule> }[] | null
  readonly NextToken?: string | null
}

interface TargetsAnswer {
  readonly SamplingTargetDocuments?: readonly XRayTarget[] | null
  readonly LastRuleModification?: number | string | null
}

/** A rule that lacks something is left out rather than guessed at. */
function isRule(rule: Partial<XRayRule> | undefined): rule is XRayRule {
  return (
    rule !== undefined &&
    [rule.Priority, rule.FixedRate, rule.ReservoirSize].every((value) => typeof value === 'number') &&
    [
      rule.RuleName,
      rule.ServiceName,
      rule.ServiceType,
      rule.Host,
      rule.HTTPMethod,
      rule.URLPath,
      rule.ResourceARN,
    ].every((value) => typeof value === 'string')
  )
}
