/**
 * Ids that X-Ray takes: the first 8 digits of a trace id are the second in which it was made, the rest is random.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
import { Buffer } from 'node:buffer'
import { randomFillSync } from 'node:crypto'

/** An id generator of OpenTelemetry. */
export class XRayIds {
  readonly #now: () => number
  #second = 0
  #prefix = ''
  #adopted: string | undefined

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** The next trace gets this id: a load balancer named it before there was any span. Undefined: one of our own. */
  adopt(traceId: string | undefined): void {
    this.#adopted = traceId
  }

  generateTraceId(): string {
    const adopted = this.#adopted
    this.#adopted = undefined
    return adopted ?? this.#epochSecond() + randomHex(12)
  }

  generateSpanId(): string {
    const id = randomHex(8)
    // All zeros means "none" and is not allowed.
    return id === NO_SPAN_ID ? this.generateSpanId() : id
  }

  #epochSecond(): string {
    const second = Math.floor(this.#now() / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#prefix = (second >>> 0).toString(16).padStart(8, '0')
    }
    return this.#prefix
  }
}

const NO_SPAN_ID = '0'.repeat(16)

/** Random bytes are fetched in one piece: a call for each id costs more than the rest of the span. */
const pool = Buffer.alloc(8_192)
let used = pool.length

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}
