import { fixedClock } from '@atalaya/model'
import { LogText } from '@atalaya/query'
import { MemoryTelemetryStore, type MetricPoints } from '@atalaya/store'
import { expect, test } from 'vitest'
import type { LogGroup } from '../catalog/log-group.ts'
import type { MetricFilter } from '../catalog/metric-filters.ts'
import { compileGroupFilters } from './group-filters.ts'
import { PointsBuilder } from './metric-points.ts'

const GROUP: LogGroup = {
  id: 1,
  tenant: { accountId: '123456789012', region: 'eu-west-1' },
  name: 'g',
  createdMs: 0,
  logClass: 'STANDARD',
  retentionDays: 0,
  deletionProtected: false,
  tags: {},
}

function filter(pattern: string, transformation: Partial<MetricFilter['transformation']> = {}): MetricFilter {
  return {
    groupId: 1,
    name: pattern,
    createdMs: 0,
    pattern,
    transformation: { metricName: 'M', metricNamespace: 'N', metricValue: '1', ...transformation },
    applyOnTransformedLogs: false,
  }
}

function read(
  filters: readonly MetricFilter[],
  events: readonly (readonly [timeMs: number, message: string])[],
): MetricPoints {
  const { metrics } = new MemoryTelemetryStore(fixedClock(0))
  const points = new PointsBuilder()
  const run = compileGroupFilters(GROUP, filters, metrics).begin(points)
  for (const [timeMs, message] of events) run.read(new LogText(message), timeMs)
  run.finish()
  return points.build()
}

test('equal values within a second are one sample with a count', () => {
  const { counts, sums, timestampsMs } = read(
    [filter('ERROR', { defaultValue: 0 })],
    [
      [1_000, 'ERROR'],
      [1_500, 'ERROR'],
      [1_999, 'ERROR'],
      [2_000, 'ERROR'],
      [2_001, 'fine'],
      [2_002, 'fine'],
    ],
  )
  expect({ counts, sums, timestampsMs }).toEqual({
    counts: [3, 1, 2],
    sums: [3, 1, 0],
    timestampsMs: [1_000, 2_000, 2_001],
  })
})

test('other dimensions are another sample, and filters do not disturb each other', () => {
  const { counts, series } = read(
    [filter('{ $.a = * }', { dimensions: { A: '$.a' } }), filter('a', { metricName: 'All' })],
    [
      [1_000, '{"a":"x"}'],
      [1_001, '{"a":"x"}'],
      [1_002, '{"a":"y"}'],
    ],
  )
  expect([...counts].sort()).toEqual([1, 2, 3])
  expect(new Set(series).size).toBe(3)
})

test('a stored filter that does not compile any more is left out', () => {
  expect(read([filter('{ $.a'), filter('ok')], [[0, 'ok']]).counts).toEqual([1])
})
