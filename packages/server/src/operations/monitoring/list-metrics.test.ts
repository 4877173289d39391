import { DAY_MS, HOUR_MS } from '@atalaya/model'
import { expect, test } from 'vitest'
import { type TestMonitoring, testMonitoring } from './test-monitoring.ts'

const NOW = Date.UTC(2026, 2, 2, 10, 30)

async function withMetrics(): Promise<TestMonitoring> {
  const cloud = testMonitoring(NOW)
  const put = async (namespace: string, name: string, ageMs: number): Promise<void> => {
    const MetricData = [{ MetricName: name, Value: 1, Timestamp: NOW - ageMs }]
    await cloud.call('PutMetricData', { Namespace: namespace, MetricData })
  }
  await put('A', 'now', 0)
  await put('A', 'hours', 4 * HOUR_MS)
  await put('B', 'now', 0)
  await put('B', 'days', 13 * DAY_MS)
  return cloud
}

const ROWS = [
  ['everything', {}, ['A/hours', 'A/now', 'B/days', 'B/now']],
  ['a namespace', { Namespace: 'A' }, ['A/hours', 'A/now']],
  ['a name', { MetricName: 'now' }, ['A/now', 'B/now']],
  ['a dimension nobody has', { Dimensions: [{ Name: 'X' }] }, []],
  ['active in the last three hours', { RecentlyActive: 'PT3H' }, ['A/now', 'B/now']],
  ['of another account', { IncludeLinkedAccounts: true, OwningAccount: '111122223333' }, []],
] as const

test.each(ROWS)('%s', async (_name, filter, expected) => {
  const { Metrics = [] } = await (await withMetrics()).call('ListMetrics', filter)
  expect(Metrics.map(({ Namespace, MetricName }) => `${Namespace}/${MetricName}`)).toEqual(expected)
})

test('a metric without data for two weeks vanishes from the list', async () => {
  const cloud = await withMetrics()
  cloud.clock.advance(2 * DAY_MS)
  const { Metrics = [] } = await cloud.call('ListMetrics', { Namespace: 'B' })
  expect(Metrics.map(({ MetricName }) => MetricName)).toEqual(['now'])
})

test('with linked accounts the owner of each metric is named', async () => {
  const { OwningAccounts } = await (await withMetrics()).call('ListMetrics', {
    Namespace: 'A',
    IncludeLinkedAccounts: true,
  })
  expect(OwningAccounts).toEqual(['000000000000', '000000000000'])
})

test.each(['x', '', Buffer.from('{}').toString('base64url'), Buffer.from('["a"]').toString('base64url')])(
  'token %j is refused',
  async (NextToken) => {
    const listed = (await withMetrics()).call('ListMetrics', { NextToken })
    await expect(listed).rejects.toMatchObject({ code: 'InvalidParameterValueException' })
  },
)
