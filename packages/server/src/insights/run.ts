import { QueryFailure, type Row, type Value } from '@atalaya/query/insights'
import type { InsightsScope } from './engine.ts'
import type { Meter } from './meter.ts'

/** What one part of a query may hold in our memory. */
const MAX_RESULT_BYTES = 256 * 1024 * 1024
/** About what a value takes beside its text. */
const VALUE_BYTES = 8

/** What goes along with the evaluation of a plan. */
export interface Run {
  readonly scope: InsightsScope
  readonly meter: Meter
  readonly signal: AbortSignal | undefined
  /** Takes the rows as they stand. */
  readonly tell?: ((rows: readonly Row[]) => void) | undefined
}

/** What rows may still take in memory. */
export class Budget {
  #left = MAX_RESULT_BYTES

  /** Bytes. @throws {QueryFailure} when there are none left */
  left(): number {
    if (this.#left <= 0) throw new QueryFailure(`The result has more than ${MAX_RESULT_BYTES} bytes`)
    return this.#left
  }

  spend(value: Value): void {
    this.#left -= VALUE_BYTES + (typeof value === 'string' ? value.length : 0)
  }

  /** When most of what was held is free again. */
  refill(): void {
    this.#left = MAX_RESULT_BYTES
  }
}
