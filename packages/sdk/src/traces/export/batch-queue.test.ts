import * as api from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { isUnobserved } from '../../context/unobserved.ts'
import { Warnings } from '../../output/warnings.ts'
import { BatchQueue, type BatchQueueOptions } from './batch-queue.ts'

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0]

function spanOf(name: string, traceFlags = 1): ReadableSpan {
  const resource = { asyncAttributesPending: false }
  return { name, resource, spanContext: () => ({ traceId: 'a', spanId: 'b', traceFlags }) } as unknown as ReadableSpan
}

function queueOf(answer: (names: readonly string[]) => Result | undefined, options: Partial<BatchQueueOptions> = {}) {
  const batches: string[][] = []
  const warnings: string[] = []
  const exporter: SpanExporter = {
    export(spans, done) {
      const names = spans.map(({ name }) => name)
      batches.push(names)
      const result = answer(names)
      if (result !== undefined) done(result)
    },
    shutdown: () => Promise.reject(new Error('closed twice')),
  }
  const queue = new BatchQueue({
    api,
    exporter,
    target: 'there',
    warnings: new Warnings((text) => warnings.push(text)),
    intervalMs: 60_000,
    ...options,
  })
  return { queue, batches, warnings }
}

const done = () => ({ code: 0 })

test('spans leave in batches: when there are enough, and at a flush', async () => {
  const { queue, batches } = queueOf(done, { maxBatch: 2 })
  for (const name of ['a', 'b', 'c']) queue.onEnd(spanOf(name))
  queue.onEnd(spanOf('not sampled', 0))
  await queue.forceFlush()
  expect(batches).toEqual([['a', 'b'], ['c']])
})

test('they leave after a while', async () => {
  const { queue, batches } = queueOf(done, { intervalMs: 5 })
  queue.onEnd(spanOf('a'))
  await expect.poll(() => batches).toEqual([['a']])
})

test('the queue is bounded, and says once that it is full', async () => {
  const { queue, batches, warnings } = queueOf(() => undefined, { maxBatch: 2, maxQueue: 3, timeoutMs: 3 })
  for (let index = 0; index < 9; index++) queue.onEnd(spanOf(`${index}`))
  // Two are being sent, three wait.
  expect(queue.dropped).toBe(4)
  await queue.forceFlush()
  expect(batches).toEqual([['0', '1'], ['2', '3'], ['4']])
  expect(warnings).toEqual([
    'spans are dropped: 3 wait to be sent to there',
    'spans cannot be sent to there: no answer within 12 ms',
  ])
})

test('one warning when exports begin to fail, the next only after one that worked', async () => {
  const results: Result[] = [
    { code: 1, error: new Error('refused') },
    { code: 1, error: new Error('still refused') },
    { code: 0 },
    { code: 1 },
  ]
  const { queue, warnings } = queueOf(() => results.shift())
  for (let round = 0; round < 4; round++) {
    queue.onEnd(spanOf('a'))
    await queue.forceFlush()
  }
  expect(warnings).toEqual(['spans cannot be sent to there: refused', 'spans cannot be sent to there: refused'])
})

test('an exporter that throws is one that fails', async () => {
  const { queue, warnings } = queueOf(() => {
    throw new Error('broken')
  })
  queue.onEnd(spanOf('a'))
  await queue.forceFlush()
  await queue.shutdown()
  queue.onEnd(spanOf('late'))
  await queue.forceFlush()
  expect(warnings).toEqual(['spans cannot be sent to there: broken'])
})

test('at the end, the first batch that fails is the last that is tried', async () => {
  const { queue, batches } = queueOf(() => ({ code: 1 }), { maxBatch: 2, maxQueue: 10, intervalMs: 1 })
  let answer = () => {}
  const resource = {
    asyncAttributesPending: true,
    waitForAsyncAttributes: () =>
      new Promise<void>((r) => {
        answer = r
      }),
  }
  queue.onEnd({ ...spanOf('0'), resource } as unknown as ReadableSpan)
  for (let index = 1; index < 7; index++) queue.onEnd(spanOf(`${index}`))
  const ended = queue.shutdown()
  answer()
  await ended
  expect(batches).toEqual([['0', '1']])
})

test('what an exporter does is not observed', async () => {
  const seen: boolean[] = []
  const { queue } = queueOf(() => {
    seen.push(isUnobserved())
    return { code: 0 }
  })
  queue.onEnd(spanOf('a'))
  await queue.forceFlush()
  expect(seen).toEqual([true])
})

test('the first batch waits for what is found out about the place', async () => {
  const { queue, batches } = queueOf(done)
  let found = () => {}
  const ready = new Promise<void>((resolve) => {
    found = resolve
  })
  const resource = { asyncAttributesPending: true, waitForAsyncAttributes: () => ready }
  queue.onEnd({ ...spanOf('a'), resource } as unknown as ReadableSpan)
  const flushed = queue.forceFlush()
  await Promise.resolve()
  expect(batches).toEqual([])
  found()
  await flushed
  expect(batches).toEqual([['a']])
})
