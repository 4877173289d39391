/**
 * Lines to CloudWatch Logs by PutLogEvents.
 *
 * Lines wait in memory until a batch is full or a moment has passed, and leave in the order in which they came. While
 * CloudWatch cannot be reached they keep waiting, up to a number of bytes; then the oldest go, and a warning says how many. At
 * exit the rest is sent by a helper process, because a process that is ending can wait for a child but not for the network.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
import { Buffer } from 'node:buffer'
import { AwsClient, type AwsOptions } from '../aws/aws-client.ts'
import { onDrain, onExit } from '../output/exit.ts'
import { held, MAX_CLOSE_MS } from '../output/held.ts'
import { type Outcome, withRetries } from '../output/send.ts'
import type { Sink } from '../output/sink.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { sendAtExit } from './send-at-exit.ts'

export interface CloudWatchLogsSinkOptions extends AwsOptions {
  readonly group: string
  readonly stream: string
  /** Makes group and stream when they are missing. Default: true. */
  readonly create?: boolean | undefined
  /** How long a line waits for others, in milliseconds. Default: 1,000. */
  readonly delayMs?: number | undefined
  /** Bytes that may wait. Default: 16 MiB. */
  readonly maxWaitingBytes?: number | undefined
  /** Attempts for each batch before it waits for the next round. Default: 5. */
  readonly attempts?: number | undefined
  readonly warn?: Warn | undefined
  readonly now?: (() => number) | undefined
}

interface LogEvent {
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number
  readonly message: string
}

export class CloudWatchLogsSink implements Sink {
  readonly #options: CloudWatchLogsSinkOptions
  readonly #client: AwsClient
  readonly #warnings: Warnings
  readonly #now: () => number
  readonly #maxWaitingBytes: number
  readonly #stops: readonly (() => void)[]
  #waiting: LogEvent[] = []
  #waitingBytes = 0
  /** Taken by a request that is under way. */
  #sent: readonly LogEvent[] = []
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #dropped = 0

  /** @throws {TypeError} naming every option that is wrong */
  constructor(options: CloudWatchLogsSinkOptions) {
    const { group, stream, maxWaitingBytes = 16 * 1024 * 1024, warn, now = Date.now } = options
    const problems = [
      ...(GROUP.test(group) ? [] : [`group must be 1 to 512 of the characters a-zA-Z0-9_-/.#, got '${group}'`]),
      ...(STREAM.test(stream) ? [] : [`stream must be 1 to 512 characters without ":" and "*", got '${stream}'`]),
    ]
    if (problems.length > 0) throw new TypeError(`CloudWatchLogsSink: ${problems.join('; ')}`)
    this.#options = options
    this.#client = new AwsClient('logs', options)
    this.#warnings = new Warnings(warn)
    this.#now = now
    this.#maxWaitingBytes = maxWaitingBytes
    this.#stops = [onDrain(() => this.flush()), onExit('write', () => this.#sendRest())]
  }

  write(lines: string): void {
    const timestamp = this.#now()
    for (const line of lines.split('\n')) {
      if (line === '') continue
      const message = cut(line)
      this.#waiting.push({ timestamp, message })
      this.#waitingBytes += sizeOf(message)
    }
    this.#bound()
    if (this.#waitingBytes >= MAX_BATCH_BYTES) void this.#start()
    else this.#timer ??= this.#later()
  }

  /** Resolves when everything written before has been taken, or could not be sent in this round. */
  async flush(): Promise<void> {
    // A round that is under way may have begun before the latest lines.
    await this.#sending
    await this.#start()
  }

  /** Lines lost because CloudWatch refused them or could not be reached for too long. */
  get dropped(): number {
    return this.#dropped
  }

  async close(): Promise<void> {
    await held(this.flush(), MAX_CLOSE_MS)
    clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
  }

  #later(): NodeJS.Timeout {
    return setTimeout(() => void this.#start(), this.#options.delayMs ?? 1_000).unref()
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined
      if (this.#waiting.length > 0) this.#timer ??= this.#later()
    })
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take()
      this.#sent = batch
      const outcome = await withRetries(() => this.#put(batch), { attempts: this.#options.attempts ?? 5 })
      this.#sent = []
      if (outcome.kind === 'passing') {
        this.#waiting.unshift(...batch)
        this.#waitingBytes += bytesOf(batch)
        this.#bound()
        this.#warnings.add(`log lines wait: ${this.#place}: ${outcome.reason}`)
        return
      }
      if (outcome.kind === 'refused') {
        this.#dropped += batch.length
        this.#warnings.add(`${batch.length} log lines were dropped: ${this.#place}: ${outcome.reason}`)
      }
    }
  }

