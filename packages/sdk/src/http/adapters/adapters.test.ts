import 'reflect-metadata'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import KoaRouter from '@koa/router'
import { Controller, Get, HttpException, Module, Param, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import express, { Router } from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setContext } from '../../context/context.ts'
import { configureLogs, getLogger } from '../../logs/logs.ts'
import { PrometheusDoor } from '../../metrics/prometheus/prometheus-door.ts'
import { Metrics } from '../../metrics/registry.ts'
import { ServiceMetrics } from '../../metrics/sets/service-metrics.ts'
import { MemoryLogs } from '../../testing/memory-logs.ts'
import { HttpObserver } from '../observer.ts'
import type { ServerSpanResult, ServerSpans } from '../server-spans.ts'
import { expressHttp } from './express.ts'
import { fastifyHttp } from './fastify.ts'
import { honoHttp } from './hono.ts'
import { koaHttp } from './koa.ts'
import { nestHttp } from './nest.ts'
import { nodeHttp } from './node-http.ts'

/** What the routes of every framework do. */
class BrokenError extends Error {
  override readonly name = 'BrokenError'
}
const fail = (): never => {
  throw new BrokenError('with a secret: hunter2')
}
const shown = async (id: string) => {
  setContext({ videoId: id })
  await sleep(1)
  getLogger('videos').info('shown')
  return `video ${id}`
}

const logs = new MemoryLogs({ level: 'info' })
const spans: ServerSpanResult[] = []
const memorySpans: ServerSpans = {
  start: () => ({ run: (fn) => fn(), end: (result) => spans.push(result) }),
}
const metrics = new Metrics()
const prometheus = new PrometheusDoor(metrics)
const observer = new HttpObserver({
  service: new ServiceMetrics(metrics),
  cloudwatch: metrics,
  spans: memorySpans,
  logger: logs.getLogger('http'),
  healthSampleRatio: 0,
})

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

async function listening(server: Server): Promise<string> {
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function nodeServer(): Promise<string> {
  const routes: readonly (readonly [RegExp, string])[] = [
    [/^\/videos\/([^/]+)$/, '/videos/:id'],
    [/^\/users\/[^/]+\/posts\/([^/]+)$/, '/users/:user/posts/:post'],
    [/^\/broken$/, '/broken'],
    [/^\/later$/, '/later'],
    [/^\/teapot$/, '/teapot'],
    [/^\/slow$/, '/slow'],
    [/^\/health$/, '/health'],
  ]
  const pathOf = (request: IncomingMessage) => new URL(request.url!, 'http://host').pathname
  const match = (request: IncomingMessage) => routes.find(([pattern]) => pattern.test(pathOf(request)))
  const listener = nodeHttp(
    observer,
    async (request, response) => {
      const [pattern, template] = match(request) ?? [/$/, undefined]
      const id = pattern.exec(pathOf(request))?.[1] ?? ''
      if (template === '/videos/:id' || template?.startsWith('/users')) response.end(await shown(id))
      else if (template === '/health') response.end('ok')
      else if (template === '/slow') response.write('begin')
      else if (template === '/broken' || template === '/later') fail()
      else response.writeHead(template === '/teapot' ? 418 : 404).end()
    },
    { route: (request) => match(request)?.[1] },
  )
  return listening(
    createServer((request, response) => {
      Promise.resolve(listener(request, response)).catch(() => response.writeHead(500).end())
    }),
  )
}

function expressServer(): Promise<string> {
  const app = express()
  app.set('env', 'test')
  app.use(expressHttp(observer))
  app.get('/videos/:id', async (request, response) => {
    response.send(await shown(request.params.id))
  })
  const posts = Router()
  posts.get('/:post', async (request, response) => {
    response.send(await shown(request.params.post))
  })
  const users = Router()
  users.use('/:user/posts', posts)
  app.use('/users', users)
  app.get('/broken', fail)
  app.get('/later', async () => {
    await sleep(1)
    fail()
  })
  app.get('/teapot', (_request, response) => void response.status(418).end())
  app.get('/slow', (_request, response) => void response.write('begin'))
  app.get('/health', (_request, response) => void response.send('ok'))
  return listening(createServer(app))
}

async function fastifyServer(): Promise<string> {
  const app = fastify()
  await app.register(fastifyHttp(observer))
  app.get<{ Params: { id: string } }>('/videos/:id', ({ params }) => shown(params.id))
  await app.register(
    async (users) => {
      users.get<{ Params: { post: string } }>('/:user/posts/:post', ({ params }) => shown(params.post))
    },
    { prefix: '/users' },
  )
  app.get('/broken', fail)
  app.get('/later', async () => {
    await sleep(1)
    fail()
  })
  app.get('/teapot', (_request, reply) => reply.code(418).send())
  app.get('/slow', (_request, reply) => {
    reply.hijack()
    reply.raw.write('begin')
  })
  app.get('/health', () => 'ok')
  closing.push(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

function koaServer(): Promise<string> {
  const app = new Koa()
  app.silent = true
  app.use(koaHttp(observer))
  const users = new KoaRouter({ prefix: '/users' })
  users.get('/:user/posts/:post', async ({ params, response }) => {
    response.body = await shown(params.post ?? '')
  })
  const router = new KoaRouter()
  router.get('/videos/:id', async ({ params, response }) => {
    response.body = await shown(params.id ?? '')
  })
  router.get('/broken', fail)
  router.get('/later', async () => {
    await sleep(1)
    fail()
  })
  router.get('/teapot', (context) => {
    context.status = 418
  })
  router.get('/slow', (context) => {
    context.respond = false
    context.res.write('begin')
  })
  router.get('/health', (context) => {
    context.body = 'ok'
  })
  app.use(users.routes()).use(router.routes())
  const answer = app.callback()
  return listening(createServer((request, response) => void answer(request, response)))
}

function honoServer(): Promise<string> {
  const app = new Hono()
  app.onError((_error, context) => context.text('failed', 500))
  app.use(honoHttp(observer))
  app.get('/videos/:id', async (context) => context.text(await shown(context.req.param('id'))))
  const users = new Hono()
  users.get('/:user/posts/:post', async (context) => context.text(await shown(context.req.param('post'))))
  app.route('/users', users)
  app.get('/broken', fail)
  app.get('/later', async () => {
    await sleep(1)
    return fail()
  })
  app.get('/teapot', (context) => context.body(null, 418))
  app.get('/slow', () => {
    const stream = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('begin')) })
    return new Response(stream)
  })
  app.get('/health', (context) => context.text('ok'))
  return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server)
}

