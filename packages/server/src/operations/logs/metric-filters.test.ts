import { METRIC_UNITS, type MetricUnit, MINUTE_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, logsFixtureWithStream, NOW_MS, TENANT } from './logs-fixture.ts'

type Transformation = Parameters<typeof filter>[1]

function filter(
  filterPattern: string,
  transformation: {
    metricValue?: string
    defaultValue?: number
    dimensions?: Record<string, string>
    unit?: MetricUnit
    metricNamespace?: string
    metricName?: string
  } = {},
): {
  logGroupName: string
  filterName: string
  filterPattern: string
  metricTransformations: [{ metricName: string; metricNamespace: string; metricValue: string }]
} {
  return {
    logGroupName: 'g',
    filterName: 'f',
    filterPattern,
    metricTransformations: [{ metricName: 'M', metricNamespace: 'N', metricValue: '1', ...transformation }],
  }
}

async function put(fixture: LogsFixture, messages: readonly string[], timestamp = NOW_MS): Promise<void> {
  const logEvents = messages.map((message) => ({ timestamp, message }))
  await fixture.call('PutLogEvents', { logGroupName: 'g', logStreamName: 's', logEvents })
}

interface Bucket {
  readonly sum: number
  readonly count: number
  readonly unit: string | undefined
}

/** Sums and counts of `N/M` by minute before now: the last is the running minute. */
async function minutes(
  { telemetry }: LogsFixture,
  count: number,
  dimensions: readonly { name: string; value: string }[] = [],
): Promise<(Bucket | undefined)[]> {
  const id = telemetry.metrics.findSeries(TENANT, 'N', 'M', dimensions)
  if (id === undefined) return []
  const endMs = NOW_MS - (NOW_MS % MINUTE_MS) + MINUTE_MS
  const startMs = endMs - count * MINUTE_MS
  const read = { series: [id], startMs, endMs, periodMs: MINUTE_MS, distribution: false }
  const { sums, counts, startsMs, units, length } = await telemetry.metrics.read(read)
  const buckets: (Bucket | undefined)[] = Array.from({ length: count }, () => undefined)
  for (let i = 0; i < length; i += 1) {
    buckets[((startsMs[i] ?? 0) - startMs) / MINUTE_MS] = {
      sum: sums[i] ?? 0,
      count: counts[i] ?? 0,
      unit: METRIC_UNITS[units[i] ?? 0],
    }
  }
  return buckets
}

