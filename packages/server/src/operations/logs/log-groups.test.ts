import type { InputOf } from '@atalaya/aws'
import { DAY_MS } from '@atalaya/model'
import { MemoryTelemetryStore } from '@atalaya/store'
import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, logsFixtureWithStream, NOW_MS, TENANT } from './logs-fixture.ts'

const NO_GROUP = { code: 'ResourceNotFoundException', message: 'The specified log group does not exist.' }

async function create(fixture: LogsFixture, ...names: readonly string[]): Promise<void> {
  for (const logGroupName of names) await fixture.call('CreateLogGroup', { logGroupName })
}

type Query = InputOf<'logs', 'DescribeLogGroups'>

async function describeNames(fixture: LogsFixture, input: Query = {}): Promise<(string | undefined)[]> {
  const { logGroups } = await fixture.call('DescribeLogGroups', input)
  return (logGroups ?? []).map(({ logGroupName }) => logGroupName)
}

describe('CreateLogGroup', () => {
  test('names that begin with aws/ are refused, /aws/ is fine', async () => {
    const fixture = await logsFixture()
    await expect(create(fixture, 'aws/foo')).rejects.toMatchObject({ code: 'InvalidParameterException' })
    await create(fixture, '/aws/lambda/f')
    expect(await describeNames(fixture)).toEqual(['/aws/lambda/f'])
  })

  test('a second group of the same name is refused', async () => {
    const fixture = await logsFixture()
    await create(fixture, '/aws/lambda/f')
    await expect(create(fixture, '/aws/lambda/f')).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    })
  })

  test('of two at the same time one wins', async () => {
    const fixture = await logsFixture()
    const outcomes = await Promise.allSettled([create(fixture, 'g'), create(fixture, 'g')])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('tenants share nothing', async () => {
    const fixture = await logsFixture()
    const other = { tenant: { ...TENANT, region: 'us-east-1' } }
    await create(fixture, 'g')
    await fixture.call('CreateLogGroup', { logGroupName: 'g' }, other)
    await fixture.call('DeleteLogGroup', { logGroupName: 'g' }, other)
    expect(await describeNames(fixture)).toEqual(['g'])
  })
})

describe('DescribeLogGroups', () => {
  test('a group as it is described', async () => {
    const fixture = await logsFixture()
    await fixture.call('CreateLogGroup', { logGroupName: 'g', kmsKeyId: 'arn:aws:kms:eu-west-1:1:key/k' })
    await fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 7 })
    const { logGroups } = await fixture.call('DescribeLogGroups', {})
    expect(logGroups).toEqual([
      {
        logGroupName: 'g',
        creationTime: NOW_MS,
        retentionInDays: 7,
        metricFilterCount: 0,
        arn: 'arn:aws:logs:eu-west-1:123456789012:log-group:g:*',
        storedBytes: 0,
        kmsKeyId: 'arn:aws:kms:eu-west-1:1:key/k',
        logGroupClass: 'STANDARD',
        logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:g',
        deletionProtectionEnabled: false,
      },
    ])
  })

  const rows: { query: Query; found: string[] }[] = [
    { query: {}, found: ['/aws/x', 'DataLogs', 'Data/log/s', 'GroupDataLogs', 'datalogs', 'x/DataLogs'].sort() },
    { query: { logGroupNamePrefix: 'Data' }, found: ['Data/log/s', 'DataLogs'] },
    { query: { logGroupNamePattern: 'DataLogs' }, found: ['DataLogs', 'GroupDataLogs', 'x/DataLogs'] },
    { query: { logGroupNamePrefix: 'none' }, found: [] },
    { query: { logGroupClass: 'INFREQUENT_ACCESS' }, found: [] },
    {
      query: {
        logGroupIdentifiers: [
          'datalogs',
          'arn:aws:logs:eu-west-1:123456789012:log-group:DataLogs',
          'arn:aws:logs:us-east-1:123456789012:log-group:GroupDataLogs',
        ],
        includeLinkedAccounts: true,
      },
      found: ['DataLogs', 'datalogs'],
    },
    { query: { includeLinkedAccounts: true, accountIdentifiers: ['999999999999'] }, found: [] },
  ]
  test.each(rows)('$query', async ({ query, found }) => {
    const fixture = await logsFixture()
    await create(fixture, 'DataLogs', 'x/DataLogs', 'GroupDataLogs', 'datalogs', 'Data/log/s', '/aws/x')
    expect(await describeNames(fixture, query)).toEqual(found)
  })

  test('prefix and pattern exclude each other', async () => {
    const fixture = await logsFixture()
    await expect(describeNames(fixture, { logGroupNamePrefix: 'a', logGroupNamePattern: 'a' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    })
  })

  test.each([{}, { logGroupNamePrefix: 'g' }, { logGroupNamePattern: '0' }])(
    'pages of %o hold each group once, whatever is created or deleted in between',
    async (query) => {
      const fixture = await logsFixture()
      await create(fixture, ...Array.from({ length: 12 }, (_, i) => `g0${String(i).padStart(2, '0')}`))
      const found: (string | undefined)[] = []
      let nextToken: string | undefined
      do {
        const page = await fixture.call('DescribeLogGroups', { ...query, limit: 5, nextToken })
        found.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName))
        nextToken = page.nextToken
        if (found.length === 5) {
          await fixture.call('DeleteLogGroup', { logGroupName: 'g004' })
          await create(fixture, 'g000a')
        }
      } while (nextToken !== undefined && found.length < 100)
      expect(found).toEqual(Array.from({ length: 12 }, (_, i) => `g0${String(i).padStart(2, '0')}`))
    },
  )

  test.each(['garbage', 'RGVzY3JpYmU', '%%%'])('the token %s is refused', async (nextToken) => {
    const fixture = await logsFixture()
    await expect(describeNames(fixture, { nextToken })).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    })
  })

  test('the token of another operation is refused', async () => {
    const fixture = await logsFixture()
    await create(fixture, 'abc', 'abd')
    const { nextToken } = await fixture.call('ListLogGroups', { limit: 1 })
    expect(nextToken).toBeDefined()
    await expect(describeNames(fixture, { nextToken })).rejects.toMatchObject({ code: 'InvalidParameterException' })
  })
})

