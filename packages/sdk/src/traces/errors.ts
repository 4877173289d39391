import type { Span } from '@opentelemetry/api'
import type { ActiveTracing } from './active.ts'

/** `SpanStatusCode.ERROR`. */
const ERROR = 2
const MAX_FRAMES = 20

/**
 * Marks a span as failed, with the type of the error and where it came from. What the error says is left out unless asked for:
 * messages hold what users entered.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
 */
export function recordError(span: Span, error: unknown, { errorMessages }: Pick<ActiveTracing, 'errorMessages'>): void {
  const type = errorType(error)
  const message = errorMessages && error instanceof Error ? error.message : undefined
  const stack = stackOf(error)
  span.setAttribute('error.type', type)
  span.setStatus({ code: ERROR, ...(message === undefined ? {} : { message }) })
  span.addEvent('exception', {
    'exception.type': type,
    ...(message === undefined ? {} : { 'exception.message': message }),
    ...(stack === undefined ? {} : { 'exception.stacktrace': stack }),
  })
}

/** Marks a span as failed without an error: `500`. */
export function recordFailure(span: Span, type: string): void {
  span.setAttribute('error.type', type)
  span.setStatus({ code: ERROR })
}

/**
 * A code such as `ECONNREFUSED` or `23505` says more than `Error`; else the name, that of the class where the error has none of its
 * own. Free text is no type. Never throws.
 */
export function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error
  try {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown }
    if (typeof code === 'string' && /^[A-Z0-9_]{2,64}$/.test(code)) return code
    const own = name === 'Error' ? error.constructor.name : name
    return typeof own === 'string' && /^[\w.$]{1,128}$/.test(own) ? own : 'Error'
  } catch {
    return 'Error'
  }
}

/** The frames without the line above them, which is the message. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined
  // A message of several lines may look like frames.
  const at = error.message === '' ? -1 : error.stack.indexOf(error.message)
  const below = at < 0 ? error.stack : error.stack.slice(at + error.message.length)
  const frames = below.split('\n').filter((line) => /^\s+at /.test(line))
  return frames.length === 0 ? undefined : [errorType(error), ...frames.slice(0, MAX_FRAMES)].join('\n')
}
