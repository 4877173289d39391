/**
 * Brings events to one log stream: in order, in batches as large as AWS allows, one call at a time.
 *
 * A batch leaves when it is full, or 200 ms after its first event. While the service is away the same batch is tried again and
 * again; behind it events queue up to a bound, and at the bound `add` waits, which stops the reading of the source. So memory
 * stays bounded and nothing is lost as long as this process lives. A batch that was stored although its answer got lost is
 * sent again: at least once, never less.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsFailure, type LogsClient } from '../aws/client.ts'
import { withRetry } from '../aws/retry.ts'
import { Batch, EVENT_OVERHEAD_BYTES, type ShipEvent } from './batch.ts'

export interface ShipperOptions {
  readonly client: LogsClient
  readonly logGroupName: string
  readonly logStreamName: string
  /** Bytes of events that may wait. */
  readonly maxWaitingBytes: number
  /** Aborted: what is not delivered by now stays undelivered. */
  readonly giveUp: AbortSignal
  /** One line for whoever watches. */
  readonly onNotice: (text: string) => void
  /** Told once when delivery ended for good, so that nobody reads on for nothing. */
  readonly onFailure?: (() => void) | undefined
  /** Milliseconds a batch waits for more events. */
  readonly lingerMs?: number
}

export interface ShipCounts {
  readonly delivered: number
  /** Events the service refused for their time. */
  readonly refused: number
  readonly undelivered: number
}

export class Shipper {
  readonly #options: ShipperOptions
  readonly #waiting: Batch[] = []
  #filling = new Batch()
  #waitingBytes = 0
  #running: Promise<void> | undefined
  /** Cuts the linger short. */
  #hurry = new AbortController()
  #roomWanted: (() => void)[] = []
  #streamExists = false
  #failure: Error | undefined
  #delivered = 0
  #refused = 0
  #undelivered = 0

  constructor(options: ShipperOptions) {
    this.#options = options
  }

  /**
   * Takes an event. Returns a promise when the caller must wait for room.
   *
   * @throws what ended the delivery for good
   */
  add(event: ShipEvent): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure
    if (!this.#filling.add(event)) {
      this.#seal()
      this.#filling.add(event)
    }
    this.#waitingBytes += event.sizeBytes + EVENT_OVERHEAD_BYTES
    this.#undelivered++
    if (this.#filling.isFull) this.#seal()
    this.#running ??= this.#run()
    if (this.#waitingBytes < this.#options.maxWaitingBytes) return undefined
    this.#hurry.abort()
    return new Promise((resolve) => this.#roomWanted.push(resolve))
  }

  /**
   * Resolves when everything added is delivered.
   *
   * @throws what ended the delivery for good
   */
  async drain(): Promise<void> {
    this.#hurry.abort()
    await this.#running
    if (this.#failure !== undefined) throw this.#failure
  }

  get counts(): ShipCounts {
    return { delivered: this.#delivered, refused: this.#refused, undelivered: this.#undelivered }
  }

  #seal(): void {
    this.#waiting.push(this.#filling)
    this.#filling = new Batch()
    this.#hurry.abort()
  }

  /** Runs while there is anything to deliver. */
  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0 || this.#filling.count > 0) {
        if (this.#waiting.length === 0) await this.#linger()
        if (this.#waiting.length === 0) this.#seal()
        const batch = this.#waiting[0]!
        await this.#deliver(batch)
        this.#waiting.shift()
        this.#settle(batch)
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#options.onFailure?.()
    } finally {
      this.#running = undefined
      this.#makeRoom()
    }
  }

  async #linger(): Promise<void> {
    this.#hurry = new AbortController()
    if (this.#waitingBytes >= this.#options.maxWaitingBytes) return
    await sleep(this.#options.lingerMs ?? LINGER_MS, undefined, { signal: this.#hurry.signal }).catch(() => undefined)
  }

  #settle(batch: Batch): void {
    this.#waitingBytes -= batch.sizeBytes
    this.#undelivered -= batch.count
    for (const event of batch.events) event.settle?.()
    if (this.#waitingBytes < this.#options.maxWaitingBytes) this.#makeRoom()
  }

  #makeRoom(): void {
    for (const resolve of this.#roomWanted.splice(0)) resolve()
  }

  async #deliver(batch: Batch): Promise<void> {
    const { giveUp, onNotice, logGroupName, logStreamName } = this.#options
    const logEvents = batch.events.map(({ timestamp, message }) => ({ timestamp, message }))
    let troubleSinceMs: number | undefined
    let noticeAtMs = 0
    const answer = await withRetry(() => this.#put(logEvents), {
      signal: giveUp,
      onRetry: (failure) => {
        const nowMs = Date.now()
        troubleSinceMs ??= nowMs
        if (nowMs < noticeAtMs) return
        noticeAtMs = nowMs + NOTICE_EVERY_MS
        onNotice(`cannot deliver to ${logGroupName} ${logStreamName}, trying on: ${failure.message}`)
      },
    })
    if (troubleSinceMs !== undefined)
      onNotice(`delivery goes on after ${Math.ceil((Date.now() - troubleSinceMs) / 1_000)} s`)
    const refused = refusedCount(answer, logEvents.length)
    this.#refused += refused
    this.#delivered += logEvents.length - refused
    if (refused > 0) {
      onNotice(
        `${refused} of ${logEvents.length} events were refused for their time: ${JSON.stringify(answer.rejectedLogEventsInfo)}`,
      )
    }
  }

  async #put(logEvents: readonly object[]): Promise<PutAnswer> {
    const { client, logGroupName, logStreamName, giveUp } = this.#options
    if (!this.#streamExists) await this.#createStream()
    try {
      return (await client.call('PutLogEvents', { logGroupName, logStreamName, logEvents }, giveUp)) as PutAnswer
    } catch (error) {
      if (!isFailure(error, 'ResourceNotFoundException')) throw error
      // Somebody deleted the stream or its group.
      this.#streamExists = false
      throw new AwsFailure(error.code, error.message, true, { cause: error })
    }
  }

  /** The stream first: whoever may write to an existing group need not be allowed to create groups. */
  async #createStream(): Promise<void> {
    const { client, logGroupName, logStreamName, giveUp } = this.#options
    const create = (operation: string, input: object) =>
      client.call(operation, input, giveUp).catch((error: unknown) => {
        if (!isFailure(error, 'ResourceAlreadyExistsException')) throw error
      })
    try {
      await create('CreateLogStream', { logGroupName, logStreamName })
    } catch (error) {
      if (!isFailure(error, 'ResourceNotFoundException')) throw error
      await create('CreateLogGroup', { logGroupName })
      await create('CreateLogStream', { logGroupName, logStreamName })
    }
    this.#streamExists = true
  }
}

const LINGER_MS = 200
const NOTICE_EVERY_MS = 30_000

interface PutAnswer {
  readonly rejectedLogEventsInfo?: {
    /** Exclusive ends of the refused beginning. */
    readonly tooOldLogEventEndIndex?: number
    readonly expiredLogEventEndIndex?: number
    /** Inclusive start of the refused end. */
    readonly tooNewLogEventStartIndex?: number
  }
}

function refusedCount({ rejectedLogEventsInfo: info }: PutAnswer, count: number): number {
  if (info === undefined) return 0
  const old = Math.max(info.tooOldLogEventEndIndex ?? 0, info.expiredLogEventEndIndex ?? 0)
  return old + (count - (info.tooNewLogEventStartIndex ?? count))
}

function isFailure(error: unknown, code: string): error is AwsFailure {
  return error instanceof AwsFailure && error.code === code
}