describe('ListLogGroups', () => {
  const rows: { query: InputOf<'logs', 'ListLogGroups'>; found: string[] }[] = [
    { query: {}, found: ['/aws/a', 'web-api', 'x/aws/b'] },
    { query: { logGroupNamePattern: '^/aws' }, found: ['/aws/a'] },
    { query: { logGroupNamePattern: '/aws' }, found: ['/aws/a', 'x/aws/b'] },
    { query: { logGroupNamePattern: '^web|aws/b' }, found: ['web-api', 'x/aws/b'] },
    { query: { logGroupClass: 'STANDARD' }, found: ['/aws/a', 'web-api'] },
    { query: { logGroupTags: [{ key: 'team' }] }, found: ['web-api', 'x/aws/b'] },
    { query: { logGroupTags: [{ key: 'team', values: ['bl*'] }] }, found: ['web-api'] },
    { query: { logGroupTags: [{ key: 'team', values: ['!blue'] }] }, found: ['x/aws/b'] },
    { query: { logGroupTags: [{ key: 'team', values: ['*e*', 'green'] }] }, found: ['web-api', 'x/aws/b'] },
    { query: { dataSources: [{ name: 'vpc' }] }, found: [] },
  ]
  test.each(rows)('$query', async ({ query, found }) => {
    const fixture = await logsFixture()
    await create(fixture, '/aws/a')
    await fixture.call('CreateLogGroup', { logGroupName: 'web-api', tags: { team: 'blue' } })
    await fixture.call('CreateLogGroup', {
      logGroupName: 'x/aws/b',
      tags: { team: 'green' },
      logGroupClass: 'INFREQUENT_ACCESS',
    })
    const { logGroups } = await fixture.call('ListLogGroups', query)
    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(found)
  })
})

describe('retention', () => {
  test('only the periods of the list', async () => {
    const fixture = await logsFixtureWithStream()
    await expect(fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 10 })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
    await fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 3653 })
    await fixture.call('DeleteRetentionPolicy', { logGroupName: 'g' })
    const { logGroups } = await fixture.call('DescribeLogGroups', {})
    expect(logGroups?.[0]).not.toHaveProperty('retentionInDays')
  })

  test('of a group that is not there', async () => {
    const fixture = await logsFixture()
    await expect(fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 10 })).rejects.toMatchObject(
      NO_GROUP,
    )
    await expect(fixture.call('DeleteRetentionPolicy', { logGroupName: 'g' })).rejects.toMatchObject(NO_GROUP)
  })
})

