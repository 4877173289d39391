import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateLookupTableCommand,
  DeleteIndexPolicyCommand,
  DeleteLookupTableCommand,
  DeleteQueryDefinitionCommand,
  DescribeFieldIndexesCommand,
  DescribeIndexPoliciesCommand,
  DescribeLookupTablesCommand,
  DescribeQueriesCommand,
  DescribeQueryDefinitionsCommand,
  GetLogGroupFieldsCommand,
  GetLogRecordCommand,
  GetLookupTableCommand,
  GetQueryResultsCommand,
  InvalidParameterException,
  ListLogGroupsForQueryCommand,
  MalformedQueryException,
  PutIndexPolicyCommand,
  PutQueryDefinitionCommand,
  ResourceNotFoundException,
  StartQueryCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
  UpdateLookupTableCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { beforeAll, describe, expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { createStream, failure, put, type Stream } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()
let stream: Stream

beforeAll(async () => {
  stream = await createStream(logs)
  await put(logs, stream, [
    '{"level":"INFO","ms":120,"path":"/a","ok":true}',
    '{"level":"ERROR","ms":900,"path":"/b","ok":false}',
    '{"level":"ERROR","ms":300,"path":"/a","ok":false}',
    '  plain text',
  ])
})

function input(queryString: string): StartQueryCommandInput {
  const now = Math.floor(Date.now() / 1_000)
  return { logGroupName: stream.logGroupName, startTime: now - 3_600, endTime: now + 60, queryString }
}

async function start(queryString: string, more: Partial<StartQueryCommandInput> = {}): Promise<string> {
  const { queryId } = await logs.send(new StartQueryCommand({ ...input(queryString), ...more }))
  return queryId ?? ''
}

async function finished(queryId: string) {
  for (;;) {
    const answer = await logs.send(new GetQueryResultsCommand({ queryId }))
    if (answer.status !== 'Running' && answer.status !== 'Scheduled') return answer
    await sleep(20)
  }
}

async function rows(queryString: string, more: Partial<StartQueryCommandInput> = {}) {
  const { results = [], status } = await finished(await start(queryString, more))
  expect(status).toBe('Complete')
  return results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])))
}

describe('queries', () => {
  test('rows and statistics', async () => {
    const answer = await finished(
      await start('filter level = "ERROR" | stats count(*) as n, avg(ms) by path | sort path'),
    )
    expect(answer).toMatchObject({
      queryLanguage: 'CWLI',
      status: 'Complete',
      results: [
        [
          { field: 'path', value: '/a' },
          { field: 'n', value: '1' },
          { field: 'avg(ms)', value: '300' },
        ],
        [
          { field: 'path', value: '/b' },
          { field: 'n', value: '1' },
          { field: 'avg(ms)', value: '900' },
        ],
      ],
      statistics: { logGroupsScanned: 1 },
    })
    expect(answer.statistics?.recordsScanned).toBeGreaterThanOrEqual(2)
    expect(answer.statistics?.bytesScanned).toBeGreaterThan(0)
  })

  test('booleans of JSON are 1 and 0', async () => {
    expect(await rows('filter ok = 1 | display path, ok')).toMatchObject([{ path: '/a', ok: '1' }])
    expect(await rows('stats count(*) as n by ok | sort n desc')).toMatchObject([
      { ok: '0', n: '2' },
      { n: '1' },
      { n: '1' },
    ])
  })

  test('the way Grafana asks: group by ARN, fields with an alias, polling', async () => {
    const arn = `arn:aws:logs:${account.region}:${account.id}:log-group:${stream.logGroupName}`
    const found = await rows(
      'fields @timestamp,ltrim(@message) as message,@log,@logStream|sort @timestamp desc, message | limit 2',
      { logGroupName: undefined, logGroupIdentifiers: [arn], limit: 1_000 },
    )
    expect(found).toHaveLength(2)
    expect(found[0]).toMatchObject({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
      '@log': `${account.id}:${stream.logGroupName}`,
      '@logStream': stream.logStreamName,
      '@ptr': expect.any(String),
    })
    expect(found.map(({ message }) => message?.startsWith(' '))).not.toContain(true)
  })

  test('patterns', async () => {
    const found = await rows('filter level = "ERROR" | parse @message /"path":"(?<p>[^"]+)"/ | pattern @message')
    expect(found.map((row) => row['@severityLabel'])).toEqual(['ERROR', 'ERROR'])
  })

  test('a pointer leads to the whole record', async () => {
    const [row] = await rows('filter ms = 900')
    const { logRecord } = await logs.send(new GetLogRecordCommand({ logRecordPointer: row?.['@ptr'] ?? '' }))
    expect(logRecord).toMatchObject({ level: 'ERROR', ms: '900', path: '/b', '@logStream': stream.logStreamName })
  })

  test('lists what was asked, and the groups', async () => {
    const queryId = await start('stats count(*)')
    await finished(queryId)
    const { queries } = await logs.send(new DescribeQueriesCommand({ logGroupName: stream.logGroupName }))
    expect(queries?.[0]).toMatchObject({ queryId, status: 'Complete', queryLanguage: 'CWLI' })
    const { logGroupIdentifiers } = await logs.send(new ListLogGroupsForQueryCommand({ queryId }))
    expect(logGroupIdentifiers).toEqual([
      `arn:aws:logs:${account.region}:${account.id}:log-group:${stream.logGroupName}`,
    ])
    await expect(failure(logs.send(new StopQueryCommand({ queryId })))).resolves.toBeInstanceOf(
      InvalidParameterException,
    )
  })

  test('fields of a group', async () => {
    const { logGroupFields } = await logs.send(new GetLogGroupFieldsCommand({ logGroupName: stream.logGroupName }))
    expect(logGroupFields).toContainEqual({ name: 'level', percent: 75 })
  })
})

