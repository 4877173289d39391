/**
 * The outbox: brings deliveries to their receivers, at least once, in order within a lane.
 *
 * A delivery is a document, written in the same commit as what caused it, and removed in the commit that records its outcome. A
 * crash in between repeats it. What cannot be delivered within a day becomes a dead letter, which is kept for two weeks.
 */
import { type Clock, DAY_MS, SECOND_MS } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import type { Log } from '../../telemetry/log.ts'
import { afterFailure, DEFAULT_RETRY_POLICY, type RetryPolicy } from './decide.ts'
import type { Delivery, Draft, Outcome } from './delivery.ts'
import { Lanes, type Pace } from './lanes.ts'

const PENDING = 'delivery'
const DEAD = 'dead-letter'

const DEAD_KEPT_MS = 14 * DAY_MS
const MAX_DEAD = 10_000
/** Deliveries that are done and still shown. */
const MAX_SHOWN = 500
const CHANGES_PER_COMMIT = 10_000
const CONCURRENCY = 32
const PER_TARGET = 4

/** Brings one delivery to its receiver. May throw: that is a failure that is tried again. */
export type Send = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>

export interface OutboxOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly log: Log
  readonly send: Send
  /** What else is to be written in the commit that records the end of a delivery: the history of an alarm. */
  readonly onSettled?: (delivery: Delivery, outcome: Outcome) => readonly ControlChange[]
  readonly policy?: RetryPolicy
  /** Deliveries under way at a time. Default 32. */
  readonly concurrency?: number
  /** Of them to one receiver. Default 4. */
  readonly perTarget?: number
  /** Least time from one attempt to the next at the receiver of a delivery; undefined or absent: none. */
  readonly paceMs?: Pace
  /** Deliveries that may wait. Default 100,000. */
  readonly maxPending?: number
  readonly random?: () => number
}

/** A delivery as `GET /api/actions` shows it. */
export interface DeliveryReport {
  readonly delivery: Delivery
  readonly status: 'pending' | 'running' | 'delivered' | 'dead'
  readonly finishedMs?: number
}

export interface OutboxCounts {
  readonly pending: number
  readonly running: number
  readonly dead: number
  /** Since the server started. */
  readonly delivered: number
  /** Failed attempts since the server started. */
  readonly failedAttempts: number
}

interface DeadLetter {
  readonly delivery: Delivery
  readonly finishedMs: number
}

export class Outbox {
  readonly #options: OutboxOptions
  readonly #underWay = new Map<string, Promise<void>>()
  readonly #delivered: DeliveryReport[] = []
  readonly #stop = new AbortController()
  #lanes: Lanes
  #lastMs = 0
  #lastNumber = 0
  #timer: NodeJS.Timeout | undefined
  #deliveredCount = 0
  #failedAttempts = 0
  /** Grows when everything is forgotten, so that what was under way then is not recorded. */
  #generation = 0

  /** Takes up what was left undone. Nothing is sent before {@link start}. */
  constructor(options: OutboxOptions) {
    this.#options = options
    this.#lanes = this.#noLanes()
    for (const { body } of options.control.list(PENDING)) this.#lanes.push(body as Delivery)
    const last = [PENDING, DEAD].flatMap((kind) => options.control.list(kind).slice(-1)).map(({ key }) => key)
    for (const key of last) this.#lastMs = Math.max(this.#lastMs, Number(key.split('-')[0]) + 1)
  }

  start(): void {
    this.#pump()
  }

  /** Whether so many more deliveries would be too many to keep. */
  isFull(more: number): boolean {
    return this.#lanes.size + more > (this.#options.maxPending ?? 100_000)
  }

  /**
   * Makes deliveries and applies other changes, all or nothing. When it resolves they are on disk, and under way in the order of
   * the calls.
   */
  async commit(drafts: readonly Draft[], changes: readonly ControlChange[] = []): Promise<void> {
    const nowMs = this.#options.clock.now()
    const deliveries = drafts.map(
      (draft): Delivery => ({ ...draft, id: this.#nextId(nowMs), createdMs: nowMs, attempts: 0, nextAttemptMs: nowMs }),
    )
    const generation = this.#generation
    await this.#options.control.commit([
      ...changes,
      ...deliveries.map((delivery) => ({ kind: PENDING, key: delivery.id, body: delivery })),
    ])
    if (generation !== this.#generation) return
    for (const delivery of deliveries) this.#lanes.push(delivery)
    this.#pump()
  }

  get counts(): OutboxCounts {
    return {
      pending: this.#lanes.size - this.#underWay.size,
      running: this.#underWay.size,
      dead: this.#options.control.count(DEAD),
      delivered: this.#deliveredCount,
      failedAttempts: this.#failedAttempts,
    }
  }

  /** Newest first: what is done or given up since the start, dead letters of before, and what waits. */
  report(limit: number): readonly DeliveryReport[] {
    const dead = this.#options.control.list(DEAD).slice(-limit)
    const reports: DeliveryReport[] = [
      ...this.#delivered,
      ...dead.map(({ body }): DeliveryReport => ({ ...(body as DeadLetter), status: 'dead' })),
      ...[...this.#lanes].map((delivery): DeliveryReport => {
        return { delivery, status: this.#underWay.has(delivery.id) ? 'running' : 'pending' }
      }),
    ]
    return reports.sort((a, b) => (a.delivery.id < b.delivery.id ? 1 : -1)).slice(0, limit)
  }

  /** Forgets dead letters that are too old or too many. */
  async expire(): Promise<void> {
    const dead = this.#options.control.list(DEAD)
    const oldestMs = this.#options.clock.now() - DEAD_KEPT_MS
    const gone = dead.filter(({ body }, index) => {
      return (body as DeadLetter).finishedMs < oldestMs || index < dead.length - MAX_DEAD
    })
    const changes = gone.slice(0, CHANGES_PER_COMMIT).map(({ key }) => ({ kind: DEAD, key, body: undefined }))
    if (changes.length > 0) await this.#options.control.commit(changes)
  }

  /** Resolves when nothing is under way and nothing is due. For tests. */
  async settled(): Promise<void> {
    this.#pump()
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values())
  }

