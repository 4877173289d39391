import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'

/** Keeps finished spans, for tests: `setUpTracing(settings, { processors: [spans] })`, then `expect(spans).toHaveSpan('GET /a')`. */
export class MemorySpans implements SpanProcessor {
  #spans: ReadableSpan[] = []

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    this.#spans.push(span)
  }

  forceFlush(): Promise<void> {
    return Promise.resolve()
  }

  shutdown(): Promise<void> {
    return Promise.resolve()
  }

  /** In the order in which they ended. */
  getFinishedSpans(): readonly ReadableSpan[] {
    return this.#spans
  }

  clear(): void {
    this.#spans = []
  }
}