describe('what a filter publishes', () => {
  const rows: {
    name: string
    pattern: string
    transformation?: Transformation
    messages: string[]
    dimensions?: { name: string; value: string }[]
    sum?: number
    count?: number
    unit?: string
  }[] = [
    {
      name: 'the number in a member',
      pattern: '{ $.latency = * }',
      transformation: { metricValue: '$.latency', unit: 'Milliseconds' },
      messages: ['{"latency":50,"requestType":"GET"}'],
      sum: 50,
      count: 1,
      unit: 'Milliseconds',
    },
    { name: 'one for each match', pattern: 'ERROR', messages: ['ERROR a', 'fine', 'ERROR b'], sum: 2, count: 2 },
    { name: 'nothing without a match', pattern: 'ERROR', messages: ['fine'] },
    {
      name: 'the default for each event that does not match',
      pattern: 'ERROR',
      transformation: { defaultValue: 0 },
      messages: ['ERROR a', 'fine', 'fine', 'ERROR b'],
      sum: 2,
      count: 4,
    },
    {
      name: 'nothing for a match without a number, not even the default',
      pattern: '{ $.a = * }',
      transformation: { metricValue: '$.a', defaultValue: 7 },
      messages: ['{"a":"x"}'],
    },
    {
      name: 'a dimension taken from the event',
      pattern: '{ $.latency = * }',
      transformation: { metricValue: '$.latency', dimensions: { Type: '$.requestType' } },
      messages: ['{"latency":50,"requestType":"GET"}', '{"latency":8,"requestType":"GET"}', '{"latency":9}'],
      dimensions: [{ name: 'Type', value: 'GET' }],
      sum: 58,
      count: 2,
    },
    {
      name: 'the number in a field',
      pattern: '[ip, user, bytes]',
      transformation: { metricValue: '$bytes' },
      messages: ['127.0.0.1 frank 1534'],
      sum: 1534,
      count: 1,
    },
  ]
  test.each(rows)('$name', async ({ pattern, transformation, messages, dimensions, sum, count, unit = 'None' }) => {
    const fixture = await logsFixtureWithStream()
    await fixture.call('PutMetricFilter', filter(pattern, transformation))
    await put(fixture, messages)
    const expected = sum === undefined ? [] : [{ sum, count, unit }]
    expect(await minutes(fixture, 1, dimensions)).toEqual(expected)
  })

  test('a default makes a zero of a minute without matches', async () => {
    const fixture = await logsFixtureWithStream()
    await fixture.call('PutMetricFilter', filter('ERROR', { defaultValue: 0 }))
    await put(fixture, ['ERROR', 'ERROR'], NOW_MS - MINUTE_MS)
    await put(fixture, ['fine', 'fine'])
    expect(await minutes(fixture, 3)).toEqual([
      undefined,
      { sum: 2, count: 2, unit: 'None' },
      { sum: 0, count: 2, unit: 'None' },
    ])
  })

  test('nothing for events that were there before the filter, or after it went', async () => {
    const fixture = await logsFixtureWithStream()
    await put(fixture, ['ERROR'])
    await fixture.call('PutMetricFilter', filter('ERROR'))
    await put(fixture, ['ERROR', 'ERROR'])
    await fixture.call('DeleteMetricFilter', { logGroupName: 'g', filterName: 'f' })
    await put(fixture, ['ERROR'])
    expect(await minutes(fixture, 1)).toEqual([{ sum: 2, count: 2, unit: 'None' }])
  })

  test('a filter put again works as it is now', async () => {
    const fixture = await logsFixtureWithStream()
    await fixture.call('PutMetricFilter', filter('ERROR'))
    await put(fixture, ['ERROR'])
    await fixture.call('PutMetricFilter', filter('ERROR', { metricValue: '10' }))
    await put(fixture, ['ERROR'])
    expect(await minutes(fixture, 1)).toEqual([{ sum: 11, count: 2, unit: 'None' }])
  })

  test('only for the accounts and regions selected, with them as dimensions', async () => {
    const fixture = await logsFixtureWithStream()
    const criteria = (fieldSelectionCriteria: string, filterName: string): ReturnType<typeof filter> => ({
      ...filter('ERROR'),
      filterName,
      ...{ fieldSelectionCriteria, emitSystemFieldDimensions: ['@aws.region'] },
    })
    await fixture.call('PutMetricFilter', criteria('@aws.region IN ("eu-west-1","us-west-2")', 'here'))
    await fixture.call('PutMetricFilter', criteria('@aws.account != "123456789012"', 'elsewhere'))
    await put(fixture, ['ERROR'])
    expect(await minutes(fixture, 1, [{ name: '@aws.region', value: 'eu-west-1' }])).toEqual([
      { sum: 1, count: 1, unit: 'None' },
    ])
  })

  test('event and datapoint stand or fall together', async () => {
    const fixture = await logsFixtureWithStream()
    await fixture.call('PutMetricFilter', filter('ERROR'))
    const append = fixture.telemetry.append.bind(fixture.telemetry)
    fixture.telemetry.append = () => Promise.reject(new Error('disk full'))
    await expect(put(fixture, ['ERROR'])).rejects.toThrow('disk full')
    fixture.telemetry.append = append
    expect((await fixture.call('FilterLogEvents', { logGroupName: 'g' })).events).toEqual([])
    expect(await minutes(fixture, 1)).toEqual([])
  })
})

