import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CloudWatchMetrics, MetricUnit } from '@atalaya/sdk/metrics'
import type { AppLog } from './app-log.ts'
import type { Behaviour } from './behaviour.ts'
import { Videos } from './videos.ts'

export interface ApiOptions {
  readonly metrics: CloudWatchMetrics
  readonly log: AppLog
  readonly behaviour: Behaviour
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

interface Route {
  readonly method: string
  readonly path: RegExp
  /** The path with its variables named: what metrics and logs say, so that ids do not become dimensions. */
  readonly template: string
  readonly handle: (parameters: readonly string[], body: unknown) => Answer
}

/** A small API for videos and votes, which counts and times every request. */
export function createApi({ metrics, log, behaviour }: ApiOptions): Server {
  const routes = routesOf(new Videos())
  return createServer((request, response) => {
    const startMs = performance.now()
    const requestId = randomUUID()
    const route = find(routes, request)
    const endpoint = route?.route.template ?? 'unknown'
    answer(request, route, behaviour)
      .catch((error: unknown): Answer => {
        log.error('request failed', {
          requestId,
          endpoint,
          error: error instanceof Error ? error.message : String(error),
        })
        return { status: 500, body: { error: 'Internal Server Error' } }
      })
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': requestId })
        response.end(JSON.stringify(body))

        const durationMs = Math.round((performance.now() - startMs) * 100) / 100
        const method = request.method ?? 'GET'
        metrics.putMetrics(
          [
            { name: 'RequestCount', value: 1, unit: MetricUnit.Count },
            { name: 'RequestDuration', value: durationMs, unit: MetricUnit.Milliseconds },
            { name: 'ErrorCount', value: status >= 500 ? 1 : 0, unit: MetricUnit.Count },
          ],
          { Method: method, Endpoint: endpoint, StatusCode: status },
        )
        const level = status >= 500 ? 'error' : status >= 400 || durationMs > SLOW_MS ? 'warn' : 'info'
        log[level](durationMs > SLOW_MS ? 'slow request' : 'request', {
          requestId,
          method,
          endpoint,
          status,
          durationMs,
        })
      })
      .catch((error: unknown) => log.error('answer failed', { requestId, error: String(error) }))
  })
}

const SLOW_MS = 500

async function answer(request: IncomingMessage, found: Found | undefined, behaviour: Behaviour): Promise<Answer> {
  const body = await readJson(request)
  if (body instanceof Problem) return { status: body.status, body: { error: body.message } }
  if (found === undefined) return { status: 404, body: { error: 'Not Found' } }
  const { route, parameters } = found
  if (route.template !== '/health') {
    await sleep(behaviour.delayMs(route.method))
    if (behaviour.fails()) throw new Error('database connection lost')
  }
  return route.handle(parameters, body)
}

function routesOf(videos: Videos): readonly Route[] {
  const notFound: Answer = { status: 404, body: { error: 'no such video' } }
  return [
    { method: 'GET', path: /^\/health$/, template: '/health', handle: () => ({ status: 200, body: { status: 'ok' } }) },
    {
      method: 'GET',
      path: /^\/api\/videos$/,
      template: '/api/videos',
      handle: () => ({ status: 200, body: { videos: videos.list(20) } }),
    },
    {
      method: 'POST',
      path: /^\/api\/videos$/,
      template: '/api/videos',
      handle: (_parameters, body) => {
        const { title, author } = (body ?? {}) as { readonly title?: unknown; readonly author?: unknown }
        if (typeof title !== 'string' || title === '' || title.length > 200) {
          return { status: 400, body: { error: 'title must be a text of 1 to 200 characters' } }
        }
        return { status: 201, body: videos.add(title, typeof author === 'string' ? author : 'somebody', new Date()) }
      },
    },
    {
      method: 'GET',
      path: /^\/api\/videos\/([^/]+)$/,
      template: '/api/videos/:id',
      handle: ([id = '']) => {
        const video = videos.get(id)
        return video === undefined ? notFound : { status: 200, body: video }
      },
    },
    {
      method: 'POST',
      path: /^\/api\/videos\/([^/]+)\/votes$/,
      template: '/api/videos/:id/votes',
      handle: ([id = '']) => {
        const video = videos.get(id)
        if (video === undefined) return notFound
        video.votes += 1
        return { status: 200, body: { id, votes: video.votes } }
      },
    },
  ]
}

interface Found {
  readonly route: Route
  readonly parameters: readonly string[]
}

function find(routes: readonly Route[], { method, url = '/' }: IncomingMessage): Found | undefined {
  const path = url.split('?', 1)[0] ?? '/'
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null
    if (match !== null) return { route, parameters: match.slice(1) }
  }
  return undefined
}

class Problem {
  readonly status: number
  readonly message: string

  constructor(status: number, message: string) {
    this.status = status
    this.message = message
  }
}

const MAX_BODY_BYTES = 65_536

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MAX_BODY_BYTES) return new Problem(413, 'the body is too large')
    chunks.push(chunk as Buffer)
  }
  if (size === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown
  } catch {
    return new Problem(400, 'the body is no JSON')
  }
}
