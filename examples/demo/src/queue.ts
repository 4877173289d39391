import { AsyncResource } from 'node:async_hooks'
import { traceHeaders } from '@atalaya/sdk/traces'

/** What is to be done to a video after it was posted. */
export interface EncodeJob {
  readonly videoId: string
}

/** A job on its way: with the trace of whoever added it. */
export interface Message {
  readonly job: EncodeJob
  readonly headers: Readonly<Record<string, string>>
}

/** Where the API leaves jobs for the worker. */
export interface JobQueue {
  /** @throws {Error} when it takes no more */
  add(job: EncodeJob): Promise<void>
  /** Jobs that nobody works on yet. */
  depth(): Promise<number>
  /** Resolves when running jobs are done; those that wait stay where the queue is, or are dropped with it. */
  close(): Promise<void>
}

/** A queue in the memory of this process, with a worker that does a few jobs at a time. */
export class InProcessQueue implements JobQueue {
  readonly #work: (message: Message) => Promise<unknown>
  /** Each remembers which request it belongs to: another job's end begins it. */
  readonly #waiting: (() => Promise<unknown>)[] = []
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  /** @param work - does one job; what it throws is its own to report */
  constructor(work: (message: Message) => Promise<unknown>) {
    this.#work = work
  }

  async add(job: EncodeJob): Promise<void> {
    if (this.#closed) throw new Error('the queue is closed')
    if (this.#waiting.length >= MAX_WAITING) throw new Error(`the queue is full with ${MAX_WAITING} jobs`)
    const message = { job, headers: traceHeaders() }
    this.#waiting.push(AsyncResource.bind(() => this.#work(message)))
    this.#next()
  }

  async depth(): Promise<number> {
    return this.#waiting.length
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.length = 0
    await Promise.allSettled(this.#running)
  }

  #next(): void {
    while (this.#running.size < CONCURRENCY) {
      const begin = this.#waiting.shift()
      if (begin === undefined) return
      const done: Promise<unknown> = begin()
        .catch(() => {})
        .finally(() => {
          this.#running.delete(done)
          this.#next()
        })
      this.#running.add(done)
    }
  }
}

export const CONCURRENCY = 2
const MAX_WAITING = 1_000
