import type { ServerResponse } from 'node:http'

/** What a handler answers. A stream is read no faster than the client takes it. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>
}

export function jsonReply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: `${JSON.stringify(body)}\n` }
}

export function textReply(status: number, body: string, contentType = 'text/plain; charset=utf-8'): Reply {
  return { status, headers: { 'content-type': contentType }, body }
}

export interface SendOptions {
  /** Milliseconds the client may take for each part of a stream. */
  readonly drainTimeoutMs: number
  /** Whether the client asked for the head only. */
  readonly headOnly: boolean
}

/**
 * Sends an answer; resolves when it is handed to the network or the client is gone. Never rejects.
 *
 * @returns the error of a stream that failed half-way: the connection was cut, so that the client cannot take it for whole
 */
export async function send(response: ServerResponse, reply: Reply, options: SendOptions): Promise<unknown> {
  const { status, headers, body } = reply
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
    response.end(options.headOnly ? undefined : bytes)
    return undefined
  }
  response.writeHead(status, headers)
  // The head at once: a client that waits for a live tail must learn that it has begun.
  response.flushHeaders()
  try {
    await pump(response, body[Symbol.asyncIterator](), options.drainTimeoutMs)
    response.end()
    return undefined
  } catch (error) {
    response.destroy()
    return error
  }
}

async function pump(response: ServerResponse, parts: AsyncIterator<Uint8Array>, drainTimeoutMs: number): Promise<void> {
  const gone = new Promise<undefined>((resolve) => {
    response.once('close', () => resolve(undefined))
  })
  try {
    while (!response.closed) {
      const next = await Promise.race([parts.next(), gone])
      if (next === undefined || next.done === true) return
      if (!response.write(next.value)) await drained(response, gone, drainTimeoutMs)
    }
  } finally {
    // Frees what the stream holds. Not awaited: a generator that waits for something ends only after that.
    parts.return?.()?.then(undefined, () => undefined)
  }
}

/** Waits until the client has taken what was written; gives up on one that takes nothing. */
async function drained(response: ServerResponse, gone: Promise<undefined>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs)
  })
  const drain = new Promise<void>((resolve) => {
    response.once('drain', resolve)
  })
  const outcome = await Promise.race([drain, gone, timeout])
  clearTimeout(timer)
  if (outcome === 'timeout') response.destroy()
}
