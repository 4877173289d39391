import type { AwsError, OutputOf } from '@atalaya/aws'
import { loadMalformed } from '@atalaya/query/insights/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixtureWithStream, NOW_MS, TENANT } from '../logs-fixture.ts'

const NOW_S = Math.floor(NOW_MS / 1_000)
const HOUR_S = 3_600

let fixture: LogsFixture

beforeEach(async () => {
  fixture = await logsFixtureWithStream()
  await put([
    [-300_000, '{"level":"INFO","ms":120,"path":"/a","user":{"id":"u1"},"cached":true}'],
    [-200_000, '{"level":"ERROR","ms":900,"path":"/b","user":{"id":"u2"}}'],
    [-100_000, '{"level":"ERROR","ms":300,"path":"/a"}'],
    [-500, 'plain text'],
  ])
})

afterEach(async () => {
  await fixture.logs.close()
})

async function put(events: readonly (readonly [agoMs: number, message: string])[]): Promise<void> {
  await fixture.call('PutLogEvents', {
    logGroupName: 'g',
    logStreamName: 's',
    logEvents: events.map(([agoMs, message]) => ({ timestamp: NOW_MS + agoMs, message })),
  })
}

type Results = OutputOf<'logs', 'GetQueryResults'>

async function start(queryString: string, more: object = {}): Promise<string> {
  const input = { logGroupName: 'g', startTime: NOW_S - HOUR_S, endTime: NOW_S, queryString, ...more }
  return (await fixture.call('StartQuery', input)).queryId ?? ''
}

async function finished(queryId: string): Promise<Results> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    const results = await fixture.call('GetQueryResults', { queryId })
    if (results.status !== 'Scheduled' && results.status !== 'Running') return results
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('the query did not end')
}

async function rows(queryString: string, more: object = {}): Promise<readonly Readonly<Record<string, string>>[]> {
  const { results = [], status } = await finished(await start(queryString, more))
  expect(status).toBe('Complete')
  return results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field ?? '', value ?? ''])))
}

