import { type Clock, HOUR_MS, SECOND_MS, type Tenant } from '@atalaya/model'
import type { LogGroup, LogStream } from '../catalog/log-group.ts'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import type { LogBatch, LogListener } from './log-pipeline.ts'

/*
 * Live tail: sessions that see events as they are acknowledged.
 *
 * Each second a session turns what it has collected into one update. Everything is bounded, for a session can slow down nobody:
 *  - it tests so many events a second and no more,
 *  - an update holds at most 500 events, a fair sample when there were more (reservoir sampling), and a million characters,
 *  - ten updates wait for a slow reader, then the oldest goes.
 * An update out of which anything was left says `sampled`.
 */

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
export const MAX_SESSIONS = 15
const MAX_UPDATE_EVENTS = 500
const MAX_SESSION_MS: number = 3 * HOUR_MS
const UPDATE_INTERVAL_MS = SECOND_MS
/** Ours: updates that wait for a slow reader, 5,000 events at most. */
const MAX_WAITING_UPDATES = 10
/** Ours: what one session may cost the ingest path each second; a test takes about a microsecond. */
const MAX_TESTED_EVENTS = 50_000
/** Ours: UTF-16 units of the messages of one update. */
const MAX_UPDATE_LENGTH = 1_000_000

export interface LiveTailSelection {
  readonly groupIds: readonly number[]
  readonly wantsStream: (name: string) => boolean
  readonly matches: (message: string) => boolean
}

export interface LiveTailEvent {
  readonly group: LogGroup
  readonly stream: LogStream
  readonly message: string
  readonly timestampMs: number
  readonly ingestionTimeMs: number
}

export interface LiveTailUpdate {
  readonly events: readonly LiveTailEvent[]
  /** Whether matching events were left out. */
  readonly sampled: boolean
}

export interface LiveTailOptions {
  readonly clock: Clock
  /** Calls `tick` again and again until the returned function is called. Default: `setInterval`. */
  readonly every?: (ms: number, tick: () => void) => () => void
  /** Uniform in [0, 1). Default: `Math.random`. */
  readonly random?: () => number
}

/** How a session ended: by the reader or the server, or because its time was up. */
export type LiveTailEnd = 'closed' | 'timeout'

export class LiveTail implements LogListener {
  readonly #clock: Clock
  readonly #every: NonNullable<LiveTailOptions['every']>
  readonly #random: () => number
  readonly #sessions = new Set<LiveTailSession>()
  readonly #byGroup = new Map<number, Set<LiveTailSession>>()

  constructor({ clock, every = everyInterval, random = Math.random }: LiveTailOptions) {
    this.#clock = clock
    this.#every = every
    this.#random = random
  }

  /** Begins a session; it must be closed. Undefined when the tenant has as many as it may have. */
  open(tenant: Tenant, selection: LiveTailSelection): LiveTailSession | undefined {
    const key = tenantPrefix(tenant)
    let running = 0
    for (const session of this.#sessions) if (session.tenantKey === key) running += 1
    if (running >= MAX_SESSIONS) return undefined
    const session = new LiveTailSession({
      tenantKey: key,
      selection,
      clock: this.#clock,
      random: this.#random,
      onClose: () => this.#forget(session, selection),
    })
    session.startTicking(this.#every)
    this.#sessions.add(session)
    for (const groupId of selection.groupIds) {
      const sessions = this.#byGroup.get(groupId)
      if (sessions === undefined) this.#byGroup.set(groupId, new Set([session]))
      else sessions.add(session)
    }
    return session
  }

  appended(batch: LogBatch, ingestionTimeMs: number): void {
    const sessions = this.#byGroup.get(batch.group.id)
    if (sessions === undefined) return
    for (const session of sessions) session.offer(batch, ingestionTimeMs)
  }

  get sessionCount(): number {
    return this.#sessions.size
  }

  /** Ends all sessions. */
  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }

  #forget(session: LiveTailSession, { groupIds }: LiveTailSelection): void {
    this.#sessions.delete(session)
    for (const groupId of groupIds) {
      const sessions = this.#byGroup.get(groupId)
      sessions?.delete(session)
      if (sessions?.size === 0) this.#byGroup.delete(groupId)
    }
  }
}

