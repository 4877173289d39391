import { AwsClient, type AwsOptions } from '../../aws/aws-client.ts'
import { onDrain } from '../../output/exit.ts'
import { held, MAX_CLOSE_MS } from '../../output/held.ts'
import { withRetries } from '../../output/send.ts'
import type { DeltaCursor } from '../delta.ts'
import { dimensionsProblems, namespaceProblem, textDimensions } from '../emf/options.ts'
import type { Metrics } from '../registry.ts'
import type { Dimensions } from '../shape.ts'
import { batches, type Datum, datumOf } from './datum.ts'

export interface PutMetricDataDoorOptions extends AwsOptions {
  /** 1 to 255 characters, not starting with `:` or `AWS/`. */
  readonly namespace: string
  /** Dimensions of every metric. */
  readonly dimensions?: Dimensions | undefined
  /** Which metrics leave by this door. Default: all. */
  readonly wants?: ((name: string) => boolean) | undefined
  /** Milliseconds. Default: 60,000. */
  readonly intervalMs?: number | undefined
  /** Attempts for each request, with growing pauses. Default: 5. */
  readonly attempts?: number | undefined
  /** Data that may wait while CloudWatch cannot be reached; the oldest go first. Default: 10,000. */
  readonly maxWaiting?: number | undefined
  readonly now?: (() => number) | undefined
}

/** Metrics by PutMetricData, for services whose logs nobody reads. */
export class PutMetricDataDoor {
  readonly #metrics: Metrics
  readonly #cursor: DeltaCursor
  readonly #client: AwsClient
  readonly #namespace: string
  readonly #dimensions: Readonly<Record<string, string>>
  readonly #wants: (name: string) => boolean
  readonly #attempts: number
  readonly #maxWaiting: number
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout
  readonly #stops: readonly (() => void)[]
  #waiting: Datum[] = []
  #sending: Promise<void> | undefined

  /** @throws {TypeError} naming every option that is wrong */
  constructor(metrics: Metrics, options: PutMetricDataDoorOptions) {
    const { namespace, dimensions = {}, intervalMs = 60_000 } = options
    const wrong = namespaceProblem(namespace)
    const problems = [...(wrong === undefined ? [] : [wrong]), ...dimensionsProblems('dimensions', dimensions)]
    if (problems.length > 0) throw new TypeError(`PutMetricDataDoor: ${problems.join('; ')}`)
    this.#metrics = metrics
    this.#client = new AwsClient('monitoring', options)
    this.#namespace = namespace
    this.#dimensions = textDimensions(dimensions)
    this.#wants = options.wants ?? (() => true)
    this.#attempts = options.attempts ?? 5
    this.#maxWaiting = options.maxWaiting ?? 10_000
    this.#now = options.now ?? Date.now
    this.#cursor = metrics.openCursor()
    this.#stops = [metrics.attachReader(), onDrain(() => this.flush())]
    this.#timer = setInterval(() => void this.#send(true), intervalMs)
    this.#timer.unref()
  }

  /** Sends what has been counted since the last time, and gauges that were set since. Never rejects. */
  flush(): Promise<void> {
    return this.#send(false)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const stop of this.#stops) stop()
    await held(this.flush(), MAX_CLOSE_MS)
  }

  /** At every interval with gauges as they stand. */
  async #send(standing: boolean): Promise<void> {
    this.#collect(standing)
    // One at a time: what is collected meanwhile goes with the next round of the same sending.
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined
    })
    await this.#sending
  }

  #collect(standing: boolean): void {
    const seconds = this.#now() / 1_000
    for (const point of this.#cursor.take(({ name }) => this.#wants(name), standing))
      this.#waiting.push(datumOf(point, this.#dimensions, seconds))
    const tooMany = this.#waiting.length - this.#maxWaiting
    if (tooMany <= 0) return
    this.#waiting.splice(0, tooMany)
    this.#metrics.warn(
      `CloudWatch takes no metrics: the ${tooMany} oldest of more than ${this.#maxWaiting} were dropped`,
    )
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const [first] = batches(this.#namespace, this.#waiting)
      if (first === undefined) return
      const sent = this.#waiting.splice(0, first.count)
      const attempt = () => this.#client.attempt('PutMetricData', first.body)
      const outcome = await withRetries(attempt, { attempts: this.#attempts })
      if (outcome.kind === 'passing') {
        this.#waiting.unshift(...sent)
        this.#metrics.warn(`metrics wait for the next interval: PutMetricData: ${outcome.reason}`)
        return
      }
      if (outcome.kind === 'refused') {
        this.#metrics.warn(`${first.count} metrics were dropped: PutMetricData: ${outcome.reason}`)
      }
    }
  }
}
