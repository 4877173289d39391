import { fixedClock } from '@atalaya/model'
import { expect, test } from 'vitest'
import { describeTelemetryStore } from '../conformance/index.ts'
import { MemoryTelemetryStore } from './memory-telemetry-store.ts'

describeTelemetryStore('MemoryTelemetryStore', async () => {
  const store = new MemoryTelemetryStore()
  // It has nothing to reopen; this only runs the tests that do.
  return { store, reopen: () => Promise.resolve(store), settle: () => Promise.resolve() }
})

test('points arrive when the clock says', async () => {
  const store = new MemoryTelemetryStore(fixedClock(1_234))
  const tenant = { accountId: '111122223333', region: 'eu-west-1' }
  const series = store.metrics.seriesId(tenant, 'n', 'm', [])
  const column = [0]
  const columns = { units: column, resolutions: column, counts: column, sums: column, mins: column, maxs: column }
  await store.append({ metrics: { ...columns, series: [series], timestampsMs: [5_000], values: column } })
  expect(store.metrics.listSeries({ tenant })).toMatchObject([{ lastPointMs: 5_000, lastArrivalMs: 1_234 }])
})

test('a batch that is not sound is refused whole', async () => {
  const store = new MemoryTelemetryStore()
  const logs = [
    { groupId: 1, streamId: 1, retentionDays: 0, ingestionTimeMs: 0, timestampsMs: [1], messages: ['a'] },
    { groupId: 1, streamId: 1, retentionDays: 0, ingestionTimeMs: 0, timestampsMs: [], messages: ['b'] },
  ]
  await expect(store.append({ logs })).rejects.toThrow('every message has a timestamp')
  const column = [7]
  const columns = { units: column, resolutions: column, counts: column, sums: column, mins: column, maxs: column }
  const metrics = { ...columns, series: [7], timestampsMs: column, values: column }
  await expect(store.append({ logs: logs.slice(0, 1), metrics })).rejects.toThrow('series 7 was never assigned')
  expect(store.logs.streamStats(1, 1)).toBeUndefined()
})