  async #put(batch: readonly LogEvent[]): Promise<Outcome> {
    const body = this.#bodyOf(batch)
    const outcome = await this.#client.attempt('PutLogEvents', body)
    const missing = outcome.kind === 'refused' && outcome.reason.startsWith('ResourceNotFoundException')
    if (!missing || this.#options.create === false) return outcome
    const { group, stream } = this.#options
    await this.#client.attempt('CreateLogGroup', JSON.stringify({ logGroupName: group }))
    await this.#client.attempt('CreateLogStream', JSON.stringify({ logGroupName: group, logStreamName: stream }))
    return this.#client.attempt('PutLogEvents', body)
  }

  #bodyOf(batch: readonly LogEvent[]): string {
    const { group, stream } = this.#options
    return JSON.stringify({ logGroupName: group, logStreamName: stream, logEvents: batch })
  }

  /** The oldest lines, as many as one request takes. */
  #take(): readonly LogEvent[] {
    let bytes = 0
    let count = 0
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    for (const { timestamp, message } of this.#waiting) {
      const size = sizeOf(message)
      if (count > 0 && (count >= MAX_BATCH_EVENTS || bytes + size > MAX_BATCH_BYTES)) break
      first = Math.min(first, timestamp)
      last = Math.max(last, timestamp)
      // After a long time without CloudWatch, or a clock that jumped: a batch that spans a day is refused as a whole.
      if (last - first >= MAX_BATCH_SPAN_MS) break
      bytes += size
      count += 1
    }
    this.#waitingBytes -= bytes
    // A wall clock that was set back must not make a batch that is out of order.
    return this.#waiting.splice(0, count).sort((one, other) => one.timestamp - other.timestamp)
  }

  #bound(): void {
    let count = 0
    while (this.#waitingBytes > this.#maxWaitingBytes) this.#waitingBytes -= sizeOf(this.#waiting[count++]!.message)
    if (count === 0) return
    this.#waiting.splice(0, count)
    this.#dropped += count
    this.#warnings.add(`${count} of the oldest log lines were dropped: ${this.#place} takes none`)
  }

  /** What a request had under way goes again: twice is better than never. */
  #sendRest(): void {
    const rest = [...this.#sent, ...this.#waiting]
    if (rest.length === 0) return
    this.#waiting = rest
    this.#waitingBytes = bytesOf(rest)
    const bodies: string[] = []
    while (this.#waiting.length > 0) bodies.push(this.#bodyOf(this.#take()))
    sendAtExit(this.#client, bodies, this.#options.create !== false)
  }

  get #place(): string {
    return `${this.#options.group} in CloudWatch Logs`
  }
}

const GROUP = /^[\w\-/.#]{1,512}$/
const STREAM = /^[^:*]{1,512}$/
const MAX_BATCH_EVENTS = 10_000
/** 1,048,576 bytes, each event with 26 more than its message. */
const MAX_BATCH_BYTES = 1_048_576
const EVENT_BYTES = 26
const MAX_BATCH_SPAN_MS = 86_400_000
/** The longest message the service takes is one batch. */
const MAX_MESSAGE_BYTES: number = MAX_BATCH_BYTES - EVENT_BYTES

function sizeOf(message: string): number {
  return Buffer.byteLength(message) + EVENT_BYTES
}

function bytesOf(events: readonly LogEvent[]): number {
  return events.reduce((sum, { message }) => sum + sizeOf(message), 0)
}

function cut(line: string): string {
  if (line.length * 3 <= MAX_MESSAGE_BYTES || Buffer.byteLength(line) <= MAX_MESSAGE_BYTES) return line
  // Without the character that may be cut in half.
  return Buffer.from(line)
    .subarray(0, MAX_MESSAGE_BYTES)
    .toString()
    .replace(/\uFFFD$/, '')
}
