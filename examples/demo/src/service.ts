import { type Atalaya, customCheck, inSpan, memoryCheck, type ObserveOptions, observe } from '@atalaya/sdk'
import { observeQueueDepth } from '@atalaya/sdk/worker'
import type { FastifyInstance } from 'fastify'
import { addRoutes, createServer } from './api.ts'
import type { Behaviour } from './behaviour.ts'
import { openBullQueue } from './bull-queue.ts'
import { type EncodeJob, InProcessQueue, type JobQueue, type Message } from './queue.ts'
import { type Query, Videos } from './videos.ts'
import { encoder } from './worker.ts'

export interface ServiceOptions {
  readonly behaviour: Behaviour
  readonly random: () => number
  /** Where jobs wait, also for other processes. Without it they wait in this one. */
  readonly redisUrl?: string | undefined
  /** Besides, for tests. */
  readonly observe?: ObserveOptions | undefined
}

export interface DemoService {
  readonly atalaya: Atalaya
  readonly app: FastifyInstance
}

/** The video service: its API and its worker, observed. `atalaya.shutdown()` ends it. */
export async function startService({ behaviour, random, redisUrl, ...options }: ServiceOptions): Promise<DemoService> {
  const checks = [memoryCheck()]
  const atalaya = await observe({
    service: 'video-api',
    namespace: 'ANB/Backend',
    environment: 'demo',
    checks,
    features: { redisQueue: redisUrl !== undefined },
    // The program ends by itself when its visitors have left.
    signals: false,
    ...options.observe,
    settings: {
      // Seconds, so that whoever tries it sees something soon; dimensions as the alarms have them.
      metrics: { emfIntervalMs: 5_000, defaultDimensions: false },
      ...options.observe?.settings,
    },
  })
  const query: Query = (operation, table, run) =>
    inSpan(`${operation} ${table}`, () => {
      const begin = performance.now()
      try {
        return run()
      } finally {
        atalaya.service.trackDbQuery({ operation, table, durationSeconds: (performance.now() - begin) / 1_000 })
      }
    })
  const videos = new Videos(query)
  atalaya.health.add(customCheck('database', () => videos.ping()))
  const queue = openQueue(atalaya, encoder({ videos, behaviour, random }), redisUrl)
  const stopDepth = observeQueueDepth('videos', () => queue.depth(), { intervalMs: 5_000 })

  const app = createServer()
  await app.register(atalaya.fastify())
  addRoutes(app, { videos, queue, behaviour })
  atalaya.onShutdown(() => app.close())
  atalaya.onShutdown(stopDepth)
  atalaya.onShutdown(() => queue.close())
  atalaya.onShutdown(() => videos.close())
  return { atalaya, app }
}

function openQueue(
  atalaya: Atalaya,
  encode: (job: EncodeJob) => Promise<number>,
  redisUrl: string | undefined,
): JobQueue {
  if (redisUrl !== undefined) return openBullQueue(redisUrl, encode)
  const task = atalaya.task('encode', ({ job }: Message) => encode(job), {
    id: ({ job }) => job.videoId,
    bytes: (bytes) => bytes,
    parent: ({ headers }) => headers,
  })
  return new InProcessQueue(task)
}
