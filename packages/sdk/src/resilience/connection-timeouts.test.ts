import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, request } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { loadSettings } from '../settings/settings.ts'
import { asTimeoutError, pgTimeouts, undiciTimeouts } from './connection-timeouts.ts'
import { configureResilience } from './defaults.ts'
import { TimeoutError } from './errors.ts'
import { fetchWithTimeouts } from './fetch-with-timeouts.ts'
import { isTransient } from './transient.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const one of undo.splice(0)) await one()
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const timeouts = { connectMs: 20, writeMs: 20, readMs: 60 }

test('an answer that comes in time is the answer of fetch', async () => {
  const url = await serve((incoming, outgoing) => {
    outgoing.writeHead(201, 'Made', { 'x-kind': 'a' })
    incoming.pipe(outgoing)
  })
  const response = await fetchWithTimeouts(`${url}/x`, { method: 'POST', body: 'hello' })
  const { status, statusText, redirected, type } = response
  expect([status, statusText, redirected, type, response.url]).toEqual([201, 'Made', false, 'basic', `${url}/x`])
  expect(response.headers.get('x-kind')).toBe('a')
  expect(await response.clone().text()).toBe('hello')
  expect(await response.text()).toBe('hello')
})

test('an answer without a body', async () => {
  const url = await serve((_, outgoing) => void outgoing.writeHead(204).end())
  const response = await fetchWithTimeouts(url)
  expect([response.status, response.body]).toEqual([204, null])
})

test('no answer: gives up after connect, write and read time together', async () => {
  const url = await serve(() => {})
  const error: unknown = await fetchWithTimeouts(url, {}, { timeouts }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error).toMatchObject({ operation: 'answer', timeoutMs: 100 })
  expect(isTransient(error)).toBe(true)
})

test('a body that stops: reading fails, and the connection is given back', async () => {
  let closed: Promise<unknown> | undefined
  const url = await serve((incoming, outgoing) => {
    closed = once(incoming.socket, 'close')
    outgoing.write('begin')
  })
  const response = await fetchWithTimeouts(url, {}, { timeouts })
  await expect(response.text()).rejects.toMatchObject({ operation: 'read', timeoutMs: 60 })
  await closed
})

test('a body that is slow but steady has all the time', async () => {
  const url = await serve((_, outgoing) => {
    let left = 5
    const timer = setInterval(() => {
      outgoing.write('x')
      left -= 1
      if (left > 0) return
      clearInterval(timer)
      outgoing.end()
    }, 30)
  })
  const response = await fetchWithTimeouts(url, {}, { timeouts: { ...timeouts, readMs: 120 } })
  expect(await response.text()).toBe('xxxxx')
})

test('a body that nobody reads runs into no timeout', async () => {
  const url = await serve((_, outgoing) => {
    outgoing.flushHeaders()
    setTimeout(() => outgoing.end('late'), 80)
  })
  const response = await fetchWithTimeouts(url, {}, { timeouts: { ...timeouts, readMs: 30 } })
  await new Promise((resolve) => setTimeout(resolve, 120))
  expect(await response.text()).toBe('late')
})

test.each(['before', 'after'])('the signal of the caller ends it, %s the headers', async (when) => {
  const url = await serve((_, outgoing) => {
    if (when === 'after') outgoing.write('begin')
  })
  const stop = new AbortController()
  const reading = fetchWithTimeouts(new Request(url, { signal: stop.signal })).then((response) => {
    stop.abort(new Error('closing'))
    return response.text()
  })
  if (when === 'before') stop.abort(new Error('closing'))
  await expect(reading).rejects.toThrow('closing')
})

test('what fetch cannot reach stays the error of fetch', async () => {
  const url = await serve(() => {})
  await undo.splice(0)[0]?.()
  await expect(fetchWithTimeouts(url)).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } })
})

test('undici takes its options, and its errors become ours', { timeout: 10_000 }, async () => {
  const url = await serve(() => {})
  const settings = loadSettings({ env: {}, values: { timeout: { connectMs: 300, readMs: 400 } } })
  undo.push(configureResilience({ settings }))
  expect(undiciTimeouts()).toEqual({ connect: { timeout: 300 }, headersTimeout: 400, bodyTimeout: 400 })
  const dispatcher = new Agent(undiciTimeouts())
  undo.push(() => dispatcher.destroy())
  const error: unknown = await request(url, { dispatcher }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' })
  expect(asTimeoutError(error)).toMatchObject({ operation: 'read', timeoutMs: 400, cause: error })
})

test('options for pg', () => {
  const { timeout } = loadSettings({ env: {}, values: { timeout: { poolMs: 1, dbMs: 2, readMs: 3 } } })
  expect(pgTimeouts(timeout)).toEqual({
    connectionTimeoutMillis: 1,
    statement_timeout: 2,
    query_timeout: 1_002,
    idle_in_transaction_session_timeout: 3,
  })
})

test.each([new Error('other'), 'timeout', undefined, null])('%s is no timeout', (error) => {
  expect(asTimeoutError(error)).toBe(error)
})
