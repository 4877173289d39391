/**
 * The types of OpenTelemetry that stand in the API of this package, in shape: a service without its packages must compile all the same,
 * also where TypeScript looks into declarations. Their own types fit.
 */

/** A `SpanExporter`. */
export interface SpanExporterLike {
  /** @param done - told with code 0 that they have left, with 1 that they have not */
  export(spans: never[], done: (result: { code: number; error?: Error }) => void): void
  shutdown(): Promise<void>
  forceFlush?(): Promise<void>
}

/** A `SpanProcessor`. */
export interface SpanProcessorLike {
  onStart(span: never, parent: never): void
  onEnd(span: never): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** A `Context`. */
export interface ContextLike {
  getValue(key: symbol): unknown
  setValue(key: symbol, value: unknown): ContextLike
  deleteValue(key: symbol): ContextLike
}

interface SpanContextLike {
  /** 32 hexadecimal digits, lower case. */
  readonly traceId: string
  /** 16 hexadecimal digits, lower case. */
  readonly spanId: string
  readonly traceFlags: number
  readonly isRemote?: boolean | undefined
}

/** Seconds since the Unix epoch, and nanoseconds of the next. */
type HrTimeLike = [number, number]

type AttributesLike = Readonly<Record<string, unknown>>

/** A `ReadableSpan`: one that has ended. */
export interface FinishedSpan {
  readonly name: string
  /** 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  readonly kind: number
  spanContext(): SpanContextLike
  readonly parentSpanContext?: SpanContextLike | undefined
  readonly startTime: HrTimeLike
  readonly endTime: HrTimeLike
  readonly duration: HrTimeLike
  /** 0 unset, 1 OK, 2 error. */
  readonly status: { readonly code: number; readonly message?: string | undefined }
  readonly attributes: AttributesLike
  readonly events: readonly { readonly name: string; readonly attributes?: AttributesLike | undefined }[]
  readonly links: readonly { readonly context: SpanContextLike; readonly attributes?: AttributesLike | undefined }[]
  readonly resource: { readonly attributes: AttributesLike }
}