describe('DescribeMetricFilters', () => {
  async function fixtureWithFilters(): Promise<LogsFixture> {
    const fixture = await logsFixture()
    for (const logGroupName of ['g', 'g-2', 'h']) {
      await fixture.call('CreateLogGroup', { logGroupName })
      for (const filterName of ['b', 'a', 'ab']) {
        const metricName = filterName.toUpperCase()
        await fixture.call('PutMetricFilter', { ...filter('x', { metricName }), logGroupName, filterName })
      }
    }
    return fixture
  }

  test('a filter as it is described', async () => {
    const fixture = await logsFixtureWithStream()
    await fixture.call('PutMetricFilter', filter('ERROR', { dimensions: { a: '$.a' }, unit: 'Count' }))
    fixture.clock.advance(1_000)
    await fixture.call('PutMetricFilter', filter('WARN', { defaultValue: 0 }))
    expect(await fixture.call('DescribeMetricFilters', {})).toEqual({
      metricFilters: [
        {
          filterName: 'f',
          filterPattern: 'WARN',
          metricTransformations: [{ metricName: 'M', metricNamespace: 'N', metricValue: '1', defaultValue: 0 }],
          creationTime: NOW_MS,
          logGroupName: 'g',
          applyOnTransformedLogs: false,
        },
      ],
    })
    expect((await fixture.call('DescribeLogGroups', {})).logGroups?.[0]?.metricFilterCount).toBe(1)
  })

  const rows = [
    { query: {}, found: 'g/a g/ab g/b g-2/a g-2/ab g-2/b h/a h/ab h/b' },
    { query: { logGroupName: 'g' }, found: 'g/a g/ab g/b' },
    { query: { logGroupName: 'g', filterNamePrefix: 'a' }, found: 'g/a g/ab' },
    { query: { filterNamePrefix: 'a', metricName: 'B', metricNamespace: 'N' }, found: 'g/b g-2/b h/b' },
    { query: { metricName: 'B', metricNamespace: 'other' }, found: '' },
  ]
  test.each(rows.flatMap((row) => [1, 2, 50].map((limit) => ({ ...row, limit }))))(
    '$query in pages of $limit',
    async ({ query, found, limit }) => {
      const fixture = await fixtureWithFilters()
      const names: string[] = []
      let nextToken: string | undefined
      do {
        const page = await fixture.call('DescribeMetricFilters', { ...query, limit, nextToken })
        names.push(...(page.metricFilters ?? []).map(({ logGroupName, filterName }) => `${logGroupName}/${filterName}`))
        nextToken = page.nextToken
      } while (nextToken !== undefined && names.length < 100)
      expect(names.join(' ')).toBe(found)
    },
  )

  test.each([{ metricName: 'M' }, { metricNamespace: 'N' }])('%o alone is refused', async (query) => {
    const fixture = await logsFixture()
    await expect(fixture.call('DescribeMetricFilters', query)).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
  })
})