interface SessionOptions {
  readonly tenantKey: string
  readonly selection: LiveTailSelection
  readonly clock: Clock
  readonly random: () => number
  readonly onClose: () => void
}

export class LiveTailSession {
  readonly tenantKey: string
  readonly #selection: LiveTailSelection
  readonly #clock: Clock
  readonly #random: () => number
  readonly #onClose: () => void
  readonly #startedMs: number
  /** Events of the running second, with their number in order of arrival. */
  #collected: { readonly event: LiveTailEvent; readonly number: number }[] = []
  #length = 0
  #matched = 0
  #tested = 0
  #skipped = false
  readonly #waiting: LiveTailUpdate[] = []
  #dropped = false
  #wake: (() => void) | undefined
  #stopTicking: () => void = () => undefined
  #end: LiveTailEnd | undefined

  constructor({ tenantKey, selection, clock, random, onClose }: SessionOptions) {
    this.tenantKey = tenantKey
    this.#selection = selection
    this.#clock = clock
    this.#random = random
    this.#onClose = onClose
    this.#startedMs = clock.now()
  }

  startTicking(every: NonNullable<LiveTailOptions['every']>): void {
    this.#stopTicking = every(UPDATE_INTERVAL_MS, () => this.#tick())
  }

  /** Shows the session events that were just stored. */
  offer(batch: LogBatch, ingestionTimeMs: number): void {
    if (!this.#selection.wantsStream(batch.stream.name)) return
    const { group, stream, messages, timestampsMs } = batch
    for (let i = 0; i < messages.length; i += 1) {
      if (this.#tested >= MAX_TESTED_EVENTS) {
        this.#skipped = true
        return
      }
      this.#tested += 1
      const message = messages[i] as string
      if (!this.#selection.matches(message)) continue
      const slot = this.#slot()
      if (slot === undefined) continue
      const length = this.#length + message.length - (this.#collected[slot]?.event.message.length ?? 0)
      if (length > MAX_UPDATE_LENGTH) {
        this.#skipped = true
        continue
      }
      const event = { group, stream, message, timestampMs: timestampsMs[i] as number, ingestionTimeMs }
      this.#collected[slot] = { event, number: this.#matched }
      this.#length = length
    }
  }

  /** Updates as they become due. Ends when the session does; the return value says why. */
  async *updates(): AsyncGenerator<LiveTailUpdate, LiveTailEnd> {
    try {
      for (;;) {
        const update = this.#waiting.shift()
        if (update !== undefined) yield update
        else if (this.#end !== undefined) return this.#end
        else await this.#nextChange()
      }
    } finally {
      this.close()
    }
  }

  /** Idempotent. */
  close(): void {
    this.#finish('closed')
  }

  #finish(end: LiveTailEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#stopTicking()
    this.#onClose()
    this.#notify()
  }

  /** Where the next matching event goes, so that each of a second has the same chance; undefined for nowhere. */
  #slot(): number | undefined {
    this.#matched += 1
    if (this.#collected.length < MAX_UPDATE_EVENTS) return this.#collected.length
    const slot = Math.floor(this.#random() * this.#matched)
    return slot < MAX_UPDATE_EVENTS ? slot : undefined
  }

  #tick(): void {
    const events = this.#collected.sort((a, b) => a.number - b.number).map(({ event }) => event)
    const sampled = this.#skipped || this.#dropped || this.#matched > events.length
    this.#collected = []
    this.#length = 0
    this.#matched = 0
    this.#tested = 0
    this.#skipped = false
    this.#dropped = false
    this.#waiting.push({ events, sampled })
    if (this.#waiting.length > MAX_WAITING_UPDATES) {
      this.#waiting.shift()
      this.#dropped = true
    }
    if (this.#clock.now() - this.#startedMs >= MAX_SESSION_MS) this.#finish('timeout')
    else this.#notify()
  }

  #notify(): void {
    this.#wake?.()
    this.#wake = undefined
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

function everyInterval(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms)
  timer.unref()
  return () => clearInterval(timer)
}
