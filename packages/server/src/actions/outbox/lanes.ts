/*
 * Deliveries that wait, and which of them may go. Pure bookkeeping: what is said is done by the outbox. However many wait, beginning
 * and ending one costs the same.
 */
import { SECOND_MS } from '@atalaya/model'
import type { Delivery } from './delivery.ts'

/** Deliveries that go one after the other, oldest first. */
interface Lane {
  readonly name: string
  readonly waiting: Delivery[]
  /** The first is under way. */
  isRunning: boolean
}

/** A receiver. */
interface Target {
  /** Lanes whose first delivery is for it and may go now, those that have waited longest first. */
  readonly due: Set<Lane>
  /** Lanes that pause after a failure while it took nothing from anybody. */
  readonly stalled: Set<Lane>
  running: number
  lastSuccessMs: number
  /** With a pace: when it takes the next one, as if none had come late. */
  nextMs: number
  /** That time has not come. */
  isGated: boolean
}

/** Least time from one beginning to the next at the receiver of a delivery, in milliseconds; undefined: none. */
export type Pace = (delivery: Delivery) => number | undefined

/** A receiver that takes only so many in a time, until it takes the next. */
interface Gate {
  readonly target: Target
  readonly atMs: number
}

/** A lane whose first delivery is not due yet. */
interface Later {
  readonly lane: Lane
  readonly id: string
  readonly atMs: number
}

/** A failure so soon after a success says more about the delivery than about its receiver. */
const RECENT_MS: number = 5 * SECOND_MS

const LONG_AGO: number = Number.NEGATIVE_INFINITY

export class Lanes {
  readonly #perTarget: number
  readonly #lanes = new Map<string, Lane>()
  readonly #targets = new Map<string, Target>()
  /** Receivers that something is due for and that take more, the one that has waited longest first. */
  readonly #open = new Set<Target>()
  readonly #later = new Heap<Later>((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
  readonly #gates = new Heap<Gate>((a, b) => a.atMs - b.atMs)
  readonly #paceMs: Pace
  #size = 0

  /** @param perTarget deliveries that may be under way to one receiver */
  constructor(perTarget: number, paceMs: Pace = () => undefined) {
    this.#perTarget = perTarget
    this.#paceMs = paceMs
  }

  /** Those under way included. */
  get size(): number {
    return this.#size
  }

