import type { Distribution } from '@atalaya/model'
import { HOUR_MS, MINUTE_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, logsFixtureWithStream, NOW_MS, TENANT } from './logs-fixture.ts'

/*
 * EMF through PutLogEvents, end to end. The rules of the documents have their own tests beside the reader.
 */

const D = {
  _aws: {
    Timestamp: NOW_MS,
    CloudWatchMetrics: [
      {
        Namespace: 'lambda-function-metrics',
        Dimensions: [['functionVersion']],
        Metrics: [{ Name: 'time', Unit: 'Milliseconds', StorageResolution: 60 }],
      },
    ],
  },
  functionVersion: '$LATEST',
  time: 100 as unknown,
  requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee',
}

async function put(fixture: LogsFixture, messages: readonly string[], logGroupName = 'g'): Promise<void> {
  const logEvents = messages.map((message) => ({ timestamp: NOW_MS, message }))
  await fixture.call('PutLogEvents', { logGroupName, logStreamName: 's', logEvents })
}

interface Total {
  readonly sum: number
  readonly count: number
  readonly distribution: Distribution | undefined
}

async function total(
  { telemetry }: LogsFixture,
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  startMs = NOW_MS - (NOW_MS % MINUTE_MS),
): Promise<Total | undefined> {
  const list = Object.entries(dimensions).map(([key, value]) => ({ name: key, value }))
  const id = telemetry.metrics.findSeries(TENANT, namespace, name, list)
  if (id === undefined) return undefined
  const range = { startMs, endMs: startMs + MINUTE_MS, periodMs: MINUTE_MS }
  const buckets = await telemetry.metrics.read({ series: [id], ...range, distribution: true })
  if (buckets.length === 0) return undefined
  return { sum: buckets.sums[0] ?? 0, count: buckets.counts[0] ?? 0, distribution: buckets.distributions?.[0] }
}

const time = (fixture: LogsFixture, startMs?: number): Promise<Total | undefined> =>
  total(fixture, 'lambda-function-metrics', 'time', { functionVersion: '$LATEST' }, startMs)

const errors = (fixture: LogsFixture, name: string): Promise<Total | undefined> =>
  total(fixture, 'AWS/Logs', name, { LogGroupName: 'g' })

async function stored(fixture: LogsFixture): Promise<(string | undefined)[]> {
  const { events } = await fixture.call('FilterLogEvents', { logGroupName: 'g' })
  return (events ?? []).map(({ message }) => message)
}

test('a document is stored as it came and becomes a datapoint, in one append', async () => {
  const fixture = await logsFixtureWithStream()
  const batches: unknown[] = []
  const append = fixture.telemetry.append.bind(fixture.telemetry)
  fixture.telemetry.append = (batch) => {
    batches.push(batch)
    return append(batch)
  }
  await put(fixture, [JSON.stringify(D)])
  expect(await stored(fixture)).toEqual([JSON.stringify(D)])
  expect(await time(fixture)).toMatchObject({ sum: 100, count: 1 })
  expect(batches).toHaveLength(1)
  expect(batches[0]).toMatchObject({ logs: [{ messages: [JSON.stringify(D)] }], metrics: { sums: [100] } })
})

test('a failing append leaves neither event nor datapoint', async () => {
  const fixture = await logsFixtureWithStream()
  const append = fixture.telemetry.append.bind(fixture.telemetry)
  fixture.telemetry.append = () => Promise.reject(new Error('disk full'))
  await expect(put(fixture, [JSON.stringify(D)])).rejects.toThrow('disk full')
  fixture.telemetry.append = append
  expect(await stored(fixture)).toEqual([])
  expect(await time(fixture)).toBeUndefined()
})

describe('the values of a target', () => {
  test.each([
    { value: 100, sum: 100, count: 1 },
    { value: [1, 2, 3], sum: 6, count: 3 },
    { value: { Max: 9, Min: 1, Count: 4, Sum: 20 }, sum: 20, count: 4 },
    { value: { Values: [1, 2.5], Counts: [3, 1], Max: 3, Min: 0.5, Count: 4, Sum: 6 }, sum: 6, count: 4 },
  ])('$value', async ({ value, sum, count }) => {
    const fixture = await logsFixtureWithStream()
    await put(fixture, [JSON.stringify({ ...D, time: value })])
    expect(await time(fixture)).toMatchObject({ sum, count })
  })
})

test("the datapoint has the document's time, not the event's", async () => {
  const fixture = await logsFixtureWithStream()
  const hourAgo = NOW_MS - HOUR_MS
  await put(fixture, [JSON.stringify({ ...D, _aws: { ...D._aws, Timestamp: hourAgo } })])
  expect(await time(fixture)).toBeUndefined()
  expect(await time(fixture, hourAgo - (hourAgo % MINUTE_MS))).toMatchObject({ sum: 100 })
})

