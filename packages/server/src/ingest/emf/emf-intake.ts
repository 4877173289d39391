import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Tenant } from '@atalaya/model'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { LogGroup, LogStream } from '../../catalog/log-group.ts'
import { isLogGroupName, isLogStreamName } from '../../catalog/names.ts'
import { readAgentDocument } from '../../pipeline/emf/agent-document.ts'
import { EVENT_OVERHEAD_BYTES, type LogBatch, type LogPipeline } from '../../pipeline/log-pipeline.ts'

/** Largest event of CloudWatch Logs, its overhead included. */
const MAX_EVENT_BYTES = 1_048_576
export const MAX_LINE_BYTES: number = MAX_EVENT_BYTES - EVENT_OVERHEAD_BYTES
/** Lines that wait for the store. Senders that can wait are asked to above the first figure; lines are lost above the second. */
export const BUSY_BYTES: number = 8 * 1024 * 1024
const FULL_BYTES: number = 16 * 1024 * 1024
/** Each wait is twice as long as the one before: three seconds in all. */
const FIRST_RETRY_MS = 100
const ATTEMPTS = 6

/** Why a line was not stored. */
export type DropReason =
  /** Longer than an event may be. */
  | 'too-long'
  /** No JSON object with `_aws.LogGroupName`: the agent drops these, too. */
  | 'no-log-group'
  /** A name that no log group or stream can have. */
  | 'bad-name'
  /** More waits for the store than memory should hold. */
  | 'overload'
  /** The store refused again and again. */
  | 'store'

export interface EmfCounts {
  readonly stored: number
  readonly dropped: Readonly<Record<DropReason, number>>
}

export interface EmfIntakeOptions {
  readonly tenant: Tenant
  readonly catalog: LogCatalog
  readonly pipeline: LogPipeline
  readonly clock: Clock
  /** For documents without `_aws.LogStreamName`. */
  readonly defaultStream: string
  readonly onError: (error: unknown) => void
  /** Waits between attempts to store. Default: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>
}

interface Accepted {
  readonly groupName: string
  readonly streamName: string
  readonly bytes: number
}

interface Waiting {
  readonly groupName: string
  readonly streamName: string
  readonly timestampsMs: number[]
  readonly messages: string[]
  bytes: number
}

/**
 * Takes EMF lines to the pipeline. While one batch is being stored the next collects, so that a flood needs few writes and a
 * single line no wait.
 */
export class EmfIntake {
  readonly #options: EmfIntakeOptions
  readonly #dropped: Record<DropReason, number> = {
    'too-long': 0,
    'no-log-group': 0,
    'bad-name': 0,
    overload: 0,
    store: 0,
  }
  #stored = 0
  #waiting = new Map<string, Waiting>()
  #waitingBytes = 0
  #storing: Promise<void> | undefined

  constructor(options: EmfIntakeOptions) {
    this.#options = options
  }

  get counts(): EmfCounts {
    return { stored: this.#stored, dropped: { ...this.#dropped } }
  }

  /** Whether senders that can wait should. */
  get isBusy(): boolean {
    return this.#waitingBytes >= BUSY_BYTES
  }

  /** Never throws. A blank line is nothing. The event's time is that of its arrival, as with the agent. */
  offer(rawLine: string): void {
    const line = rawLine.trim()
    if (line === '') return
    const accepted = this.#accept(line)
    if (typeof accepted === 'string') {
      this.drop(accepted)
      return
    }
    this.#collect(accepted, line)
    this.#storing ??= this.#store()
  }

  drop(reason: DropReason): void {
    this.#dropped[reason] += 1
  }

  /** Resolves when everything offered so far has been stored or dropped. */
  async settled(): Promise<void> {
    while (this.#storing !== undefined) await this.#storing
  }

  #accept(line: string): Accepted | DropReason {
    const document = readAgentDocument(line)
    if (document === undefined) return 'no-log-group'
    const { logGroupName: groupName, logStreamName: streamName = this.#options.defaultStream } = document
    if (!isLogGroupName(groupName) || !isLogStreamName(streamName)) return 'bad-name'
    const bytes = Buffer.byteLength(line) + EVENT_OVERHEAD_BYTES
    if (bytes > MAX_EVENT_BYTES) return 'too-long'
    return this.#waitingBytes + bytes > FULL_BYTES ? 'overload' : { groupName, streamName, bytes }
  }

  #collect({ groupName, streamName, bytes }: Accepted, line: string): void {
    const key = `${groupName}:${streamName}`
    let waiting = this.#waiting.get(key)
    if (waiting === undefined) {
      waiting = { groupName, streamName, timestampsMs: [], messages: [], bytes: 0 }
      this.#waiting.set(key, waiting)
    }
    waiting.timestampsMs.push(this.#options.clock.now())
    waiting.messages.push(line)
    waiting.bytes += bytes
    this.#waitingBytes += bytes
  }

  async #store(): Promise<void> {
    // Lines that arrive in the same turn of the loop go together.
    await Promise.resolve()
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()]
      this.#waiting = new Map()
      const lines = batch.reduce((sum, { messages }) => sum + messages.length, 0)
      const isStored = await this.#attempt(batch)
      this.#waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0)
      if (isStored) this.#stored += lines
      else this.#dropped.store += lines
    }
    this.#storing = undefined
  }

  async #attempt(batch: readonly Waiting[]): Promise<boolean> {
    const { pipeline, onError, wait = delay } = this.#options
    for (let attempt = 1; ; attempt += 1) {
      try {
        const batches: LogBatch[] = []
        for (const waiting of batch) batches.push(await this.#toBatch(waiting))
        await pipeline.ingest(batches)
        return true
      } catch (error) {
        if (attempt === ATTEMPTS) {
          onError(error)
          return false
        }
        await wait(FIRST_RETRY_MS * 2 ** (attempt - 1))
      }
    }
  }

  async #toBatch({ groupName, streamName, timestampsMs, messages, bytes }: Waiting): Promise<LogBatch> {
    const group = await this.#group(groupName)
    const stream = await this.#stream(group, streamName)
    return { group, stream, timestampsMs, messages, bytes }
  }

  async #group(name: string): Promise<LogGroup> {
    const { catalog, tenant } = this.#options
    const group =
      catalog.group(tenant, name) ?? (await catalog.createGroup(tenant, name)) ?? catalog.group(tenant, name)
    if (group === undefined) throw new Error(`Log group '${name}' was deleted while it was being written to.`)
    return group
  }

  async #stream(group: LogGroup, name: string): Promise<LogStream> {
    const { catalog } = this.#options
    const found = catalog.stream(group, name)
    if (found !== undefined) return found
    const created = await catalog.createStream(group, name)
    if (typeof created === 'object') return created
    const stream = catalog.stream(group, name)
    if (stream === undefined) throw new Error(`Log stream '${name}' was deleted while it was being written to.`)
    return stream
  }
}
