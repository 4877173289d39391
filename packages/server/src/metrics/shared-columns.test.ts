import { fixedClock, MINUTE_MS, NO_UNIT_CODE, type Tenant } from '@atalaya/model'
import { type ColumnStatistic, MemoryTelemetryStore, type MetricColumnsRead } from '@atalaya/store'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { sharingColumns } from './shared-columns.ts'

const TENANT: Tenant = { accountId: '000000000000', region: 'us-east-1' }
const START_MS = Date.UTC(2026, 10, 18, 12)
const SERIES = 6

async function storeWithSeries() {
  const { metrics, ...telemetry } = await filled(new MemoryTelemetryStore(fixedClock(START_MS + 60 * MINUTE_MS)))
  const readColumns = vi.spyOn(metrics, 'readColumns')
  return { metrics, ids: telemetry.ids, readColumns }
}

async function filled(telemetry: MemoryTelemetryStore) {
  const ids = Array.from({ length: SERIES }, (_, index) =>
    telemetry.metrics.seriesId(TENANT, 'Test', 'm', [{ name: 'n', value: String(index) }]),
  )
  const rows = ids.flatMap((id, index) => Array.from({ length: 10 - index }, (_, minute) => ({ id, minute })))
  const values = rows.map(({ id, minute }) => id * 100 + minute)
  await telemetry.append({
    metrics: {
      series: rows.map(({ id }) => id),
      timestampsMs: rows.map(({ minute }) => START_MS + minute * MINUTE_MS),
      units: rows.map(() => NO_UNIT_CODE),
      resolutions: rows.map(() => 60),
      counts: rows.map(() => 1),
      ...{ sums: values, mins: values, maxs: values, values },
    },
  })
  return { metrics: telemetry.metrics, ids }
}

const read = (series: readonly number[], more: Partial<MetricColumnsRead> = {}): MetricColumnsRead => ({
  ...{ series, startMs: START_MS, endMs: START_MS + 10 * MINUTE_MS, periodMs: MINUTE_MS, statistics: ['Sum'] },
  ...more,
})

test('what is asked for together is read once for each range, and everybody gets what he would get alone', async () => {
  const { metrics, ids, readColumns } = await storeWithSeries()
  const asked = fc.record({
    series: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
    endMs: fc.constantFrom(START_MS + 10 * MINUTE_MS, START_MS + 4 * MINUTE_MS),
    statistics: fc.uniqueArray(fc.constantFrom<ColumnStatistic>('Sum', 'Average', 'Maximum'), { minLength: 1 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 8 }), async (all) => {
      const shared = sharingColumns(metrics)
      readColumns.mockClear()
      const found = await Promise.all(all.map(({ series, ...more }) => shared.readColumns(read(series, more))))
      expect(readColumns).toHaveBeenCalledTimes(new Set(all.map(({ endMs }) => endMs)).size)
      const alone = await Promise.all(all.map(({ series, ...more }) => metrics.readColumns(read(series, more))))
      expect(found).toEqual(alone)
    }),
  )
})

test('a read that fails fails for all who share it, and the next one is another', async () => {
  const { metrics, ids, readColumns } = await storeWithSeries()
  const shared = sharingColumns(metrics)
  readColumns.mockRejectedValueOnce(new Error('disk'))
  const both = await Promise.allSettled(ids.slice(0, 2).map((id) => shared.readColumns(read([id]))))
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await shared.readColumns(read(ids))).slots).toBe(10)
})

test('what could be broken off, groups, and more than fits into a table are read by themselves', async () => {
  const { metrics, ids, readColumns } = await storeWithSeries()
  const shared = sharingColumns(metrics)
  const [one = 0] = ids
  await Promise.all([
    shared.readColumns(read([one])),
    shared.readColumns(read([one]), new AbortController().signal),
    shared.readColumns(read(ids, { groups: ids.map(() => 0) })),
  ])
  expect(readColumns).toHaveBeenCalledTimes(3)
  readColumns.mockClear()
  const long = { endMs: START_MS + 600_000 * 1_000, periodMs: 1_000 }
  await Promise.all(ids.slice(0, 4).map((id) => shared.readColumns(read([id], long))))
  expect(readColumns).toHaveBeenCalledTimes(2)
})
