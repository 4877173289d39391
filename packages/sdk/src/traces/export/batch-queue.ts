/**
 * Finished spans wait here and leave in batches: when there are enough, after a few seconds, at a flush.
 *
 * Bounded: when the exporter cannot keep up, new spans are dropped, with at most one warning in 10 seconds. When exports begin to
 * fail there is one, and the next only after an export has worked in between.
 */
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import { runUnobserved } from '../../context/unobserved.ts'
import { reasonOf } from '../../output/send.ts'
import { Warnings } from '../../output/warnings.ts'
import { suppressed } from '../active.ts'
import type { OtelApi } from '../otel.ts'

export interface BatchQueueOptions {
  readonly api: OtelApi
  readonly exporter: SpanExporter
  /** For warnings: `http://localhost:4318/v1/traces`. */
  readonly target: string
  /** Spans that wait at most. Default: 2,048. */
  readonly maxQueue?: number | undefined
  /** Spans of one export. Default: 512. */
  readonly maxBatch?: number | undefined
  /** Longest wait, in milliseconds. Default: 2,000. */
  readonly intervalMs?: number | undefined
  /** Of one export, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined
  readonly warnings?: Warnings | undefined
}

export class BatchQueue implements SpanProcessor {
  readonly #options: BatchQueueOptions
  readonly #maxQueue: number
  readonly #maxBatch: number
  readonly #warnings: Warnings
  readonly #drops: Warnings
  #spans: ReadableSpan[] = []
  #timer: NodeJS.Timeout | undefined
  #exporting: Promise<void> | undefined
  /** How many of those that wait a flush has asked for. */
  #wanted = 0
  #closed = false
  #dropped = 0
  #failing = false

  constructor(options: BatchQueueOptions) {
    this.#options = options
    this.#maxQueue = options.maxQueue ?? 2_048
    this.#maxBatch = options.maxBatch ?? 512
    this.#warnings = options.warnings ?? new Warnings()
    this.#drops = new Warnings((text) => this.#warnings.always(text))
  }

  /** Spans that were lost because the queue was full. */
  get dropped(): number {
    return this.#dropped
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#closed || (span.spanContext().traceFlags & 1) === 0) return
    if (this.#spans.length >= this.#maxQueue) {
      this.#drop()
      return
    }
    this.#spans.push(span)
    if (this.#spans.length >= this.#maxBatch) void this.#exportAll()
    else this.#flushLater()
  }

  /** Resolves when everything that waits now has left or failed. Never rejects. */
  forceFlush(): Promise<void> {
    this.#wanted = this.#spans.length
    return this.#exportAll()
  }

  #flushLater(): void {
    if (this.#spans.length === 0) return
    this.#timer ??= setTimeout(() => void this.forceFlush(), this.#options.intervalMs ?? 2_000).unref()
  }

  #exportAll(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#exporting ??= this.#exportBatches().finally(() => {
      this.#exporting = undefined
      this.#flushLater()
    })
    return this.#exporting
  }

  async shutdown(): Promise<void> {
    this.#closed = true
    await this.forceFlush()
    await this.#options.exporter.shutdown().catch(() => {})
  }

  /** Full batches, and what a flush has asked for: what ends meanwhile waits for more. */
  async #exportBatches(): Promise<void> {
    while (this.#spans.length >= this.#maxBatch || this.#wanted > 0) {
      const batch = this.#spans.splice(0, this.#maxBatch)
      this.#wanted = this.#spans.length === 0 ? 0 : Math.max(0, this.#wanted - batch.length)
      if (batch.length === 0) break
      // What is found out about the place later than its first spans.
      const { resource } = batch[0] as ReadableSpan
      if (resource.asyncAttributesPending) await resource.waitForAsyncAttributes?.()
      const failure = await this.#export(batch)
      if (failure !== undefined && !this.#failing) {
        this.#warnings.always(`spans cannot be sent to ${this.#options.target}: ${failure}`)
      }
      this.#failing = failure !== undefined
      // At the end there is no time to find out for every batch that nobody is there.
      if (this.#failing && this.#closed) this.#spans = []
    }
  }

  /** Why it failed; undefined when it did not. */
  #export(batch: ReadableSpan[]): Promise<string | undefined> {
    const { api, exporter, timeoutMs = 10_000 } = this.#options
    return new Promise((resolve) => {
      // Exporters have a time limit of their own, for each attempt; this one is for those that forget.
      const limitMs = timeoutMs * 4
      const timer = setTimeout(() => resolve(`no answer within ${limitMs} ms`), limitMs).unref()
      const done = (failure: string | undefined) => {
        clearTimeout(timer)
        resolve(failure)
      }
      try {
        api.context.with(suppressed(api, api.ROOT_CONTEXT), () =>
          runUnobserved(() =>
            exporter.export(batch, ({ code, error }) => done(code === 0 ? undefined : reasonOf(error ?? 'refused'))),
          ),
        )
      } catch (error) {
        done(reasonOf(error))
      }
    })
  }

  #drop(): void {
    this.#dropped++
    this.#drops.add(`spans are dropped: ${this.#maxQueue} wait to be sent to ${this.#options.target}`)
  }
}