describe('what is wrong with documents is counted with them, and the events are kept', () => {
  test.each([
    { name: 'a target that is text', document: { ...D, time: '100' }, metric: 'EMFValidationErrors' },
    {
      name: 'a time that is text',
      document: { ...D, _aws: { ...D._aws, Timestamp: '1574109732004' } },
      metric: 'EMFParsingErrors',
    },
  ])('$name', async ({ document, metric }) => {
    const fixture = await logsFixtureWithStream()
    const text = JSON.stringify(document)
    await put(fixture, [text, text, JSON.stringify(D)])
    expect(await stored(fixture)).toEqual([text, text, JSON.stringify(D)])
    expect(await errors(fixture, metric)).toMatchObject({ sum: 2 })
    expect(await time(fixture)).toMatchObject({ count: 1 })
  })
})

test('plain events give no metric and no error', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['hello', `hello ${JSON.stringify(D)}`, `${JSON.stringify(D)}${JSON.stringify(D)}`, '{"_aws":{}}'])
  expect(fixture.telemetry.metrics.listSeries({ tenant: TENANT })).toEqual([])
})

test('text before the document is skipped in the groups of Lambda functions only', async () => {
  const fixture = await logsFixtureWithStream()
  const name = '/aws/lambda/f'
  await fixture.call('CreateLogGroup', { logGroupName: name })
  await fixture.call('CreateLogStream', { logGroupName: name, logStreamName: 's' })
  const line = `2026-11-18T12:00:10.000Z\treqid\tINFO\t${JSON.stringify(D)}`
  await put(fixture, [line], name)
  await put(fixture, [line], 'g')
  expect(await time(fixture)).toMatchObject({ count: 1 })
})

test('groups of the Infrequent Access class keep the event and extract nothing', async () => {
  const fixture = await logsFixture()
  await fixture.call('CreateLogGroup', { logGroupName: 'ia', logGroupClass: 'INFREQUENT_ACCESS' })
  await fixture.call('CreateLogStream', { logGroupName: 'ia', logStreamName: 's' })
  await put(fixture, [JSON.stringify(D)], 'ia')
  expect(await time(fixture)).toBeUndefined()
  expect((await fixture.call('DescribeLogGroups', {})).logGroups?.[0]?.storedBytes).toBeGreaterThan(0)
})

test('a document and a metric filter on it both publish', async () => {
  const fixture = await logsFixtureWithStream()
  await fixture.call('PutMetricFilter', {
    logGroupName: 'g',
    filterName: 'f',
    filterPattern: '{ $.time > 50 }',
    metricTransformations: [{ metricName: 'Slow', metricNamespace: 'N', metricValue: '$.time' }],
  })
  await put(fixture, [JSON.stringify(D)])
  expect(await time(fixture)).toMatchObject({ sum: 100 })
  expect(await total(fixture, 'N', 'Slow', {})).toMatchObject({ sum: 100 })
})

describe('usage of a log group', () => {
  const usage = (fixture: LogsFixture, name: string): Promise<Total | undefined> =>
    total(fixture, 'AWS/Logs', name, { LogGroupName: 'g' })

  test('a minute is written with the first batch after it, one sample for each request', async () => {
    const fixture = await logsFixtureWithStream()
    await put(fixture, ['four', 'four'])
    await put(fixture, ['four', 'four', 'four'])
    expect(await usage(fixture, 'IncomingLogEvents')).toBeUndefined()
    fixture.clock.advance(MINUTE_MS)
    await put(fixture, ['x'])
    expect(await usage(fixture, 'IncomingLogEvents')).toMatchObject({ sum: 5, count: 2 })
    expect(await usage(fixture, 'IncomingBytes')).toMatchObject({ sum: 5 * (4 + 26), count: 2 })
  })

  test('is written at the end, and not lost by a write that fails', async () => {
    const fixture = await logsFixtureWithStream()
    await put(fixture, ['a'])
    fixture.clock.advance(MINUTE_MS)
    const append = fixture.telemetry.append.bind(fixture.telemetry)
    fixture.telemetry.append = () => Promise.reject(new Error('disk full'))
    await expect(put(fixture, ['b'])).rejects.toThrow()
    await expect(fixture.logs.pipeline.flushUsage()).rejects.toThrow()
    fixture.telemetry.append = append
    await fixture.logs.close()
    expect(await usage(fixture, 'IncomingLogEvents')).toMatchObject({ sum: 1, count: 1 })
  })

  test('rejected events do not count', async () => {
    const fixture = await logsFixtureWithStream()
    const logEvents = [
      { timestamp: NOW_MS, message: 'kept' },
      { timestamp: NOW_MS + 3 * HOUR_MS, message: 'too new' },
    ]
    await fixture.call('PutLogEvents', { logGroupName: 'g', logStreamName: 's', logEvents })
    await fixture.logs.close()
    expect(await usage(fixture, 'IncomingBytes')).toMatchObject({ sum: 30 })
  })
})
