import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { silentLog } from '../telemetry/log.ts'
import { type HttpHandler, type HttpRequest, HttpServer, type HttpServerOptions } from './http-server.ts'
import { textReply } from './reply.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Running {
  readonly server: HttpServer
  readonly port: number
  readonly url: string
}

async function start(handler: HttpHandler, options: Partial<HttpServerOptions> = {}): Promise<Running> {
  const server = new HttpServer({
    ...{ handler, log: silentLog, maxBodyBytes: 1_000, maxBufferedBytes: 2_000 },
    refuse: ({ path }, { reason, message }) => textReply(STATUS[reason], `${path}: ${message}`),
    origins: { allowed: [], loopbackOnly: true },
    ...{ headersTimeoutMs: 5_000, requestTimeoutMs: 5_000 },
    ...options,
  })
  const port = await server.listen(0, '127.0.0.1')
  closing.push(() => server.close(0))
  return { server, port, url: `http://127.0.0.1:${port}` }
}

const STATUS = { 'too-large': 413, busy: 503, forbidden: 403 }

const echo: HttpHandler = async ({ method, path, query, body }) =>
  textReply(200, `${method} ${path} ${query} ${Buffer.from(body).toString()}`)

/** Everything the server sends until it closes the connection. */
async function conversation(port: number, ...parts: readonly string[]): Promise<string> {
  const socket = await open(port)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  for (const part of parts) socket.write(part)
  await once(socket, 'close')
  return text
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

test('a request reaches the handler in parts, and its answer comes back', async () => {
  const { url } = await start(echo)
  const response = await fetch(`${url}/a/b?c=d&e`, { method: 'POST', body: 'hello' })
  expect([response.status, await response.text()]).toEqual([200, 'POST /a/b c=d&e hello'])
  expect(response.headers.get('content-length')).toBe('21')
})

test('a body in chunks is put together', async () => {
  const { port } = await start(echo)
  const request = httpRequest({ port, method: 'POST', path: '/' })
  request.write('one ')
  request.write('two')
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(Buffer.concat(await response.toArray()).toString()).toBe('POST /  one two')
})

test('a handler that fails is answered for, without a word about why', async () => {
  const { url } = await start(async () => {
    throw new Error('the secret of the house')
  })
  const response = await fetch(url, { method: 'POST', body: 'x' })
  expect(response.status).toBe(500)
  expect(response.headers.get('x-amzn-errortype')).toBe('InternalFailure')
  expect(await response.text()).not.toContain('secret')
})

describe('bodies', () => {
  test('one that is announced too large is refused unread', async () => {
    const { url } = await start(echo)
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(1_001) })
    expect(response.status).toBe(413)
    expect(await response.text()).toBe('/: The request body exceeds 1000 bytes.')
  })

  test('one that grows too large is refused as soon as it does', async () => {
    const { port } = await start(echo)
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
    expect(await conversation(port, head, `400\r\n${'x'.repeat(1_024)}\r\n`)).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('together they hold no more than the budget; what is beyond it is told to come again', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { url, server } = await start(
      async () => {
        await held
        return textReply(200, 'done')
      },
      { maxBufferedBytes: 1_500 },
    )
    const first = fetch(url, { method: 'POST', body: 'x'.repeat(1_000) })
    await expect.poll(() => server.bufferedBytes).toBe(1_000)
    const second = await fetch(url, { method: 'POST', body: 'x'.repeat(1_000) })
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1'])
    const small = fetch(url, { method: 'POST', body: 'x'.repeat(400) })
    release()
    expect([(await first).status, (await small).status]).toEqual([200, 200])
    expect(server.bufferedBytes).toBe(0)
  })

  test('one whose sender goes away gives its room back', async () => {
    const { port, server } = await start(echo)
    const socket = await open(port)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nx')
    await expect.poll(() => server.bufferedBytes).toBe(900)
    socket.destroy()
    await expect.poll(() => server.bufferedBytes).toBe(0)
  })

  test('a client that dawdles is cut off', async () => {
    const { port, server } = await start(echo, { requestTimeoutMs: 200 })
    const slow = conversation(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nx')
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /)
    await expect.poll(() => server.bufferedBytes).toBe(0)
  })

  test('a client that waits for permission to send gets it', async () => {
    const { port } = await start(echo)
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n'
    expect(await conversation(port, head, 'hi')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  })

  test('but not for a body that is too large', async () => {
    const { port } = await start(echo)
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n'
    expect(await conversation(port, head)).toMatch(/^HTTP\/1\.1 413 /)
  })
})

describe('pages of other origins', () => {
  const ROWS: readonly (readonly [string, string, boolean, boolean, readonly string[]])[] = [
    // origin, host, loopback only, allowed, named origins
    ['http://localhost:3000', '127.0.0.1:4580', true, true, []],
    ['https://127.0.0.1:8443', '127.0.0.1:4580', true, true, []],
    ['http://app.localhost', '127.0.0.1:4580', true, true, []],
    ['http://[::1]:3000', '127.0.0.1:4580', true, true, []],
    ['https://evil.example', '127.0.0.1:4580', true, false, []],
    ['https://localhost.evil.example', '127.0.0.1:4580', true, false, []],
    ['null', '127.0.0.1:4580', true, false, []],
    // A name that an attacker rebound to loopback.
    ['http://evil.example:4580', 'evil.example:4580', true, false, []],
    ['http://atalaya.example:4580', 'atalaya.example:4580', false, true, []],
    ['https://evil.example', 'atalaya.example:4580', false, false, []],
    ['https://grafana.example', '127.0.0.1:4580', true, true, ['https://grafana.example']],
    ['https://anything.example', '127.0.0.1:4580', true, true, ['*']],
  ]
  test.each(ROWS)('%s to %s (loopback only: %s): allowed %s', async (origin, host, loopbackOnly, allowed, named) => {
    const { port } = await start(echo, { origins: { allowed: named, loopbackOnly } })
    const response = await conversation(
      port,
      `POST / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
    expect(response).toMatch(allowed ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 403 /)
    expect(response.toLowerCase().includes(`access-control-allow-origin: ${origin}`)).toBe(allowed)
  })

  test('a preflight is answered with what was asked for, and nothing is done', async () => {
    const { url } = await start(async () => expect.fail('reached the handler'))
    const response = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:1', 'access-control-request-headers': 'x-amz-target,x-amz-date' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toBe('x-amz-target,x-amz-date')
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
  })

  test('the request id can be read by the page', async () => {
    const { url } = await start(echo)
    const response = await fetch(url, { headers: { origin: 'http://localhost:1' } })
    expect(response.headers.get('access-control-expose-headers')).toContain('x-amzn-requestid')
  })
})

describe('streams', () => {
  test('parts arrive as they are made, and a client that hangs up ends the stream', async () => {
    let ended = false
    let signalled = false
    const { url } = await start(async (_request, signal) => {
      signal.addEventListener('abort', () => {
        signalled = true
      })
      async function* parts(): AsyncGenerator<Uint8Array> {
        try {
          for (let index = 0; ; index += 1) {
            yield Buffer.from(`part ${index};`)
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        } finally {
          ended = true
        }
      }
      return { status: 200, headers: {}, body: parts() }
    })
    const controller = new AbortController()
    const response = await fetch(url, { signal: controller.signal })
    const { value } = (await response.body?.getReader().read()) ?? {}
    expect(Buffer.from(value ?? []).toString()).toMatch(/^part 0;/)
    controller.abort()
    await expect.poll(() => ended && signalled).toBe(true)
  })

  test('a stream is made no faster than the client reads', async () => {
    let made = 0
    const { port } = await start(async () => {
      async function* parts(): AsyncGenerator<Uint8Array> {
        for (; made < 2_000; made += 1) yield Buffer.alloc(100_000)
      }
      return { status: 200, headers: {}, body: parts() }
    })
    const socket = await open(port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => made).toBeGreaterThan(0)
    let before = -1
    // Until it stands still.
    await expect
      .poll(
        () => {
          const still = before === made
          before = made
          return still
        },
        { interval: 100 },
      )
      .toBe(true)
    expect(made).toBeLessThan(500)
    socket.destroy()
  })

  test('a client that takes nothing for too long is cut off', async () => {
    let ended = false
    const { port } = await start(
      async () => {
        async function* parts(): AsyncGenerator<Uint8Array> {
          try {
            for (;;) yield Buffer.alloc(1_000_000)
          } finally {
            ended = true
          }
        }
        return { status: 200, headers: {}, body: parts() }
      },
      { requestTimeoutMs: 300 },
    )
    const socket = await open(port)
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => ended, { timeout: 5_000 }).toBe(true)
    socket.destroy()
  })

  test('one that fails half-way is cut off, not ended', async () => {
    const { url } = await start(async () => {
      async function* parts(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('part')
        throw new Error('out of parts')
      }
      return { status: 200, headers: {}, body: parts() }
    })
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow()
  })
})

describe('shutdown', () => {
  test('running requests end, idle connections do not hold it up, new ones are refused', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const { url, port, server } = await start(async () => {
      await held
      return textReply(200, 'done')
    })
    const idle = await open(port)
    const running = fetch(url)
    await expect.poll(() => server.runningRequests).toBe(1)
    const closed = server.close(10_000)
    await expect(open(port)).rejects.toThrow()
    release()
    const response = await running
    expect([await response.text(), response.headers.get('connection')]).toEqual(['done', 'close'])
    await closed
    idle.destroy()
  })

  test('what does not end in time is cut off', async () => {
    let aborted = false
    const { url, server } = await start(
      (_request: HttpRequest, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true
          })
        }),
    )
    const running = fetch(url).catch(() => 'cut off')
    await expect.poll(() => server.runningRequests).toBe(1)
    await server.close(50)
    expect([await running, aborted]).toEqual(['cut off', true])
  })
})