  /** Forgets everything, after the control state was wiped. */
  reset(): void {
    this.#generation += 1
    this.#lanes = this.#noLanes()
    this.#delivered.length = 0
  }

  /** Begins nothing more, breaks off what is under way, and resolves when that has ended. It is repeated at the next start. */
  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await Promise.all(this.#underWay.values())
  }

  #noLanes(): Lanes {
    const { perTarget = PER_TARGET, paceMs } = this.#options
    return new Lanes(perTarget, paceMs)
  }

  /** Ascending even when the clock goes back. */
  #nextId(nowMs: number): string {
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs
      this.#lastNumber = 0
    } else if (this.#lastNumber === 999_999) {
      this.#lastMs += 1
      this.#lastNumber = 0
    } else this.#lastNumber += 1
    return `${String(this.#lastMs).padStart(15, '0')}-${String(this.#lastNumber).padStart(6, '0')}`
  }

  #pump(): void {
    if (this.#stop.signal.aborted) return
    const { clock, concurrency = CONCURRENCY } = this.#options
    const lanes = this.#lanes
    for (const delivery of lanes.begin(concurrency - this.#underWay.size, clock.now())) {
      const done = this.#attempt(delivery, this.#generation).finally(() => {
        this.#underWay.delete(delivery.id)
        this.#pump()
      })
      this.#underWay.set(delivery.id, done)
    }
    clearTimeout(this.#timer)
    const { wakeMs } = lanes
    if (wakeMs === undefined) return
    // Not longer than a second: the clock may be set.
    const pauseMs = Math.min(Math.max(wakeMs - clock.now(), 1), SECOND_MS)
    this.#timer = setTimeout(() => this.#pump(), pauseMs)
    this.#timer.unref()
  }

  /** Never rejects. */
  async #attempt(delivery: Delivery, generation: number): Promise<void> {
    // Others may begin first: this one is not yet listed as under way.
    await Promise.resolve()
    const outcome = await this.#send(delivery)
    // Broken off by us, or forgotten: as if it had not been tried.
    if (generation !== this.#generation || (!outcome.ok && this.#stop.signal.aborted)) return
    try {
      await this.#record(delivery, outcome)
    } catch (error) {
      this.#options.log.error('the outcome of a delivery could not be recorded; it will be repeated', { error })
      const nowMs = this.#options.clock.now()
      this.#lanes.again({ ...delivery, nextAttemptMs: nowMs + SECOND_MS }, nowMs)
    }
  }

  async #send(delivery: Delivery): Promise<Outcome> {
    // It may have waited for its turn at a receiver that takes only so many.
    if (delivery.retry !== undefined && this.#options.clock.now() > delivery.createdMs + delivery.retry.maxAgeMs) {
      return { ok: false, permanent: true, error: delivery.error ?? 'It became too old while it waited.' }
    }
    try {
      return await this.#options.send(delivery, this.#stop.signal)
    } catch (error) {
      return { ok: false, permanent: false, error: error instanceof Error ? error.message : String(error) }
    }
  }

  async #record(delivery: Delivery, outcome: Outcome): Promise<void> {
    const { clock, policy = DEFAULT_RETRY_POLICY, random = Math.random } = this.#options
    if (outcome.ok) {
      await this.#finish(delivery, outcome, [])
      this.#deliveredCount += 1
      this.#show({ delivery, status: 'delivered', finishedMs: clock.now() })
      return
    }
    this.#failedAttempts += 1
    const attempts = delivery.attempts + 1
    const nowMs = clock.now()
    const next = afterFailure(delivery, attempts, nowMs, random(), policy, outcome.pauseMs)
    const failed: Delivery = { ...delivery, attempts, error: outcome.error }
    if (outcome.permanent || next.kind === 'dead') {
      const letter: DeadLetter = { delivery: failed, finishedMs: nowMs }
      await this.#finish(failed, outcome, [{ kind: DEAD, key: delivery.id, body: letter }])
      const { id, target, cause } = delivery
      this.#options.log.warn('a delivery was given up', { id, target, cause: cause.kind, reason: outcome.error })
      return
    }
    const retried: Delivery = { ...failed, nextAttemptMs: next.nextAttemptMs }
    await this.#options.control.commit([{ kind: PENDING, key: delivery.id, body: retried }])
    this.#lanes.again(retried, nowMs, outcome.pauseMs === undefined)
  }

  async #finish(delivery: Delivery, outcome: Outcome, changes: readonly ControlChange[]): Promise<void> {
    const { control, clock, onSettled } = this.#options
    const more = onSettled?.(delivery, outcome) ?? []
    await control.commit([{ kind: PENDING, key: delivery.id, body: undefined }, ...changes, ...more])
    this.#lanes.done(delivery, outcome.ok ? clock.now() : undefined)
  }

  #show(report: DeliveryReport): void {
    this.#delivered.push(report)
    if (this.#delivered.length > MAX_SHOWN) this.#delivered.shift()
  }
}
