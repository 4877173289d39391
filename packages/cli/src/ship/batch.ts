import { DAY_MS } from '@atalaya/model'

/**
 * Limits of one PutLogEvents call.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const MAX_BATCH_EVENTS = 10_000
/** UTF-8 bytes of all messages plus 26 for each event. */
export const MAX_BATCH_BYTES = 1_048_576
export const EVENT_OVERHEAD_BYTES = 26
export const MAX_BATCH_SPAN_MS: number = DAY_MS
/** The largest message that still fits into a batch of its own. */
export const MAX_MESSAGE_BYTES: number = MAX_BATCH_BYTES - EVENT_OVERHEAD_BYTES

export interface ShipEvent {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number
  readonly message: string
  /** UTF-8 bytes of the message. */
  readonly sizeBytes: number
  /** Called when the event is stored, or was refused for good: the source may forget it. */
  readonly settle?: (() => void) | undefined
}

/** Collects events until AWS's limits are reached. */
export class Batch {
  readonly #events: ShipEvent[] = []
  #sizeBytes = 0
  #earliestMs = Number.POSITIVE_INFINITY
  #latestMs = Number.NEGATIVE_INFINITY

  /** False, and nothing changed, when the event needs a new batch. An empty batch takes any event. */
  add(event: ShipEvent): boolean {
    const sizeBytes = this.#sizeBytes + event.sizeBytes + EVENT_OVERHEAD_BYTES
    const earliestMs = Math.min(this.#earliestMs, event.timestamp)
    const latestMs = Math.max(this.#latestMs, event.timestamp)
    const fits =
      this.#events.length < MAX_BATCH_EVENTS &&
      sizeBytes <= MAX_BATCH_BYTES &&
      latestMs - earliestMs < MAX_BATCH_SPAN_MS
    if (!fits && this.#events.length > 0) return false
    this.#events.push(event)
    this.#sizeBytes = sizeBytes
    this.#earliestMs = earliestMs
    this.#latestMs = latestMs
    return true
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get count(): number {
    return this.#events.length
  }

  get isFull(): boolean {
    return this.#events.length >= MAX_BATCH_EVENTS || this.#sizeBytes >= MAX_BATCH_BYTES - SMALLEST_EVENT_BYTES
  }

  /** In the order AWS demands: by time, equal times as they came. */
  get events(): readonly ShipEvent[] {
    return this.#events.sort((a, b) => a.timestamp - b.timestamp)
  }
}

const SMALLEST_EVENT_BYTES = EVENT_OVERHEAD_BYTES + 1
