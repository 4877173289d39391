import type { RequestFigures, RequestSnapshot, RouteFigures } from '../apm/request-source.ts'

/** Requests that look at a minute in pieces of 5 seconds: what is older than the oldest piece is forgotten. */
const SLOT_MS = 5_000
const SLOTS = 12

/** Of one method and route: how many requests, how many failed, and how long they took. */
export class RouteStats {
  readonly method: string
  readonly route: string
  totalCount = 0
  totalErrors = 0
  readonly #slots: (Slot | undefined)[] = []

  constructor(method: string, route: string) {
    this.method = method
    this.route = route
  }

  /** @param nowMs - of a clock that only goes forward */
  add(nowMs: number, durationMs: number, failed: boolean): void {
    const period = Math.floor(nowMs / SLOT_MS)
    const index = period % SLOTS
    let slot = this.#slots[index]
    if (slot === undefined) {
      slot = new Slot()
      this.#slots[index] = slot
    }
    if (slot.period !== period) slot.begin(period)
    slot.durations.add(durationMs)
    this.totalCount += 1
    if (failed) {
      slot.errors += 1
      this.totalErrors += 1
    }
  }

  /** Adds the latest minute to `durations`, and returns how many of it failed. */
  collect(nowMs: number, durations: Durations): number {
    const oldest = Math.floor(nowMs / SLOT_MS) - SLOTS
    let errors = 0
    for (const slot of this.#slots) {
      if (slot === undefined || slot.period <= oldest) continue
      durations.merge(slot.durations)
      errors += slot.errors
    }
    return errors
  }
}

/**
 * The figures of all routes together and of each.
 *
 * @param startMs - since when requests are counted: a service that is young has no minute yet
 */
export function requestSnapshot(stats: Iterable<RouteStats>, nowMs: number, startMs: number): RequestSnapshot {
  const all = new Durations()
  const routes: RouteFigures[] = []
  let errors = 0
  let totalCount = 0
  let totalErrors = 0
  for (const one of stats) {
    totalCount += one.totalCount
    totalErrors += one.totalErrors
    const durations = new Durations()
    const failed = one.collect(nowMs, durations)
    if (durations.count === 0) continue
    all.merge(durations)
    errors += failed
    routes.push({ method: one.method, route: one.route, ...figures(durations, failed) })
  }
  return {
    ...figures(all, errors),
    windowMs: Math.min(SLOTS * SLOT_MS, Math.max(1_000, nowMs - startMs)),
    totalCount,
    totalErrors,
    routes: routes.sort((a, b) => b.count - a.count),
  }
}

function figures(durations: Durations, errors: number): RequestFigures {
  return {
    count: durations.count,
    errors,
    meanMs: durations.count === 0 ? 0 : durations.sumMs / durations.count,
    p50Ms: durations.quantile(0.5),
    p95Ms: durations.quantile(0.95),
    p99Ms: durations.quantile(0.99),
  }
}

class Slot {
  period = Number.NaN
  errors = 0
  readonly durations: Durations = new Durations()

  begin(period: number): void {
    this.period = period
    this.errors = 0
    this.durations.clear()
  }
}

/** Eight buckets for each doubling: a quantile is at most 5 % off. From a hundredth of a millisecond to half an hour. */
const PER_DOUBLING = 8
const LEAST_MS = 0.01
const BUCKETS = 28 * PER_DOUBLING

/** A histogram of durations. */
export class Durations {
  count = 0
  sumMs = 0
  readonly #buckets: Uint32Array = new Uint32Array(BUCKETS)

  add(durationMs: number): void {
    const bucket = Math.ceil(Math.log2(durationMs / LEAST_MS) * PER_DOUBLING)
    // The comparison is also right for what the logarithm makes of 0.
    const index = bucket > 0 ? Math.min(bucket, BUCKETS - 1) : 0
    this.#buckets[index]! += 1
    this.count += 1
    this.sumMs += durationMs
  }

  merge(other: Durations): void {
    for (let index = 0; index < BUCKETS; index++) this.#buckets[index]! += other.#buckets[index]!
    this.count += other.count
    this.sumMs += other.sumMs
  }

  clear(): void {
    this.#buckets.fill(0)
    this.count = 0
    this.sumMs = 0
  }

  /** In milliseconds; 0 without durations. */
  quantile(share: number): number {
    const wanted = Math.max(1, Math.ceil(this.count * share))
    let seen = 0
    for (let index = 0; index < BUCKETS; index++) {
      seen += this.#buckets[index]!
      if (seen >= wanted) return LEAST_MS * 2 ** ((index - 0.5) / PER_DOUBLING)
    }
    return 0
  }
}