  *[Symbol.iterator](): IterableIterator<Delivery> {
    for (const { waiting } of this.#lanes.values()) yield* waiting
  }

  push(delivery: Delivery): void {
    let lane = this.#lanes.get(delivery.lane)
    if (lane === undefined) {
      lane = { name: delivery.lane, waiting: [], isRunning: false }
      this.#lanes.set(delivery.lane, lane)
    }
    lane.waiting.push(delivery)
    this.#size += 1
    if (lane.waiting.length === 1) this.#await(lane, delivery)
  }

  /**
   * Begins up to `free` deliveries: the first of their lanes, due, each receiver in turn and none with more than its share, so that
   * one that is slow or down does not hold up the others.
   */
  begin(free: number, nowMs: number): readonly Delivery[] {
    for (let next = this.#later.first; next !== undefined && next.atMs <= nowMs; next = this.#later.first) {
      this.#later.takeFirst()
      const { lane, id } = next
      const [head] = lane.waiting
      // Otherwise it was brought forward.
      if (head?.id === id && head.nextAttemptMs === next.atMs && !lane.isRunning) this.#makeDue(lane, head)
    }
    for (let gate = this.#gates.first; gate !== undefined && gate.atMs <= nowMs; gate = this.#gates.first) {
      this.#gates.takeFirst()
      gate.target.isGated = false
      this.#review(gate.target)
    }
    const begun: Delivery[] = []
    while (begun.length < free) {
      const [target] = this.#open
      const [lane] = target?.due ?? []
      const head = lane?.waiting[0]
      if (target === undefined || lane === undefined || head === undefined) break
      target.due.delete(lane)
      target.stalled.delete(lane)
      target.running += 1
      lane.isRunning = true
      this.#open.delete(target)
      const paceMs = this.#paceMs(head)
      if (paceMs !== undefined) {
        // What a timer came too late is made up for; one that had nothing to do saves up nothing.
        target.nextMs = (nowMs - target.nextMs < paceMs ? target.nextMs : nowMs) + paceMs
        target.isGated = true
        this.#gates.add({ target, atMs: target.nextMs })
      }
      this.#review(target)
      begun.push(head)
    }
    return begun
  }

  /** When the next one is due of those that are not yet. */
  get wakeMs(): number | undefined {
    const times = [this.#later.first?.atMs, this.#gates.first?.atMs].filter((atMs) => atMs !== undefined)
    return times.length === 0 ? undefined : Math.min(...times)
  }

  /**
   * One that was begun is over, and the next of its lane takes its turn behind those that wait already. When it has arrived after
   * a time in which its receiver took nothing, what paused meanwhile need not wait for the end of its pause.
   */
  done(delivery: Delivery, arrivedMs?: number): void {
    const lane = this.#end(delivery)
    if (lane === undefined) return
    if (arrivedMs !== undefined) this.#recover(delivery.target, arrivedMs)
    lane.waiting.shift()
    this.#size -= 1
    const [next] = lane.waiting
    if (next === undefined) this.#lanes.delete(lane.name)
    else this.#await(lane, next)
    // Whoever nothing waits for is forgotten.
    if (this.#lanes.size === 0 && this.#gates.first === undefined) this.#targets.clear()
  }

  /** One that was begun has failed and is to go again when it says, or, if it may, when its receiver takes something again. */
  again(delivery: Delivery, nowMs: number, mayHasten = true): void {
    const lane = this.#end(delivery)
    if (lane === undefined) return
    lane.waiting[0] = delivery
    this.#await(lane, delivery)
    const target = this.#target(delivery)
    if (mayHasten && nowMs - target.lastSuccessMs > RECENT_MS) target.stalled.add(lane)
  }

  #recover(name: string, nowMs: number): void {
    const target = this.#targets.get(name)
    if (target === undefined) return
    target.lastSuccessMs = nowMs
    for (const lane of target.stalled) {
      const [head] = lane.waiting
      if (head?.target === name && !lane.isRunning) target.due.add(lane)
    }
    target.stalled.clear()
    this.#review(target)
  }

  #end(delivery: Delivery): Lane | undefined {
    const lane = this.#lanes.get(delivery.lane)
    if (lane?.waiting[0]?.id !== delivery.id || !lane.isRunning) return undefined
    lane.isRunning = false
    const target = this.#target(delivery)
    target.running -= 1
    this.#review(target)
    return lane
  }

  /** Even one that is due waits until {@link begin} has been told what time it is. */
  #await(lane: Lane, { id, nextAttemptMs }: Delivery): void {
    this.#later.add({ lane, id, atMs: nextAttemptMs })
  }

  #makeDue(lane: Lane, head: Delivery): void {
    const target = this.#target(head)
    target.due.add(lane)
    this.#review(target)
  }

  #target({ target: name }: Delivery): Target {
    let target = this.#targets.get(name)
    if (target === undefined) {
      target = {
        due: new Set(),
        stalled: new Set(),
        running: 0,
        lastSuccessMs: LONG_AGO,
        nextMs: LONG_AGO,
        isGated: false,
      }
      this.#targets.set(name, target)
    }
    return target
  }

  #review(target: Target): void {
    if (target.due.size > 0 && target.running < this.#perTarget && !target.isGated) this.#open.add(target)
    else this.#open.delete(target)
  }
}

/** A binary heap: equal ones come out in any order. */
class Heap<T> {
  readonly #items: T[] = []
  readonly #order: (a: T, b: T) => number

  constructor(order: (a: T, b: T) => number) {
    this.#order = order
  }

  get first(): T | undefined {
    return this.#items[0]
  }

  add(item: T): void {
    const items = this.#items
    let at = items.length
    items.push(item)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#order(items[parent] as T, item) <= 0) break
      items[at] = items[parent] as T
      at = parent
    }
    items[at] = item
  }

  takeFirst(): void {
    const items = this.#items
    const last = items.pop()
    if (last === undefined || items.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && this.#order(items[child + 1] as T, items[child] as T) < 0) child += 1
      if (this.#order(last, items[child] as T) <= 0) break
      items[at] = items[child] as T
      at = child
    }
    items[at] = last
  }
}