describe('deletion', () => {
  test('a new group of the same name has nothing of the old one', async () => {
    const fixture = await logsFixtureWithStream()
    const put = { logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: NOW_MS, message: 'old' }] }
    await fixture.call('PutLogEvents', put)
    await fixture.call('DeleteLogGroup', { logGroupName: 'g' })
    await expect(fixture.call('PutLogEvents', put)).rejects.toMatchObject(NO_GROUP)
    await create(fixture, 'g')
    expect((await fixture.call('DescribeLogStreams', { logGroupName: 'g' })).logStreams).toEqual([])
    await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 's' })
    expect((await fixture.call('FilterLogEvents', { logGroupName: 'g' })).events).toEqual([])
    expect((await fixture.call('DescribeLogGroups', {})).logGroups?.[0]?.storedBytes).toBe(0)
  })

  test('a new stream of the same name has nothing of the old one', async () => {
    const fixture = await logsFixtureWithStream()
    const target = { logGroupName: 'g', logStreamName: 's' }
    await fixture.call('PutLogEvents', { ...target, logEvents: [{ timestamp: NOW_MS, message: 'old' }] })
    await fixture.call('DeleteLogStream', target)
    await fixture.call('CreateLogStream', target)
    expect((await fixture.call('GetLogEvents', target)).events).toEqual([])
    expect((await fixture.call('DescribeLogStreams', target)).logStreams?.[0]).not.toHaveProperty('lastEventTimestamp')
  })

  test('a protected group stays', async () => {
    const fixture = await logsFixture()
    await fixture.call('CreateLogGroup', { logGroupName: 'g', deletionProtectionEnabled: true })
    await expect(fixture.call('DeleteLogGroup', { logGroupName: 'g' })).rejects.toMatchObject({
      code: 'ValidationException',
    })
    await fixture.call('PutLogGroupDeletionProtection', {
      logGroupIdentifier: 'arn:aws:logs:eu-west-1:123456789012:log-group:g',
      deletionProtectionEnabled: false,
    })
    await fixture.call('DeleteLogGroup', { logGroupName: 'g' })
    expect(await describeNames(fixture)).toEqual([])
  })

  test('what was never there', async () => {
    const fixture = await logsFixture()
    await expect(fixture.call('DeleteLogGroup', { logGroupName: 'g' })).rejects.toMatchObject(NO_GROUP)
    const stream = { logGroupName: 'g', logStreamName: 's' }
    await expect(fixture.call('DeleteLogStream', stream)).rejects.toMatchObject(NO_GROUP)
    await create(fixture, 'g')
    await expect(fixture.call('DeleteLogStream', stream)).rejects.toMatchObject({
      message: 'The specified log stream does not exist.',
    })
  })

  test('a deletion that a crash interrupted is finished by the next start', async () => {
    const telemetry = new MemoryTelemetryStore()
    let failing = true
    const dropGroup = telemetry.logs.dropGroup.bind(telemetry.logs)
    telemetry.logs.dropGroup = (groupId) => (failing ? Promise.reject(new Error('crash')) : dropGroup(groupId))
    const fixture = await logsFixtureWithStream({ telemetry })
    const put = { logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: NOW_MS, message: 'old' }] }
    await fixture.call('PutLogEvents', put)
    const groupId = fixture.logs.catalog.group(TENANT, 'g')?.id ?? 0
    await expect(fixture.call('DeleteLogGroup', { logGroupName: 'g' })).rejects.toThrow('crash')
    expect(await describeNames(fixture)).toEqual([])
    expect(telemetry.logs.storedBytes(groupId)).toBeGreaterThan(0)

    failing = false
    const restarted = await logsFixture({ control: fixture.control, telemetry })
    expect(telemetry.logs.storedBytes(groupId)).toBe(0)
    expect(fixture.control.list('log-dropped')).toEqual([])
    expect(fixture.control.list('log-stream')).toEqual([])
    await create(restarted, 'g')
    expect(restarted.logs.catalog.group(TENANT, 'g')?.id).toBeGreaterThan(groupId)
  })

  test('ids are not reused after a restart', async () => {
    const first = await logsFixtureWithStream()
    await first.call('DeleteLogGroup', { logGroupName: 'g' })
    const second = await logsFixture({ control: first.control, telemetry: first.telemetry })
    await create(second, 'h')
    expect(second.logs.catalog.group(TENANT, 'h')?.id).toBe(3)
  })
})

describe('KMS keys', () => {
  test('are remembered and forgotten, by name and by ARN', async () => {
    const fixture = await logsFixture()
    await create(fixture, 'g')
    const key = async (): Promise<unknown> => (await fixture.call('DescribeLogGroups', {})).logGroups?.[0]?.kmsKeyId
    const resourceIdentifier = 'arn:aws:logs:eu-west-1:123456789012:log-group:g'
    await fixture.call('AssociateKmsKey', { logGroupName: 'g', kmsKeyId: 'k1' })
    expect(await key()).toBe('k1')
    await fixture.call('AssociateKmsKey', { resourceIdentifier, kmsKeyId: 'k2' })
    expect(await key()).toBe('k2')
    await fixture.call('DisassociateKmsKey', { resourceIdentifier })
    expect(await key()).toBeUndefined()
    const both = { logGroupName: 'g', resourceIdentifier, kmsKeyId: 'k' }
    await expect(fixture.call('AssociateKmsKey', both)).rejects.toMatchObject({ code: 'InvalidParameterException' })
    await expect(fixture.call('AssociateKmsKey', { kmsKeyId: 'k' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
  })
})

describe('the Delivery class', () => {
  test('keeps events two days and has no policy of its own', async () => {
    const fixture = await logsFixture()
    await fixture.call('CreateLogGroup', { logGroupName: 'd', logGroupClass: 'DELIVERY' })
    expect((await fixture.call('DescribeLogGroups', {})).logGroups?.[0]?.retentionInDays).toBe(2)
    await expect(fixture.call('PutRetentionPolicy', { logGroupName: 'd', retentionInDays: 7 })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
    await fixture.call('CreateLogStream', { logGroupName: 'd', logStreamName: 's' })
    const logEvents = [{ timestamp: NOW_MS - 3 * DAY_MS, message: 'late' }]
    const output = await fixture.call('PutLogEvents', { logGroupName: 'd', logStreamName: 's', logEvents })
    expect(output.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 })
  })
})
