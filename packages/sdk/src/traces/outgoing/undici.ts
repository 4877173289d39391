import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type HttpCall, startHttpCall } from './http-span.ts'

/** What undici says about a request, the same in Node's own and in the package. */
interface UndiciRequest {
  readonly origin: string | URL
  readonly method: string
  addHeader(name: string, value: string): unknown
}

interface Message {
  readonly request: UndiciRequest
  readonly response?: { readonly statusCode: number }
  readonly error?: unknown
}

/**
 * Observes `fetch` and undici through their diagnostics channels.
 *
 * @returns how to stop
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export function observeUndici(): () => void {
  const calls = new WeakMap<UndiciRequest, HttpCall>()
  const listeners: Readonly<Record<string, (message: Message) => void>> = {
    'undici:request:create': ({ request }) => {
      const call = begin(request)
      if (call !== undefined) calls.set(request, call)
    },
    'undici:request:headers': ({ request, response }) => calls.get(request)?.answered(response?.statusCode ?? 0),
    'undici:request:trailers': ({ request }) => end(calls, request),
    'undici:request:error': ({ request, error }) => end(calls, request, error ?? new Error('failed')),
  }
  const subscriptions = Object.entries(listeners).map(([channel, listener]) => {
    const guarded = (message: unknown) => {
      try {
        listener(message as Message)
      } catch {
        // Observing must not make a request fail.
      }
    }
    subscribe(channel, guarded)
    return () => unsubscribe(channel, guarded)
  })
  return () => {
    for (const stop of subscriptions) stop()
  }
}

function begin(request: UndiciRequest): HttpCall | undefined {
  const { protocol, hostname, port } = new URL(request.origin)
  const call = startHttpCall({
    method: request.method,
    scheme: protocol.slice(0, -1),
    host: hostname,
    port: port === '' ? undefined : Number(port),
  })
  for (const [name, value] of Object.entries(call?.headers ?? {})) request.addHeader(name, value)
  return call
}

function end(calls: WeakMap<UndiciRequest, HttpCall>, request: UndiciRequest, error?: unknown): void {
  calls.get(request)?.end(error)
  calls.delete(request)
}