describe('queries', () => {
  test('rows, statistics and status', async () => {
    const results = await finished(
      await start('filter level = "ERROR" | stats count(*) as n, max(ms) by path | sort path'),
    )
    expect(results).toMatchObject({
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: [
        [
          { field: 'path', value: '/a' },
          { field: 'n', value: '1' },
          { field: 'max(ms)', value: '300' },
        ],
        [
          { field: 'path', value: '/b' },
          { field: 'n', value: '1' },
          { field: 'max(ms)', value: '900' },
        ],
      ],
      statistics: { recordsScanned: 4, logGroupsScanned: 1, resultCount: 2 },
    })
  })

  test('both ends of the range belong to it, to the last millisecond', async () => {
    const at = { startTime: NOW_S - 1, endTime: NOW_S - 1 }
    expect(await rows('fields @message', at)).toMatchObject([{ '@message': 'plain text' }])
  })

  test('raw rows come newest first and carry a pointer', async () => {
    const found = await rows('fields @message | limit 2')
    expect(found.map((row) => row['@message'])).toEqual(['plain text', '{"level":"ERROR","ms":300,"path":"/a"}'])
    const { logRecord } = await fixture.call('GetLogRecord', { logRecordPointer: found[1]?.['@ptr'] ?? '' })
    expect(logRecord).toMatchObject({
      '@message': '{"level":"ERROR","ms":300,"path":"/a"}',
      '@timestamp': String(NOW_MS - 100_000),
      '@log': `${TENANT.accountId}:g`,
      '@logStream': 's',
      level: 'ERROR',
      ms: '300',
    })
  })

  test('the limit of the request counts when the query has none', async () => {
    expect(await rows('fields @message', { limit: 3 })).toHaveLength(3)
    expect(await rows('fields @message | limit 1', { limit: 3 })).toHaveLength(1)
  })

  test('SOURCE names the groups in place of the request', async () => {
    const more = { logGroupName: undefined }
    expect(await rows('SOURCE "g" | stats count(*) as n', more)).toEqual([{ n: '4' }])
    expect(await rows("SOURCE logGroups(namePrefix: ['x']) | stats count(*) as n", more)).toEqual([{ n: '0' }])
  })

  test('a group may be named by its ARN', async () => {
    const arn = `arn:aws:logs:${TENANT.region}:${TENANT.accountId}:log-group:g`
    expect(await rows('stats count(*) as n', { logGroupName: undefined, logGroupIdentifiers: [arn] })).toEqual([
      { n: '4' },
    ])
  })

  test('pages of results', async () => {
    const queryId = await start('fields @message')
    await finished(queryId)
    const first = await fixture.call('GetQueryResults', { queryId, maxItems: 3 })
    expect(first.results).toHaveLength(3)
    const second = await fixture.call('GetQueryResults', { queryId, maxItems: 3, nextToken: first.nextToken })
    expect(second.results).toHaveLength(1)
    expect(second.nextToken).toBeUndefined()
    await expect(fixture.call('GetQueryResults', { queryId, nextToken: 'x' })).rejects.toThrow('nextToken is invalid')
  })

  test('what filterIndex asks for must be indexed', async () => {
    expect(await rows('filterIndex path = "/a"')).toEqual([])
    await fixture.call('PutIndexPolicy', { logGroupIdentifier: 'g', policyDocument: '{"Fields":["path"]}' })
    expect(await rows('filterIndex path = "/a"')).toHaveLength(2)
    await fixture.call('DeleteIndexPolicy', { logGroupIdentifier: 'g' })
    expect(await rows('filterIndex path = "/a"')).toEqual([])
  })

  test('patterns', async () => {
    expect(await rows('filter level = "ERROR" | pattern @message')).toMatchObject([
      { '@sampleCount': '1', '@severityLabel': 'ERROR' },
      { '@sampleCount': '1', '@severityLabel': 'ERROR' },
    ])
  })

  test('DescribeQueries lists the newest first, with the groups as SOURCE', async () => {
    await finished(await start('fields a'))
    await finished(await start('fields b'))
    const { queries } = await fixture.call('DescribeQueries', { logGroupName: 'g', status: 'Complete' })
    expect(queries?.map(({ queryString }) => queryString)).toEqual([
      `SOURCE "g" START=${NOW_S - HOUR_S}000 END=${NOW_S}999 | fields b`,
      `SOURCE "g" START=${NOW_S - HOUR_S}000 END=${NOW_S}999 | fields a`,
    ])
    expect(queries?.[0]?.userIdentity).toBe(`arn:aws:iam::${TENANT.accountId}:root`)
    expect((await fixture.call('DescribeQueries', { status: 'Failed' })).queries).toEqual([])
  })

  test('DescribeQueries refuses a group that never was', async () => {
    await expect(fixture.call('DescribeQueries', { logGroupName: 'never' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    expect(await fixture.call('DescribeQueries', { logGroupName: 'g' })).toMatchObject({ queries: [] })
  })

  test('ListLogGroupsForQuery', async () => {
    const queryId = await start('fields a')
    const { logGroupIdentifiers } = await fixture.call('ListLogGroupsForQuery', { queryId })
    expect(logGroupIdentifiers).toEqual([`arn:aws:logs:${TENANT.region}:${TENANT.accountId}:log-group:g`])
  })

  test('a query belongs to its tenant', async () => {
    const queryId = await start('fields a')
    const tenant = { ...TENANT, region: 'us-east-1' }
    await expect(fixture.call('GetQueryResults', { queryId }, { tenant })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })

  test('a query that has ended cannot be stopped, and an unknown one neither', async () => {
    const queryId = await start('fields a')
    await finished(queryId)
    await expect(fixture.call('StopQuery', { queryId })).rejects.toMatchObject({ code: 'InvalidParameterException' })
    await expect(fixture.call('StopQuery', { queryId: 'x' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })

  test('a stopped query is Cancelled, and the hundred-and-first that has not ended is refused', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, () => start('fields a')))
    await expect(start('fields a')).rejects.toMatchObject({ code: 'LimitExceededException' })
    const last = ids.at(-1) ?? ''
    expect(await fixture.call('StopQuery', { queryId: last })).toEqual({ success: true })
    expect((await fixture.call('GetQueryResults', { queryId: last })).status).toBe('Cancelled')
    for (const id of ids.slice(0, -1)) expect((await finished(id)).status).toBe('Complete')
  })
})

test('events have the fields of the entity that came with the last batch of their stream', async () => {
  const entity = {
    keyAttributes: { Type: 'Service', Name: 'shop', Environment: 'prod' },
    attributes: { 'EC2.InstanceId': 'i-1' },
  }
  const into = async (logStreamName: string, more: object): Promise<void> => {
    const logEvents = [{ timestamp: NOW_MS - 50, message: `from ${logStreamName}` }]
    await fixture.call('PutLogEvents', { logGroupName: 'g', logStreamName, logEvents, ...more })
  }
  await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 'shop' })
  await into('shop', { entity: { ...entity, attributes: {} } })
  await into('shop', { entity })
  await into('shop', {})
  await into('s', { entity: { keyAttributes: { Type: 'nothing', Name: 'x' } } })
  const byName = 'filter @message like "from" | stats count(*) as n by @entity.KeyAttributes.Name as name | sort n'
  expect(await rows(byName)).toEqual([{ n: '1' }, { name: 'shop', n: '3' }])
  const found = await rows(
    'filter @entity.Attributes.EC2.InstanceId = "i-1" | display @entity.KeyAttributes.Type | limit 1',
  )
  expect(found).toMatchObject([{ '@entity.KeyAttributes.Type': 'Service' }])
  const { logRecord } = await fixture.call('GetLogRecord', { logRecordPointer: found[0]?.['@ptr'] ?? '' })
  expect(logRecord).toMatchObject({
    '@entity.KeyAttributes.Environment': 'prod',
    '@entity.Attributes.EC2.InstanceId': 'i-1',
  })

  await fixture.call('DeleteLogStream', { logGroupName: 'g', logStreamName: 'shop' })
  await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 'shop' })
  await into('shop', {})
  expect(await rows(byName)).toEqual([{ n: '2' }])
})

