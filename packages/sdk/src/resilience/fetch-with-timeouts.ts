import { asTimeoutError, type Timeouts } from './connection-timeouts.ts'
import { settings } from './defaults.ts'
import { TimeoutError } from './errors.ts'

export interface FetchTimeoutOptions {
  /** Those that differ from the settings. */
  readonly timeouts?: Partial<Pick<Timeouts, 'connectMs' | 'writeMs' | 'readMs'>> | undefined
  /** Default: `fetch` of the process. */
  readonly fetch?: typeof fetch | undefined
}

/**
 * `fetch` with the timeouts of the settings: the headers of the answer must come within connect, write and read time together,
 * and then each part of the body within the read time.
 *
 * `fetch` does not say when it is connected. To limit that by itself, give undici the timeouts: see `undiciTimeouts`.
 *
 * @throws {TimeoutError} `answer` or `read`; reading the body rejects with it too. Other errors are those of `fetch`.
 */
export async function fetchWithTimeouts(
  input: string | URL | Request,
  init: RequestInit = {},
  options: FetchTimeoutOptions = {},
): Promise<Response> {
  const timeouts = { ...settings().timeout, ...options.timeouts }
  const { connectMs, writeMs, readMs } = timeouts
  const stop = new AbortController()
  const outer = init.signal ?? (input instanceof Request ? input.signal : undefined)
  const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal])
  const request = () => (options.fetch ?? fetch)(input, { ...init, signal })
  try {
    const response = await within(connectMs + writeMs + readMs, 'answer', stop, request)
    return response.body === null ? response : limitReading(response, response.body, readMs, stop)
  } catch (error) {
    throw asTimeoutError(error, timeouts)
  }
}

/** Ends the request when `work` takes longer. */
async function within<T>(ms: number, operation: string, stop: AbortController, work: () => Promise<T>): Promise<T> {
  let late: TimeoutError | undefined
  const timer = setTimeout(() => {
    late = new TimeoutError(operation, ms)
    stop.abort(late)
  }, ms)
  try {
    return await work()
  } catch (error) {
    throw late ?? error
  } finally {
    clearTimeout(timer)
  }
}

/** The same answer, whose body fails when a part that somebody waits for does not come. */
function limitReading(response: Response, body: ReadableStream, readMs: number, stop: AbortController): Response {
  const reader = body.getReader()
  const limited = new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await within(readMs, 'read', stop, () => reader.read())
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead: time runs only while somebody waits.
    { highWaterMark: 0 },
  )
  const { status, statusText, headers, url, redirected, type } = response
  const same = new Response(limited, { status, statusText, headers })
  return Object.defineProperties(same, {
    url: { value: url },
    redirected: { value: redirected },
    type: { value: type },
  })
}
