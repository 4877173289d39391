import 'reflect-metadata'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import KoaRouter from '@koa/router'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type Atalaya,
  getLogger,
  type ObserveOptions,
  observe,
  retry,
  setContext,
  traced,
  trackOperation,
} from '../index.ts'
import { MemorySink } from '../metrics/emf/memory-sink.ts'
import { Metrics } from '../metrics/registry.ts'
import { MemorySpans } from '../traces/export/memory-spans.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function observed(options: ObserveOptions = {}) {
  const lines: string[] = []
  const emf = new MemorySink()
  const spans = new MemorySpans()
  const warnings: string[] = []
  const { settings, ...others } = options
  const atalaya = await observe({
    service: 'video-api',
    namespace: 'Test',
    env: {},
    signals: false,
    emfSink: emf,
    registry: new Metrics(),
    logSinks: [{ write: (line) => lines.push(line), flush: () => Promise.resolve() }],
    spanProcessors: [spans],
    warn: (message) => warnings.push(message),
    ...others,
    settings: { ...settings, log: { stdout: false, ...settings?.log } },
  })
  closing.push(() => atalaya.shutdown())
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return { atalaya, records, emf, spans, warnings }
}

async function listening(server: Server): Promise<string> {
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const work = traced('look up', async (id: string) => {
  setContext({ videoId: id })
  getLogger('videos').info('shown')
  return trackOperation('Show', () => `video ${id}`)
})

function nestRoot(): new () => object {
  class Videos {
    video() {
      return work('7')
    }
  }
  Controller()(Videos)
  Get('/videos/:id')(Videos.prototype, 'video', Object.getOwnPropertyDescriptor(Videos.prototype, 'video')!)
  class Root {}
  Module({ controllers: [Videos] })(Root)
  return Root
}

const servers: Readonly<Record<string, (atalaya: Atalaya) => Promise<string>>> = {
  Express: (atalaya) => {
    const app = express()
    app.use(atalaya.express())
    app.get('/videos/:id', async (request, response) => {
      response.send(await work(request.params.id))
    })
    return listening(createServer(app))
  },
  Fastify: async (atalaya) => {
    const app = fastify()
    await app.register(atalaya.fastify())
    app.get<{ Params: { id: string } }>('/videos/:id', ({ params }) => work(params.id))
    closing.push(() => app.close())
    return app.listen({ port: 0, host: '127.0.0.1' })
  },
  Koa: (atalaya) => {
    const app = new Koa()
    app.use(atalaya.koa())
    const router = new KoaRouter()
    router.get('/videos/:id', async ({ params, response }) => {
      response.body = await work(params.id ?? '')
    })
    app.use(router.routes())
    const answer = app.callback()
    return listening(createServer((request, response) => void answer(request, response)))
  },
  Hono: (atalaya) => {
    const app = new Hono()
    app.use(atalaya.hono())
    app.get('/videos/:id', async (context) => context.text(await work(context.req.param('id'))))
    return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server)
  },
  'NestJS on Express': async (atalaya) => {
    const app = await NestFactory.create(nestRoot(), { logger: false })
    await atalaya.nest(app)
    closing.push(() => app.close())
    await app.listen(0, '127.0.0.1')
    return app.getUrl()
  },
  'NestJS on Fastify': async (atalaya) => {
    const app = await NestFactory.create<NestFastifyApplication>(nestRoot(), new FastifyAdapter(), { logger: false })
    await atalaya.nest(app)
    closing.push(() => app.close())
    await app.listen(0, '127.0.0.1')
    return app.getUrl()
  },
  'node:http': (atalaya) =>
    listening(
      createServer(
        atalaya.nodeHttp(async (_request, response) => response.end(await work('7')), { route: () => '/videos/:id' }),
      ),
    ),
}

describe.each(Object.keys(servers))('one call observes a service on %s', (name) => {
  test('its requests and what they do, by every signal', async () => {
    const { atalaya, records, emf, spans, warnings } = await observed()
    const url = await servers[name]!(atalaya)
    const response = await fetch(`${url}/videos/7`, { headers: { 'x-request-id': 'r-1' } })
    expect([await response.text(), response.headers.get('x-request-id')]).toEqual(['video 7', 'r-1'])
    const health = await fetch(`${url}/health`)
    expect(await health.json()).toMatchObject({ status: 'healthy', service: 'video-api' })
    const page = await (await fetch(`${url}/metrics`)).text()
    expect(page).toContain('http_requests_total{method="GET",endpoint="/videos/:id",status_code="200"} 1')
    expect(page).not.toMatch(/RequestCount|ServiceHeartbeat/)
    const stats = (await (await fetch(`${url}/stats/requests`)).json()) as { routes: { route: string }[] }
    expect(stats.routes.map(({ route }) => route)).toContain('/health')
    expect(response.headers.get('connection')).toBe('keep-alive')
    atalaya.requests.drain()
    expect((await fetch(`${url}/videos/8`)).headers.get('connection')).toBe('close')
    await atalaya.shutdown()

    const shown = records().find(({ logger }) => logger === 'videos')
    expect(shown).toMatchObject({ requestId: 'r-1', videoId: '7', service: 'video-api', message: 'shown' })
    const [inner, server] = spans.getFinishedSpans()
    expect([inner?.name, server?.name]).toEqual(['look up', 'GET /videos/:id'])
    expect(shown).toMatchObject({ traceId: server?.spanContext().traceId, spanId: inner?.spanContext().spanId })
    expect(inner?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId)
    const requests = emf.metrics.find(
      ({ name, dimensions }) => name === 'RequestCount' && dimensions.Endpoint?.includes('videos'),
    )
    expect(requests).toMatchObject({ namespace: 'Test', dimensions: { Service: 'video-api', StatusCode: '200' } })
    expect(emf.metrics.map(({ name }) => name)).toContain('ShowSuccess')
    expect(emf.metrics.map(({ name }) => name)).not.toContain('http_requests_total')
    expect(warnings).toEqual([])
  })
})

