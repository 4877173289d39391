import { setTimeout as sleep } from 'node:timers/promises'
import { setContext } from '@atalaya/sdk'
import fastify, { type FastifyInstance } from 'fastify'
import type { Behaviour } from './behaviour.ts'
import type { JobQueue } from './queue.ts'
import type { Videos } from './videos.ts'

export interface ApiOptions {
  readonly videos: Videos
  readonly queue: JobQueue
  readonly behaviour: Behaviour
}

/** The database lost its connection, as it does now and then. */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

/** A server with everything but routes: who observes it registers first. */
export function createServer(): FastifyInstance {
  const app = fastify({ bodyLimit: 65_536, forceCloseConnections: 'idle' })
  // What went wrong inside is in the log, not in the answer.
  app.setErrorHandler<Error & { readonly statusCode?: number }>((error, _request, reply) => {
    const { statusCode = 500, message } = error
    reply.code(statusCode).send({ error: statusCode >= 500 ? 'Internal Server Error' : message })
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not Found' }))
  return app
}

/** A small API for videos and votes. */
export function addRoutes(app: FastifyInstance, { videos, queue, behaviour }: ApiOptions): void {
  app.register(async (api) => {
    api.addHook('preHandler', async ({ method }) => {
      await sleep(behaviour.delayMs(method))
      if (behaviour.fails()) throw new DatabaseError('database connection lost')
    })

    api.get('/api/videos', () => ({ videos: videos.list(20) }))

    api.post<{ Body: { title: string; author?: string } }>(
      '/api/videos',
      { schema: NEW_VIDEO },
      async (request, reply) => {
        const { title, author = 'somebody' } = request.body
        const video = videos.add(title, author, new Date())
        setContext({ videoId: video.id })
        await queue.add({ videoId: video.id })
        return reply.code(201).send(video)
      },
    )

    api.get<OneVideo>('/api/videos/:id', ({ params: { id } }, reply) => {
      setContext({ videoId: id })
      return videos.get(id) ?? reply.code(404).send(NO_SUCH_VIDEO)
    })

    api.post<OneVideo>('/api/videos/:id/votes', ({ params: { id } }, reply) => {
      setContext({ videoId: id })
      const video = videos.vote(id)
      return video === undefined ? reply.code(404).send(NO_SUCH_VIDEO) : { id, votes: video.votes }
    })
  })
}

interface OneVideo {
  Params: { id: string }
}

const NO_SUCH_VIDEO = { error: 'no such video' }

const NEW_VIDEO = {
  body: {
    type: 'object',
    required: ['title'],
    properties: { title: { type: 'string', minLength: 1, maxLength: 200 }, author: { type: 'string', maxLength: 100 } },
  },
}