describe('PutMetricFilter refuses', () => {
  test.each<{ name: string; input: ReturnType<typeof filter>; message: string | RegExp }>([
    { name: 'a bad pattern', input: filter('{ $.a'), message: /^Invalid filter pattern: / },
    {
      name: 'a value that is no number',
      input: filter('x', { metricValue: 'one' }),
      message: /^Invalid metric value: /,
    },
    {
      name: 'a value with a wildcard',
      input: filter('x', { metricValue: '$.a[*]' }),
      message: /^Invalid metric value: /,
    },
    {
      name: 'a literal dimension',
      input: filter('x', { dimensions: { a: 'b' } }),
      message: /^Invalid dimension value: /,
    },
    {
      name: 'dimensions beside a default',
      input: filter('x', { dimensions: { a: '$.a' }, defaultValue: 0 }),
      message: 'A default value cannot be assigned to a metric filter with dimensions.',
    },
    {
      name: 'four dimensions',
      input: filter('x', { dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } }),
      message: 'A metric filter can have no more than 3 dimensions.',
    },
    {
      name: "AWS's namespaces",
      input: filter('x', { metricNamespace: 'AWS/X' }),
      message: /^Invalid metric namespace/,
    },
    { name: 'an empty name', input: filter('x', { metricName: '' }), message: /^Invalid metric name/ },
    {
      name: 'square brackets in criteria',
      input: { ...filter('x'), ...{ fieldSelectionCriteria: '@aws.region IN ["a"]' } },
      message: /^Invalid field selection criteria: /,
    },
    {
      name: 'an unknown system field',
      input: { ...filter('x'), ...{ emitSystemFieldDimensions: ['@aws.moon'] } },
      message: "Invalid system field: '@aws.moon'.",
    },
  ])('$name', async ({ input, message }) => {
    const fixture = await logsFixtureWithStream()
    await expect(fixture.call('PutMetricFilter', input)).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringMatching(message),
    })
    expect((await fixture.call('DescribeMetricFilters', {})).metricFilters).toEqual([])
  })

  test('a missing group, and one of the Infrequent Access class', async () => {
    const fixture = await logsFixture()
    await expect(fixture.call('PutMetricFilter', filter('x'))).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await fixture.call('CreateLogGroup', { logGroupName: 'g', logGroupClass: 'INFREQUENT_ACCESS' })
    await expect(fixture.call('PutMetricFilter', filter('x'))).rejects.toMatchObject({ code: 'ValidationException' })
  })

  test('the 101st filter of a group and the sixth with a regular expression, but not a replacement', async () => {
    const fixture = await logsFixtureWithStream()
    for (let i = 0; i < 100; i += 1) {
      const pattern = i < 5 ? `%a${i}%` : 'x'
      await fixture.call('PutMetricFilter', { ...filter(pattern), filterName: `f${i}` })
    }
    const limit = { code: 'LimitExceededException', message: 'Resource limit exceeded.' }
    await expect(fixture.call('PutMetricFilter', { ...filter('x'), filterName: 'f100' })).rejects.toMatchObject(limit)
    await expect(fixture.call('PutMetricFilter', { ...filter('%b%'), filterName: 'f9' })).rejects.toMatchObject(limit)
    await fixture.call('PutMetricFilter', { ...filter('%b%'), filterName: 'f0' })
  })
})

test('DeleteMetricFilter of what is not there', async () => {
  const fixture = await logsFixture()
  const input = { logGroupName: 'g', filterName: 'f' }
  await expect(fixture.call('DeleteMetricFilter', input)).rejects.toMatchObject({
    message: 'The specified log group does not exist.',
  })
  await fixture.call('CreateLogGroup', { logGroupName: 'g' })
  await expect(fixture.call('DeleteMetricFilter', input)).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'The specified metric filter does not exist.',
  })
})

describe('TestMetricFilter', () => {
  const L = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'

  test('the fields of a space-delimited pattern', async () => {
    const fixture = await logsFixture()
    const filterPattern = '[ip, server, username, timestamp, request, status_code, bytes > 1000]'
    const { matches } = await fixture.call('TestMetricFilter', { filterPattern, logEventMessages: ['no', L] })
    expect(matches).toEqual([
      {
        eventNumber: 2,
        eventMessage: L,
        extractedValues: {
          $bytes: '1534',
          $status_code: '404',
          $request: 'GET /index.html HTTP/1.0',
          $timestamp: '10/Oct/2000:13:25:15 -0700',
          $username: 'frank',
          $server: 'Prod',
          $ip: '127.0.0.1',
        },
      },
    ])
  })

  test('nothing is extracted by a JSON pattern', async () => {
    const fixture = await logsFixture()
    const input = { filterPattern: '{ $.a = 1 }', logEventMessages: ['{"a":1}', '{"a":2}'] }
    expect(await fixture.call('TestMetricFilter', input)).toEqual({
      matches: [{ eventNumber: 1, eventMessage: '{"a":1}', extractedValues: {} }],
    })
  })

  test('a bad pattern is refused', async () => {
    const fixture = await logsFixture()
    await expect(
      fixture.call('TestMetricFilter', { filterPattern: '%a!b%', logEventMessages: ['x'] }),
    ).rejects.toMatchObject({ code: 'InvalidParameterException' })
  })
})
