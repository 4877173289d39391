import type { FinishedSpan, SpanProcessorLike } from '../public-types.ts'

/** Keeps finished spans, for tests: `setUpTracing(settings, { processors: [spans] })`, then `expect(spans).toHaveSpan('GET /a')`. */
export class MemorySpans implements SpanProcessorLike {
  #spans: FinishedSpan[] = []

  onStart(): void {}

  onEnd(span: FinishedSpan): void {
    this.#spans.push(span)
  }

  forceFlush(): Promise<void> {
    return Promise.resolve()
  }

  shutdown(): Promise<void> {
    return Promise.resolve()
  }

  /** In the order in which they ended. */
  getFinishedSpans(): readonly FinishedSpan[] {
    return this.#spans
  }

  clear(): void {
    this.#spans = []
  }
}
