import process from 'node:process'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

type Exported = Parameters<SpanExporter['export']>[1]

/** Prints a line for each span, for development: `span GET /api/videos/:id 12.3 ms trace=... {"http.route":"/api/videos/:id"}`. */
export class ConsoleSpans implements SpanExporter {
  readonly #write: (text: string) => unknown

  constructor(write: (text: string) => unknown = (text) => process.stderr.write(text)) {
    this.#write = write
  }

  export(spans: readonly ReadableSpan[], done: Exported): void {
    this.#write(spans.map(lineOf).join(''))
    done({ code: 0 })
  }

  shutdown(): Promise<void> {
    return Promise.resolve()
  }
}

/** `SpanStatusCode.ERROR` */
const ERROR = 2

function lineOf(span: ReadableSpan): string {
  const { name, duration, attributes, status, parentSpanContext } = span
  const { traceId, spanId } = span.spanContext()
  const ms = (duration[0] * 1_000 + duration[1] / 1e6).toFixed(1)
  const failed = status.code === ERROR ? ' FAILED' : ''
  const parent = parentSpanContext === undefined ? '' : ` parent=${parentSpanContext.spanId}`
  return `span ${name} ${ms} ms${failed} trace=${traceId} span=${spanId}${parent} ${JSON.stringify(attributes)}\n`
}
