import { expect, test } from 'vitest'
import { Batch, MAX_BATCH_BYTES, MAX_BATCH_SPAN_MS, MAX_MESSAGE_BYTES } from './batch.ts'

const event = (timestamp: number, sizeBytes = 1) => ({ timestamp, message: 'x', sizeBytes })

test('10,000 events fill a batch', () => {
  const batch = new Batch()
  for (let index = 0; index < 10_000; index++) expect(batch.add(event(0))).toBe(true)
  expect([batch.isFull, batch.add(event(0))]).toEqual([true, false])
})

test('a batch holds 1,048,576 bytes, 26 for each event among them', () => {
  const batch = new Batch()
  expect(batch.add(event(0, 1_000))).toBe(true)
  expect(batch.add(event(0, MAX_BATCH_BYTES - 1_000 - 2 * 26 + 1))).toBe(false)
  expect(batch.add(event(0, MAX_BATCH_BYTES - 1_000 - 2 * 26))).toBe(true)
  expect([batch.sizeBytes, batch.isFull]).toEqual([MAX_BATCH_BYTES, true])
})

test('the largest message fits alone', () => {
  const batch = new Batch()
  expect(batch.add(event(0, MAX_MESSAGE_BYTES))).toBe(true)
  expect(batch.sizeBytes).toBe(MAX_BATCH_BYTES)
})

test('24 hours are too long, whichever way time runs', () => {
  const forward = new Batch()
  forward.add(event(0))
  expect(forward.add(event(MAX_BATCH_SPAN_MS))).toBe(false)
  expect(forward.add(event(MAX_BATCH_SPAN_MS - 1))).toBe(true)
  const back = new Batch()
  back.add(event(MAX_BATCH_SPAN_MS))
  expect(back.add(event(0))).toBe(false)
})

test('events are ordered by time, equal ones as they came', () => {
  const batch = new Batch()
  for (const [index, timestamp] of [3, 1, 2, 1].entries())
    batch.add({ timestamp, message: String(index), sizeBytes: 1 })
  expect(batch.events.map(({ message }) => message)).toEqual(['1', '3', '2', '0'])
})
