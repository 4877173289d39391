import type { LogAppend, MetricPoints, TelemetryBatch } from '@atalaya/store'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBatch, encodeBatch, type SeriesDefinition } from './batch.ts'
import { FRAME_HEADER_BYTES } from './record.ts'

const append: fc.Arbitrary<LogAppend> = fc
  .record({
    groupId: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    streamId: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    retentionDays: fc.nat(3653),
    ingestionTimeMs: fc.nat(2 ** 44),
    events: fc.array(
      fc.tuple(
        fc.nat(2 ** 44),
        fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ufeffa\u0000'), fc.constant('é'.repeat(100))),
      ),
      { maxLength: 5 },
    ),
  })
  .map(({ events, ...rest }) => ({
    ...rest,
    timestampsMs: events.map(([timestampMs]) => timestampMs),
    messages: events.map(([, message]) => message),
  }))

const points: fc.Arbitrary<MetricPoints> = fc
  .array(fc.tuple(fc.nat(1000), fc.nat(2 ** 44), fc.nat(26), fc.constantFrom(1, 60), fc.double(), fc.double()), {
    minLength: 1,
    maxLength: 5,
  })
  .map((rows) => ({
    series: rows.map((row) => row[0]),
    timestampsMs: rows.map((row) => row[1]),
    units: rows.map((row) => row[2]),
    resolutions: rows.map((row) => row[3]),
    counts: rows.map((row) => row[4]),
    sums: rows.map((row) => row[5]),
    mins: rows.map((row) => row[4]),
    maxs: rows.map((row) => row[5]),
    values: rows.map((row) => row[4]),
  }))

const series: fc.Arbitrary<SeriesDefinition> = fc.record({
  id: fc.nat(),
  accountId: fc.constant('111122223333'),
  region: fc.constant('eu-west-1'),
  namespace: fc.string({ unit: 'binary' }),
  name: fc.string(),
  dimensions: fc.array(fc.string(), { maxLength: 4 }),
})

function payloadOf(batch: TelemetryBatch, definitions: readonly SeriesDefinition[] = []): Buffer {
  const firstSequences = (batch.logs ?? []).map((_, index) => 2 ** 40 + index * 100)
  return encodeBatch(batch, firstSequences, definitions, 77).frame.subarray(FRAME_HEADER_BYTES)
}

describe('a batch', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.array(append, { maxLength: 4 }),
        fc.option(points),
        fc.array(series, { maxLength: 3 }),
        (logs, metrics, definitions) => {
          const batch = decodeBatch(payloadOf({ logs, ...(metrics === null ? {} : { metrics }) }, definitions))
          expect(batch.series).toEqual(definitions)
          expect(batch.logs).toHaveLength(logs.length)
          for (const [index, expected] of logs.entries()) {
            const actual = batch.logs[index]!
            expect(actual).toMatchObject({
              groupId: expected.groupId,
              streamId: expected.streamId,
              retentionDays: expected.retentionDays,
              ingestionMs: expected.ingestionTimeMs,
              firstSequence: 2 ** 40 + index * 100,
            })
            expect([...actual.timestampsMs]).toEqual(expected.timestampsMs)
            let start = 0
            const messages = [...actual.lengths].map((length) => {
              start += length
              return actual.text.toString('utf8', start - length, start)
            })
            expect(messages).toEqual(expected.messages)
          }
          expect(batch.points?.arrivalMs).toBe(metrics === null ? undefined : 77)
          for (const column of [
            'series',
            'timestampsMs',
            'units',
            'resolutions',
            'counts',
            'sums',
            'mins',
            'maxs',
            'values',
          ] as const) {
            expect([...(batch.points?.[column] ?? [])]).toEqual(metrics?.[column] ?? [])
          }
        },
      ),
    )
  })

  test('a lone surrogate becomes the replacement character', () => {
    const logs = [
      { groupId: 1, streamId: 1, retentionDays: 0, ingestionTimeMs: 0, timestampsMs: [0], messages: ['a\ud800b'] },
    ]
    expect(decodeBatch(payloadOf({ logs })).logs[0]!.text.toString('utf8')).toBe('a\ufffdb')
  })

  test('cut off or of another kind it is refused with a RangeError', () => {
    fc.assert(
      fc.property(append, points, fc.nat(), (one, metrics, seed) => {
        const payload = payloadOf({ logs: [one], metrics })
        expect(() => decodeBatch(payload.subarray(0, seed % payload.length))).toThrow(RangeError)
      }),
    )
    expect(() => decodeBatch(Buffer.alloc(64, 9))).toThrow(RangeError)
  })
})
