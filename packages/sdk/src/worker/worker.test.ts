import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { isUnobserved } from '../context/unobserved.ts'
import { CloudWatchMetrics } from '../metrics/cloudwatch-metrics.ts'
import { MemorySink } from '../metrics/emf/memory-sink.ts'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { MemorySpans } from '../traces/export/memory-spans.ts'
import { setUpTracing } from '../traces/set-up-tracing.ts'
import { traceHeaders } from '../traces/traced.ts'
import { withJobContext } from './bullmq.ts'
import { instrumentTask } from './instrument-task.ts'
import { observeQueueDepth } from './queue-depth.ts'

function observed() {
  const sink = new MemorySink()
  const metrics = new CloudWatchMetrics({ namespace: 'N', serviceName: 'worker', sink })
  const logs = new MemoryLogs()
  const emitted = (name: string) =>
    sink.metrics.filter((metric) => metric.name === name).map(({ value, dimensions }) => [value, dimensions])
  return { logs, emitted, options: { metrics, logger: logs.getLogger('worker') } }
}

class DiskFull extends Error {
  override readonly name = 'DiskFull'
}

describe('a task', () => {
  test('is counted, timed and logged, and its result passed on', async () => {
    const { logs, emitted, options } = observed()
    const result = { frames: 12 }
    const encode = instrumentTask(
      'encode',
      async (videoId: string) => {
        logs.getLogger('codec').info('working', { videoId })
        return result
      },
      { ...options, id: (videoId) => videoId, bytes: ({ frames }) => frames * 100 },
    )
    expect(await encode('v-1')).toBe(result)
    expect(emitted('TaskCount')).toEqual([[1, { Task: 'encode' }]])
    expect(emitted('TaskFailure')).toEqual([[0, { Task: 'encode' }]])
    expect(emitted('TaskDuration')).toEqual([[expect.any(Number), { Task: 'encode' }]])
    expect(emitted('BytesProcessed')).toEqual([[1_200, { Task: 'encode' }]])
    expect(logs.records.map(({ message, task, taskId }) => [message, task, taskId])).toEqual([
      ['task started', 'encode', 'v-1'],
      ['working', 'encode', 'v-1'],
      ['task done', 'encode', 'v-1'],
    ])
  })

  test('that fails is counted by the class of its error, and fails with the very error', async () => {
    const { emitted, options, logs } = observed()
    const failure = new DiskFull('no room for ana@example.com')
    const task = instrumentTask('store', () => Promise.reject(failure), options)
    await expect(task()).rejects.toBe(failure)
    expect(emitted('TaskFailure')).toEqual([
      [1, { Task: 'store' }],
      [1, { Task: 'store', ErrorType: 'DiskFull' }],
    ])
    expect(JSON.stringify([emitted('TaskFailure'), logs.records])).not.toContain('ana@')
  })

  test.each([
    [
      'throws',
      (): string => {
        throw new DiskFull('no')
      },
      false,
    ],
    ['is synchronous', (): string => 'done', true],
  ] as const)('that %s', async (_what, work, succeeds) => {
    const { emitted, options } = observed()
    const outcome = await instrumentTask('t', work, options)().then(
      () => true,
      () => false,
    )
    expect(outcome).toBe(succeeds)
    expect(emitted('TaskCount')).toHaveLength(1)
  })

  test('is not harmed by callbacks that throw', async () => {
    const { options, emitted } = observed()
    const broken = () => {
      throw new Error('no')
    }
    expect(await instrumentTask('t', () => 7, { ...options, id: broken, bytes: broken, parent: broken })()).toBe(7)
    expect(emitted('TaskCount')).toHaveLength(1)
    expect(emitted('BytesProcessed')).toEqual([])
  })

  test('without a sign of who caused it has a random id of its own', async () => {
    const { logs, options } = observed()
    const task = instrumentTask('t', () => 1, options)
    await Promise.all([task(), task()])
    expect(new Set(logs.records.map(({ taskId }) => taskId)).size).toBe(2)
  })

  test('goes on with the trace that its message carries', async () => {
    const { options } = observed()
    const spans = new MemorySpans()
    const tracing = await setUpTracing(loadSettings({ env: {} }), { processors: [spans], http: false })
    try {
      const message = await instrumentTask('send', () => ({ headers: traceHeaders() }), options)()
      const receive = instrumentTask('receive', (_: typeof message) => 'got', {
        ...options,
        parent: ({ headers }) => headers,
      })
      await receive(message)
      const [sent, received] = spans.getFinishedSpans()
      expect(received?.name).toBe('receive')
      expect(received?.spanContext().traceId).toBe(sent?.spanContext().traceId)
      expect(received?.parentSpanContext?.spanId).toBe(sent?.spanContext().spanId)
    } finally {
      await tracing.close()
    }
  })
})

describe('the depth of a queue', () => {
  test('is put at every interval, unobserved, and asked again only after an answer', async () => {
    const { emitted, options } = observed()
    let asked = 0
    let seen = false
    const stop = observeQueueDepth(
      'encode',
      async () => {
        asked += 1
        seen ||= isUnobserved()
        await sleep(25)
        return asked
      },
      { ...options, intervalMs: 5 },
    )
    await sleep(90)
    stop()
    expect(seen).toBe(true)
    expect(asked).toBeLessThan(6)
    expect(emitted('QueueDepth')[0]).toEqual([1, { Queue: 'encode' }])
  })

  test('that is unknown costs one warning', async () => {
    const warnings: string[] = []
    const { options } = observed()
    const depth = () => Promise.reject(new DiskFull('redis://user:secret@host'))
    const stop = observeQueueDepth('q', depth, { ...options, intervalMs: 5, warn: (text) => warnings.push(text) })
    await sleep(40)
    stop()
    expect(warnings).toEqual(['the depth of queue q is unknown: DiskFull'])
  })
})

test('a processor of BullMQ knows its job in every log line', async () => {
  const { logs } = observed()
  const process = withJobContext(async (job: { readonly data: number } & Job, token?: string) => {
    await sleep(1)
    logs.getLogger('codec').info('working')
    return `${job.data} ${token}`
  })
  type Job = { readonly id?: string; readonly name: string; readonly queueName: string; readonly attemptsMade: number }
  const job = { id: '7', name: 'encode', queueName: 'media', attemptsMade: 1, data: 5 }
  expect(await process(job, 'lock')).toBe('5 lock')
  expect(logs.records).toMatchObject([{ message: 'working', task: 'media.encode', taskId: '7', attempt: 2 }])
})
