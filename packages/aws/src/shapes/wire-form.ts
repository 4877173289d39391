/**
 * How a value looks after its protocol's parser, before the shape is known.
 *
 * - `json`: timestamps are epoch seconds, blobs base64 text, special doubles text.
 * - `cbor`: timestamps are `CborTimestamp`, blobs bytes, wide integers bigints.
 * - `plain`: the query protocol, whose parser knows the shape and has converted every leaf.
 */
export type WireForm = 'json' | 'cbor' | 'plain'

/** CBOR tag 1. */
export class CborTimestamp {
  readonly timeMs: number

  constructor(timeMs: number) {
    this.timeMs = timeMs
  }
}

/** Returned by converters for a value that is not of their type. */
export const REFUSED: unique symbol = Symbol('refused')

const MAX_TIME_MS = 8.64e15
const INTEGER_MAX = 2 ** 31 - 1
const INTEGER_MIN = -(2 ** 31)
const LONG_LIMIT = 2 ** 63

/** An integer of 32 or 64 bits. Fractions are cut off, as AWS's number type does; wide values lose precision. */
export function toInteger(value: unknown, type: 'integer' | 'long'): number | typeof REFUSED {
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number') return REFUSED
  const whole = Number.isInteger(number) ? number : Math.trunc(number)
  const fits =
    type === 'integer' ? whole >= INTEGER_MIN && whole <= INTEGER_MAX : whole >= -LONG_LIMIT && whole < LONG_LIMIT
  return fits ? whole : REFUSED
}

/** A double, `NaN` and the infinities included. */
export function toDouble(value: unknown, form: WireForm): number | typeof REFUSED {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (form !== 'json' || typeof value !== 'string') return REFUSED
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : REFUSED
}

/** Epoch milliseconds; finer fractions are rounded away. */
export function toTime(value: unknown, form: WireForm): number | typeof REFUSED {
  if (value instanceof CborTimestamp) return inTimeRange(value.timeMs)
  if (typeof value !== 'number') return REFUSED
  return inTimeRange(form === 'plain' ? value : Math.round(value * 1_000))
}

export function toBlob(value: unknown, form: WireForm): Uint8Array | typeof REFUSED {
  if (value instanceof Uint8Array) return value
  return form === 'json' && typeof value === 'string' ? Buffer.from(value, 'base64') : REFUSED
}

/** An object of the parser: not a list, not bytes, not a timestamp. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  return Object.getPrototypeOf(value) === Object.prototype
}

function inTimeRange(timeMs: number): number | typeof REFUSED {
  return Math.abs(timeMs) <= MAX_TIME_MS ? timeMs : REFUSED
}