describe('what is refused at once', () => {
  test('a query that is not the language, with its place', async () => {
    await expect(start('fields @message | count()')).rejects.toMatchObject({
      code: 'MalformedQueryException',
      message: expect.stringContaining("mismatched input 'count' expecting {"),
      members: { queryCompileError: { location: { startCharOffset: 18, endCharOffset: 23 } } },
    })
  })

  test.each([
    ['both ways of naming a group', { logGroupNames: ['g'] }, 'InvalidParameterException'],
    ['no group', { logGroupName: undefined }, 'InvalidParameterException'],
    ['an unknown group', { logGroupName: 'nope' }, 'ResourceNotFoundException'],
    ['a range that ends before it starts', { endTime: NOW_S - 2 * HOUR_S }, 'InvalidParameterException'],
    ['another language', { queryLanguage: 'SQL' }, 'InvalidParameterException'],
    ['SOURCE beside a group', { queryString: 'SOURCE "g" | fields a' }, 'InvalidParameterException'],
    [
      'an unknown SOURCE',
      { logGroupName: undefined, queryString: 'SOURCE "x" | fields a' },
      'ResourceNotFoundException',
    ],
    ['an unknown lookup table', { queryString: 'lookup t id OUTPUT name' }, 'MalformedQueryException'],
  ])('%s', async (_, more, code) => {
    await expect(start('fields a', more)).rejects.toMatchObject({ code })
  })
})

