import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { type Fields, filled, first, text } from './read.ts'

/** `SpanStatusCode.ERROR` */
const ERROR = 2

/**
 * Why it failed: the exceptions of its events, else what its status says.
 *
 * @param remote - it was the called side that failed
 */
export function causeOf(
  { events, status, attributes }: ReadableSpan,
  remote: boolean,
  newId: () => string,
): Fields | undefined {
  const exceptions = events
    .filter(({ name }) => name === 'exception')
    .map((event) => exceptionOf(event.attributes ?? {}, remote, newId()))
  if (exceptions.length > 0) return { exceptions }
  const message = status.code === ERROR ? (status.message ?? first(attributes, 'http.status_text')) : undefined
  return message === undefined || message === '' ? undefined : { exceptions: [{ id: newId(), message, remote }] }
}

function exceptionOf(attributes: Attributes, remote: boolean, id: string): Fields {
  return {
    id,
    remote,
    ...filled({
      type: text(attributes['exception.type']),
      message: text(attributes['exception.message']),
      stack: framesOf(text(attributes['exception.stacktrace']) ?? ''),
    }),
  }
}

/** `    at encode (/app/src/video.ts:12:5)` */
function framesOf(stack: string): readonly Fields[] {
  return stack.split('\n').flatMap((line) => {
    const [, call] = /^\s+at (.+)$/.exec(line) ?? []
    if (call === undefined) return []
    const open = call.endsWith(')') ? call.lastIndexOf(' (') : -1
    const place = open < 0 ? call : call.slice(open + 2, -1)
    const [, path = place, digits] = /^(.*):(\d+):\d+$/.exec(place) ?? []
    const label = open < 0 ? undefined : call.slice(0, open)
    return [filled({ path, line: digits === undefined ? undefined : Number(digits), label })]
  })
}
