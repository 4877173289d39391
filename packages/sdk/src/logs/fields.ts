import { currentContext, currentTrace, xrayTraceId } from '../context/context.ts'
import { FieldEncoder } from './encode.ts'
import { PathNode, type RedactOptions } from './redact.ts'

/**
 * What is known around the caller, as an object: request id, fields of the context, ids of the trace. For loggers that are not
 * ours: `pino({ mixin: contextFields })`.
 */
export function contextFields(): Record<string, unknown> {
  const context = currentContext()
  const trace = currentTrace()
  return {
    ...context?.fields,
    ...(context?.requestId === undefined ? {} : { requestId: context.requestId }),
    ...(trace === undefined
      ? {}
      : { traceId: trace.traceId, spanId: trace.spanId, xrayTraceId: xrayTraceId(trace.traceId) }),
  }
}

/** Masks and flattens fields to what JSON can hold, for a logger that writes them itself. */
export class FieldRedactor {
  readonly #encoder: FieldEncoder

  constructor(redact: RedactOptions = {}) {
    const { paths = [], kinds = true, mask = '[REDACTED]' } = redact
    this.#encoder = new FieldEncoder({ paths: PathNode.of(paths), kinds, mask }, new Set())
  }

  fields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return JSON.parse(`{${this.#encoder.members(fields).slice(1)}}`) as Record<string, unknown>
  }

  text(text: string): string {
    return JSON.parse(this.#encoder.text(text)) as string
  }
}