describe('lookup tables', () => {
  test('a query joins with them', async () => {
    const { lookupTableArn = '' } = await fixture.call('CreateLookupTable', {
      lookupTableName: 'users',
      tableBody: 'id,name\nu1,Ann\n',
    })
    expect(await rows('lookup users id as user.id OUTPUT name | filter ispresent(name) | display name')).toMatchObject([
      { name: 'Ann' },
    ])
    await fixture.call('UpdateLookupTable', { lookupTableArn, tableBody: 'id,name\nu1,Eve\nu2,Bob\n' })
    expect(await fixture.call('DescribeLookupTables', {})).toMatchObject({
      lookupTables: [{ lookupTableName: 'users', tableFields: ['id', 'name'], recordsCount: 2 }],
    })
    expect((await fixture.call('GetLookupTable', { lookupTableArn })).tableBody).toBe('id,name\nu1,Eve\nu2,Bob\n')
    await fixture.call('DeleteLookupTable', { lookupTableArn })
    await expect(fixture.call('GetLookupTable', { lookupTableArn })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })

  test('results of a query become one', async () => {
    const queryId = await start('stats max(ms) as worst by path | sort path')
    await finished(queryId)
    const { lookupTableArn = '' } = await fixture.call('CreateLookupTable', { lookupTableName: 'worst', queryId })
    expect((await fixture.call('GetLookupTable', { lookupTableArn })).tableBody).toBe('path,worst\n/a,300\n/b,900\n,')
  })

  test('have tags, which stay when the table changes', async () => {
    const input = { lookupTableName: 'users', tableBody: 'id\nu1', tags: { team: 'a' } }
    const { lookupTableArn = '' } = await fixture.call('CreateLookupTable', input)
    await fixture.call('TagResource', { resourceArn: lookupTableArn, tags: { stage: 'prod' } })
    await fixture.call('UpdateLookupTable', { lookupTableArn, tableBody: 'id\nu2' })
    await fixture.call('UntagResource', { resourceArn: lookupTableArn, tagKeys: ['team'] })
    expect(await fixture.call('ListTagsForResource', { resourceArn: lookupTableArn })).toEqual({
      tags: { stage: 'prod' },
    })
    const gone = fixture.call('ListTagsForResource', { resourceArn: `${lookupTableArn}x` })
    await expect(gone).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
  })

  test('what is no table is refused', async () => {
    const create = (tableBody: string) => fixture.call('CreateLookupTable', { lookupTableName: 't', tableBody })
    await expect(create('a,a\n')).rejects.toMatchObject({ code: 'InvalidParameterException' })
    await create('a\n1')
    await expect(create('a\n1')).rejects.toMatchObject({ code: 'ResourceAlreadyExistsException' })
  })
})

describe('query definitions', () => {
  test('are kept, replaced as a whole and deleted', async () => {
    const { queryDefinitionId = '' } = await fixture.call('PutQueryDefinition', {
      name: 'team/slow',
      queryString: 'filter ms > {{limit}}',
      logGroupNames: ['g'],
      parameters: [{ name: 'limit', defaultValue: '500' }],
    })
    await fixture.call('PutQueryDefinition', { name: 'other', queryString: 'fields a' })
    expect(await fixture.call('DescribeQueryDefinitions', { queryDefinitionNamePrefix: 'team/' })).toMatchObject({
      queryDefinitions: [{ name: 'team/slow', queryString: 'filter ms > {{limit}}', logGroupNames: ['g'] }],
    })
    await fixture.call('PutQueryDefinition', { queryDefinitionId, name: 'team/slow', queryString: 'fields b' })
    const { queryDefinitions } = await fixture.call('DescribeQueryDefinitions', { queryDefinitionNamePrefix: 'team/' })
    expect(queryDefinitions?.[0]).toMatchObject({ queryString: 'fields b', logGroupNames: [] })
    expect(await fixture.call('DeleteQueryDefinition', { queryDefinitionId })).toEqual({ success: true })
    await expect(fixture.call('DeleteQueryDefinition', { queryDefinitionId })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })

  test('a request that is repeated with its token creates nothing again', async () => {
    const input = { name: 'once', queryString: 'limit 1', clientToken: 'a'.repeat(36) }
    const first = await fixture.call('PutQueryDefinition', input)
    expect(await fixture.call('PutQueryDefinition', input)).toEqual(first)
    const other = await fixture.call('PutQueryDefinition', { ...input, clientToken: 'b'.repeat(36) })
    expect(other).not.toEqual(first)
    const { queryDefinitions = [] } = await fixture.call('DescribeQueryDefinitions', {})
    expect(queryDefinitions).toHaveLength(2)
  })

  test('pages by name', async () => {
    for (const name of ['c', 'a', 'b']) await fixture.call('PutQueryDefinition', { name, queryString: 'fields a' })
    const names: (string | undefined)[] = []
    let nextToken: string | undefined
    do {
      const page = await fixture.call('DescribeQueryDefinitions', { maxResults: 2, nextToken })
      names.push(...(page.queryDefinitions ?? []).map(({ name }) => name))
      nextToken = page.nextToken
    } while (nextToken !== undefined && names.length < 10)
    expect(names).toEqual(['a', 'b', 'c'])
  })

  test('a query uses one by its name', async () => {
    await fixture.call('PutQueryDefinition', {
      name: 'slow',
      queryString: 'filter ms > {{limit}}',
      parameters: [{ name: 'limit', defaultValue: '500' }],
    })
    expect(await rows('$slow() | display path')).toMatchObject([{ path: '/b' }])
    expect(await rows('$slow(limit="100") | stats count(*) as n')).toEqual([{ n: '3' }])
    await expect(start('$nope()')).rejects.toMatchObject({ code: 'MalformedQueryException' })
  })
})

test('GetLogGroupFields says how many events have a field', async () => {
  const { logGroupFields } = await fixture.call('GetLogGroupFields', { logGroupName: 'g' })
  expect(logGroupFields).toContainEqual({ name: '@message', percent: 100 })
  expect(logGroupFields).toContainEqual({ name: 'level', percent: 75 })
  expect(logGroupFields).toContainEqual({ name: 'user.id', percent: 50 })
})

test('index policies', async () => {
  const input = { logGroupIdentifiers: ['g'] }
  expect((await fixture.call('DescribeIndexPolicies', input)).indexPolicies).toEqual([])
  await fixture.call('PutIndexPolicy', { logGroupIdentifier: 'g', policyDocument: '{"Fields":["a","b"]}' })
  expect((await fixture.call('DescribeIndexPolicies', input)).indexPolicies).toMatchObject([{ source: 'LOG_GROUP' }])
  const { fieldIndexes } = await fixture.call('DescribeFieldIndexes', { ...input, indexCategories: ['CUSTOM'] })
  expect(fieldIndexes?.map(({ fieldIndexName }) => fieldIndexName)).toEqual(['a', 'b'])
  const longer = '{"Fields":["a"],"FieldsV2":{"b":{"type":"FACET"},"c":{"type":"FIELD_INDEX"}}}'
  await fixture.call('PutIndexPolicy', { logGroupIdentifier: 'g', policyDocument: longer })
  const typed = await fixture.call('DescribeFieldIndexes', { ...input, indexCategories: ['CUSTOM'] })
  expect(typed.fieldIndexes?.map(({ fieldIndexName, type }) => [fieldIndexName, type])).toEqual([
    ['a', 'FIELD_INDEX'],
    ['b', 'FACET'],
    ['c', 'FIELD_INDEX'],
  ])
  const wrong = [
    'x',
    '[]',
    '{}',
    '{"Fields":[]}',
    '{"Fields":[1]}',
    '{"Fields":"a"}',
    '{"FieldsV2":{"a":{"type":"X"}}}',
  ]
  for (const policyDocument of wrong) {
    await expect(
      fixture.call('PutIndexPolicy', { logGroupIdentifier: 'g', policyDocument }),
      policyDocument,
    ).rejects.toMatchObject({ code: 'InvalidParameterException' })
  }
})

test('every query that is not the language is refused at once, with its place', async () => {
  const malformed = loadMalformed()
  expect(malformed.length).toBeGreaterThan(150)
  for (const [query, at] of malformed) {
    const error = await start(query).then(
      () => undefined,
      (thrown: unknown) => thrown as AwsError,
    )
    expect(error, query).toMatchObject({ code: 'MalformedQueryException' })
    const { queryCompileError } = (error?.members ?? {}) as {
      queryCompileError?: { location: { startCharOffset: number; endCharOffset: number }; message: string }
    }
    const { startCharOffset = -1, endCharOffset = -1 } = queryCompileError?.location ?? {}
    expect(query.slice(startCharOffset, endCharOffset), query).toBe(at)
    expect(queryCompileError?.message).toBe(error?.message)
  }
  expect((await fixture.call('DescribeQueries', {})).queries).toEqual([])
})