test('requests under way are answered before it ends, also where closing the server does not wait for them', async () => {
  const { atalaya, records } = await observed()
  const server = createServer(
    atalaya.nodeHttp(async (_request, response) => {
      await sleep(150)
      response.end('late')
    }),
  )
  const url = await listening(server)
  atalaya.onShutdown(() => server.close())
  const answer = fetch(url).then((response) => response.text())
  await expect.poll(() => atalaya.requests.active()).toHaveLength(1)
  await atalaya.shutdown()
  expect(records().map(({ message }) => message)).toContain('request done')
  expect(await answer).toBe('late')
})

test('what cannot be right is named before anything begins, all of it', async () => {
  const settings = { retry: { attempts: -1 }, log: { level: 'loud' as never } }
  await expect(observe({ service: 'a', settings, env: {} })).rejects.toThrow(/log\.level.*\s.*retry\.attempts/)
  await expect(
    observe({ basePath: 'internal', signals: false, env: {}, settings: { metrics: { emf: false } } }),
  ).rejects.toThrow("got 'internal'")
  const { atalaya } = await observed()
  await expect(observe({ env: {} })).rejects.toThrow('this process is observed already')
  await atalaya.shutdown()
})

test('policies follow the settings and are counted', async () => {
  const { atalaya } = await observed({ settings: { retry: { attempts: 2, baseDelayMs: 1, maxDelayMs: 2 } } })
  let calls = 0
  const answer = await retry({ name: 'storage' }).execute(() => {
    calls += 1
    if (calls < 3) throw Object.assign(new Error('no'), { code: 'ECONNRESET' })
    return 'done'
  })
  expect([answer, calls]).toEqual(['done', 3])
  const families = atalaya.metrics.families()
  expect(families.map(({ spec }) => spec.name)).toContain('retry_attempts_total')
})

test('a task is observed', async () => {
  const { atalaya, emf } = await observed()
  expect(await atalaya.task('encode', (size: number) => size * 2)(21)).toBe(42)
  await atalaya.shutdown()
  expect(emf.metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(['TaskCount', 'TaskDuration']))
})

test('at the end it is not ready, the hooks run, and everything has left', async () => {
  const { atalaya, records, warnings } = await observed()
  const order: string[] = []
  atalaya.onShutdown(async () => {
    order.push((await atalaya.health.ready()).status)
    getLogger('main').info('server closed')
  })
  atalaya.onShutdown(() => {
    throw new RangeError('secret')
  })
  atalaya.onShutdown(() => order.push('last'))
  await Promise.all([atalaya.shutdown(), atalaya.shutdown()])
  expect(order).toEqual(['unhealthy', 'last'])
  expect(records().map(({ message }) => message)).toContain('server closed')
  expect(warnings).toEqual(['a step of the shutdown failed: RangeError'])
  expect(process.listenerCount('uncaughtExceptionMonitor')).toBe(0)
})

test('its routes for health begin no traces, wherever they are', async () => {
  const { atalaya, spans } = await observed({ basePath: '/internal' })
  const url = await servers.Express!(atalaya)
  for (const path of ['/internal/health', '/internal/metrics', '/videos/7'])
    expect((await fetch(url + path)).status).toBe(200)
  await atalaya.flush()
  expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['look up', 'GET /videos/:id'])
})

test('in production without a token, what strangers must not see is closed', async () => {
  const { atalaya } = await observed({ environment: 'production' })
  const ask = async (path: string) =>
    (await atalaya.apm.handle({ method: 'GET', path, headers: {}, query: '' }))?.status
  expect(await Promise.all(['/health', '/metrics', '/logs/recent', '/stats/requests'].map(ask))).toEqual([
    200, 200, 401, 401,
  ])
})

test('everything switched off costs nothing and answers as before', async () => {
  const { atalaya, records, spans } = await observed({
    settings: {
      log: { enabled: false },
      metrics: { enabled: false },
      tracing: { enabled: false },
      health: { enabled: false },
      alerts: { enabled: false },
    },
  })
  const url = await servers.Express!(atalaya)
  const response = await fetch(`${url}/videos/7`)
  expect([await response.text(), response.headers.get('x-request-id')]).toEqual(['video 7', null])
  expect([records(), spans.getFinishedSpans()]).toEqual([[], []])
})
