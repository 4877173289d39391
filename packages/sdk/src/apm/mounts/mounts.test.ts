import 'reflect-metadata'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSettings } from '../../settings/settings.ts'
import { createApm } from '../apm.ts'
import { fastifyApm } from './fastify.ts'
import { honoApm } from './hono.ts'
import { koaApm } from './koa.ts'
import { nodeApm } from './node.ts'

const apm = createApm({
  settings: loadSettings({ env: {}, values: { health: { token: 'sesame' }, alerts: { enabled: false } } }),
  basePath: '/internal',
})
const closing: (() => Promise<unknown> | unknown)[] = [() => apm.close()]
afterAll(async () => {
  for (const close of closing) await close()
})

async function listening(server: Server): Promise<string> {
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const servers: Readonly<Record<string, () => Promise<string>>> = {
  'node:http': () => {
    const answer = nodeApm(apm)
    return listening(
      createServer((request, response) => {
        answer(request, response, () => response.end(`own ${request.url}`))
      }),
    )
  },
  Express: () => {
    const app = express()
    app.use(nodeApm(apm))
    app.use((request, response) => {
      response.send(`own ${request.url}`)
    })
    return listening(createServer(app))
  },
  'Express below a path': () => {
    const app = express()
    app.use('/internal', nodeApm(createWithToken()))
    app.use((request, response) => {
      response.send(`own ${request.url}`)
    })
    return listening(createServer(app))
  },
  Fastify: async () => {
    const app = fastify()
    await app.register(fastifyApm(apm))
    app.get('/api', (request) => `own ${request.url}`)
    closing.push(() => app.close())
    return app.listen({ port: 0, host: '127.0.0.1' })
  },
  'Fastify with a prefix': async () => {
    const app = fastify()
    await app.register(fastifyApm(createWithToken()), { prefix: '/internal' })
    app.get('/api', (request) => `own ${request.url}`)
    closing.push(() => app.close())
    return app.listen({ port: 0, host: '127.0.0.1' })
  },
  Koa: () => {
    const app = new Koa()
    app.use(koaApm(apm))
    app.use((context) => {
      context.body = `own ${context.url}`
    })
    const answer = app.callback()
    return listening(createServer((request, response) => void answer(request, response)))
  },
  Hono: () => {
    const app = new Hono()
    app.use(honoApm(apm))
    app.get('/api', (context) => context.text('own /api'))
    return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server)
  },
  'NestJS on Express': async () => {
    class Root {}
    Module({})(Root)
    const app = await NestFactory.create(Root, { logger: false })
    app.use(nodeApm(apm))
    app
      .getHttpAdapter()
      .get('/api', (_request: unknown, response: { send(text: string): void }) => response.send('own /api'))
    await app.listen(0, '127.0.0.1')
    closing.push(() => app.close())
    return app.getUrl()
  },
}

function createWithToken() {
  const own = createApm({ settings: loadSettings({ env: {}, values: { health: { token: 'sesame' } } }) })
  closing.push(() => own.close())
  return own
}

describe.each(Object.keys(servers))('on %s', (name) => {
  let url: string
  beforeAll(async () => {
    url = await servers[name]!()
  })
  const ask = (path: string, init?: RequestInit) => fetch(url + path, init)

  test('its routes are answered, with a token where one is needed', async () => {
    const health = await ask('/internal/health?x=1')
    expect([health.status, health.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
    expect(await health.json()).toMatchObject({ status: 'healthy' })
    const closed = await ask('/internal/alerts')
    expect([closed.status, closed.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    const opened = await ask('/internal/alerts', { headers: { authorization: 'Bearer sesame' } })
    expect(opened.status).toBe(200)
  })

  test('the page comes with its policy', async () => {
    const page = await ask('/internal/dashboard')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('<!doctype html>')
  })

  test('HEAD has no body', async () => {
    const head = await ask('/internal/health', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  test('what is not its own goes on', async () => {
    expect(await (await ask('/api')).text()).toBe('own /api')
  })
})