/** Without the syntax of decorators, which the tests are not compiled with. */
function nestModule(): new () => object {
  class Videos {
    video(id: string) {
      return shown(id)
    }
    post(post: string) {
      return shown(post)
    }
    broken() {
      return fail()
    }
    async later() {
      await sleep(1)
      return fail()
    }
    teapot() {
      throw new HttpException('teapot', 418)
    }
    slow(response: { raw?: { write(text: string): void }; write?(text: string): void }) {
      ;(response.raw ?? (response as { write(text: string): void })).write('begin')
    }
    health() {
      return 'ok'
    }
  }
  const routes = {
    video: '/videos/:id',
    post: '/users/:user/posts/:post',
    broken: '/broken',
    later: '/later',
    teapot: '/teapot',
    slow: '/slow',
    health: '/health',
  } as const
  Controller()(Videos)
  for (const [name, path] of Object.entries(routes)) {
    Get(path)(Videos.prototype, name, Object.getOwnPropertyDescriptor(Videos.prototype, name)!)
  }
  Param('id')(Videos.prototype, 'video', 0)
  Param('post')(Videos.prototype, 'post', 0)
  Res()(Videos.prototype, 'slow', 0)
  class Root {}
  Module({ controllers: [Videos] })(Root)
  return Root
}

async function nestServer(): Promise<string> {
  const app = await NestFactory.create(nestModule(), { logger: false })
  nestHttp(observer, app)
  closing.push(() => app.close())
  await app.listen(0, '127.0.0.1')
  return app.getUrl()
}

async function nestOnFastify(): Promise<string> {
  const app = await NestFactory.create<NestFastifyApplication>(nestModule(), new FastifyAdapter(), { logger: false })
  nestHttp(observer, app)
  closing.push(() => app.close())
  await app.listen(0, '127.0.0.1')
  return app.getUrl()
}

const servers: Readonly<Record<string, () => Promise<string>>> = {
  'node:http': nodeServer,
  Express: expressServer,
  Fastify: fastifyServer,
  Koa: koaServer,
  Hono: honoServer,
  'NestJS on Express': nestServer,
  'NestJS on Fastify': nestOnFastify,
}

/** A request ends a moment after its answer has arrived. */
async function until(check: () => boolean): Promise<void> {
  for (let wait = 0; wait < 200 && !check(); wait++) await sleep(5)
  expect(check()).toBe(true)
}

