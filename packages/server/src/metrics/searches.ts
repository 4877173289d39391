import { DAY_MS, isPeriod, parseStatistic, type Statistic, type Tenant } from '@atalaya/model'
import {
  type MathCall,
  type MathExpression,
  type MetricSearch,
  MetricSearchIndex,
  parseSearch,
  SyntaxProblem,
  walk,
} from '@atalaya/query'
import type { MetricStore, Series } from '@atalaya/store'

/** Metrics without a datapoint for so long are not found. */
export const ACTIVE_MS: number = 14 * DAY_MS

/** What a call of SEARCH asks. */
export interface MetricSearchCall {
  readonly search: MetricSearch
  readonly stat: string
  readonly statistic: Statistic
  readonly periodSeconds: number
}

/**
 * The calls of SEARCH in an expression. What they look for must be known before anything is evaluated, so their arguments are
 * texts and numbers, not computed.
 *
 * @param periodSeconds of the query, which a third argument overrides
 * @throws {SyntaxProblem}
 */
export function searchesIn(
  expression: MathExpression,
  periodSeconds: number | undefined,
): ReadonlyMap<MathCall, MetricSearchCall> {
  const calls = [...walk(expression)].filter((part): part is MathCall => part.kind === 'call' && part.name === 'SEARCH')
  return new Map(calls.map((call) => [call, readCall(call, periodSeconds)]))
}

function readCall(call: MathCall, queryPeriodSeconds: number | undefined): MetricSearchCall {
  const [text, stat, seconds] = call.args
  const fail = (message: string, { start, end } = call.span): never => {
    throw new SyntaxProblem(message, start, end)
  }
  if (text?.kind !== 'string')
    return fail('The first argument of SEARCH must be a search expression in quotes', text?.span)
  if (stat?.kind !== 'string') return fail('The second argument of SEARCH must be a statistic in quotes', stat?.span)
  if (seconds !== undefined && seconds.kind !== 'number') {
    return fail('The third argument of SEARCH must be a period in seconds', seconds.span)
  }
  const statistic = parseStatistic(stat.value)
  if (statistic === undefined) return fail(`The value ${stat.value} in SEARCH is not a valid statistic`, stat.span)
  const periodSeconds = seconds?.value ?? queryPeriodSeconds
  if (periodSeconds === undefined) {
    return fail('SEARCH needs a period: specify Period for the query, or a third argument')
  }
  if (!isPeriod(periodSeconds)) {
    return fail(`The period ${periodSeconds} in SEARCH is invalid: it must be 1, 5, 10, 20, 30 or a multiple of 60`)
  }
  return { search: parseSearch(text.value), stat: stat.value, statistic, periodSeconds }
}

/** Looks metrics up for the searches of one request; what is listed once serves all of them. */
export class MetricFinder {
  readonly #metrics: MetricStore
  readonly #tenant: Tenant
  readonly #activeSinceMs: number
  readonly #indexes = new Map<string | undefined, MetricSearchIndex<Series>>()

  constructor(metrics: MetricStore, tenant: Tenant, nowMs: number) {
    this.#metrics = metrics
    this.#tenant = tenant
    this.#activeSinceMs = nowMs - ACTIVE_MS
  }

  find(search: MetricSearch): readonly Series[] {
    const namespace = search.schema?.namespace
    let index = this.#indexes.get(namespace)
    if (index === undefined) {
      const asked = { tenant: this.#tenant, activeSinceMs: this.#activeSinceMs }
      const listed = this.#metrics.listSeries(namespace === undefined ? asked : { ...asked, namespace })
      index = new MetricSearchIndex(listed, this.#tenant.accountId)
      this.#indexes.set(namespace, index)
    }
    return index.find(search)
  }

  /** Metrics of exactly this name. */
  named(namespace: string, name: string): readonly Series[] {
    return this.#metrics.listSeries({ tenant: this.#tenant, namespace, name, activeSinceMs: this.#activeSinceMs })
  }
}