describe('what is refused', () => {
  test('a query that is not the language, with its place', async () => {
    const error = await failure(start('fields @message | count()'))
    expect(error).toBeInstanceOf(MalformedQueryException)
    expect((error as MalformedQueryException).queryCompileError).toMatchObject({
      location: { startCharOffset: 18, endCharOffset: 23 },
      message: expect.stringContaining("mismatched input 'count'"),
    })
  })

  test('an unknown group and an unknown query', async () => {
    await expect(failure(start('fields a', { logGroupName: 'nope' }))).resolves.toBeInstanceOf(
      ResourceNotFoundException,
    )
    const unknown = logs.send(new GetQueryResultsCommand({ queryId: 'nope' }))
    await expect(failure(unknown)).resolves.toBeInstanceOf(ResourceNotFoundException)
  })
})

test('saved queries', async () => {
  const { queryDefinitionId } = await logs.send(
    new PutQueryDefinitionCommand({
      name: 'slow',
      queryString: 'filter ms > {{limit}}',
      parameters: [{ name: 'limit', defaultValue: '500' }],
    }),
  )
  const { queryDefinitions } = await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: 'sl' }))
  expect(queryDefinitions).toMatchObject([{ queryDefinitionId, name: 'slow' }])
  expect(await rows('$slow(limit="200") | stats count(*) as n')).toEqual([{ n: '2' }])
  expect((await logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId }))).success).toBe(true)
})

test('lookup tables', async () => {
  const { lookupTableArn } = await logs.send(
    new CreateLookupTableCommand({ lookupTableName: 'owners', tableBody: 'path,team\n/a,one\n' }),
  )
  await logs.send(new UpdateLookupTableCommand({ lookupTableArn, tableBody: 'path,team\n/a,one\n/b,two\n' }))
  expect(await rows('filter ms = 900 | lookup owners path OUTPUT team | display team')).toMatchObject([{ team: 'two' }])
  const { lookupTables } = await logs.send(new DescribeLookupTablesCommand({}))
  expect(lookupTables).toMatchObject([{ lookupTableName: 'owners', tableFields: ['path', 'team'], recordsCount: 2 }])
  expect((await logs.send(new GetLookupTableCommand({ lookupTableArn }))).tableBody).toContain('/b,two')
  await logs.send(new DeleteLookupTableCommand({ lookupTableArn }))
  expect((await logs.send(new DescribeLookupTablesCommand({}))).lookupTables).toEqual([])
})

test('field indexes', async () => {
  const logGroupIdentifier = stream.logGroupName
  const policyDocument = '{"Fields":["path"]}'
  await logs.send(new PutIndexPolicyCommand({ logGroupIdentifier, policyDocument }))
  const named = { logGroupIdentifiers: [logGroupIdentifier ?? ''] }
  const { indexPolicies } = await logs.send(new DescribeIndexPoliciesCommand(named))
  expect(indexPolicies).toMatchObject([{ policyDocument, source: 'LOG_GROUP' }])
  const { fieldIndexes } = await logs.send(new DescribeFieldIndexesCommand(named))
  expect(fieldIndexes?.map(({ fieldIndexName }) => fieldIndexName)).toContain('path')
  expect(await rows('filterIndex path = "/a" | stats count(*) as n')).toEqual([{ n: '2' }])
  await logs.send(new DeleteIndexPolicyCommand({ logGroupIdentifier }))
})