describe.each(Object.keys(servers))('on %s', (name) => {
  let url: string
  let restore: () => void
  beforeAll(async () => {
    url = await servers[name]!()
    restore = configureLogs(logs)
  })
  afterAll(() => restore())
  afterEach(() => {
    logs.clear()
    spans.length = 0
  })

  const ended = () => logs.records.filter(({ logger }) => logger === 'http')
  const count = (labels: string) =>
    Number(
      prometheus
        .scrape()
        .body.split('\n')
        .find((line) => line.startsWith(`http_requests_total{${labels}}`))
        ?.split(' ')[1] ?? 0,
    )

  async function ask(path: string, init?: RequestInit) {
    const response = await fetch(url + path, init)
    const body = await response.text()
    await until(() => spans.length > 0)
    return { response, body, span: spans[0]!, line: ended()[0] }
  }

  test('a request has an id, a duration, log lines with its context, metrics and a span, all by template', async () => {
    const labels = 'method="GET",endpoint="/videos/:id",status_code="200"'
    const before = count(labels)
    const { response, body, span, line } = await ask('/videos/42?token=hunter2', {
      headers: { 'x-request-id': 'abc-1', cookie: 'session=hunter2' },
    })
    expect([response.status, body]).toEqual([200, 'video 42'])
    expect(response.headers.get('x-request-id')).toBe('abc-1')
    expect(response.headers.get('x-response-time')).toMatch(/^\d+\.\d\dms$/)
    expect(span).toEqual({ route: '/videos/:id', statusCode: 200, error: undefined })
    expect(line).toMatchObject({
      level: 'info',
      message: 'request done',
      requestId: 'abc-1',
      videoId: '42',
      method: 'GET',
      endpoint: '/videos/:id',
      status: 200,
      durationMs: expect.any(Number),
    })
    expect(logs.records.find(({ logger }) => logger === 'videos')).toMatchObject({ requestId: 'abc-1', videoId: '42' })
    expect(count(labels)).toBe(before + 1)
    expect(JSON.stringify([logs.records, prometheus.scrape().body])).not.toMatch(/hunter2|127\.0\.0\.1/)
  })

  test('the template of a route inside a router has no values of parameters', async () => {
    const { span, body } = await ask('/users/ann/posts/7')
    expect([span.route, body]).toEqual(['/users/:user/posts/:post', 'video 7'])
  })

  test.each(['/broken', '/later'])('what %s throws is answered as before, and noted', async (path) => {
    const { response, span, line } = await ask(path)
    expect(response.status).toBe(500)
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(response.headers.get('x-response-time')).toMatch(/ms$/)
    expect(span).toMatchObject({ route: path, statusCode: 500, error: expect.any(BrokenError) })
    expect(line).toMatchObject({ level: 'error', message: 'request failed', error: { type: 'BrokenError' } })
    expect(prometheus.scrape().body).toMatch(/errors_total\{error_type="BrokenError"\} \d/)
  })

  test('a status of the caller is no error', async () => {
    const { response, span, line } = await ask('/teapot')
    expect([response.status, span.route, span.statusCode, line?.level]).toEqual([418, '/teapot', 418, 'info'])
    expect(line).not.toHaveProperty('error')
  })

  test('paths without a route are one endpoint', async () => {
    const { span, line } = await ask('/wp-admin/42')
    expect(span.route).toBeUndefined()
    expect(line).toMatchObject({ endpoint: 'unmatched', status: 404 })
  })

  test('a client that goes away ends the request', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'data')
    expect(observer.active()).toMatchObject([{ method: 'GET', route: '/slow' }])
    socket.destroy()
    await until(() => spans.length > 0)
    expect(spans).toEqual([{ route: '/slow', statusCode: 499, error: undefined }])
    expect(ended()[0]).toMatchObject({ level: 'warn', message: 'request aborted by the client', status: 499 })
    expect(observer.active()).toEqual([])
  })

  test('methods that clients make up are one method', async () => {
    const answer = httpRequest(`${url}/videos/1`, { method: 'PROPFIND' }).end()
    const [response] = (await once(answer, 'response')) as [IncomingMessage]
    response.resume()
    await until(() => ended().length > 0)
    expect(ended()[0]).toMatchObject({ method: '_OTHER' })
  })

  test('requests for health are counted, and their lines are a sample', async () => {
    const labels = 'method="GET",endpoint="/health",status_code="200"'
    const before = count(labels)
    const { line } = await ask('/health')
    expect([line, count(labels)]).toEqual([undefined, before + 1])
    expect(prometheus.scrape().body).not.toMatch(/RequestCount.*health/)
  })
})
