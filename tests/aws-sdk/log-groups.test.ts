import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  InvalidParameterException,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { createStream, failure, put } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()

async function describeGroup(logGroupName: string) {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))
  return logGroups.find((group) => group.logGroupName === logGroupName)
}

describe('a log group', () => {
  test('is described with both of its ARNs, its class and nothing that was never set', async () => {
    const logGroupName = unique('/group/plain')
    const before = Date.now()
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    const group = await describeGroup(logGroupName)
    const arn = `arn:aws:logs:us-east-1:${account.id}:log-group:${logGroupName}`
    expect(group).toMatchObject({
      logGroupName,
      arn: `${arn}:*`,
      logGroupArn: arn,
      logGroupClass: 'STANDARD',
      metricFilterCount: 0,
      storedBytes: 0,
    })
    expect(group?.creationTime).toBeGreaterThanOrEqual(before - 1)
    expect(group?.creationTime).toBeLessThanOrEqual(Date.now() + 1)
    expect(group?.retentionInDays).toBeUndefined()
    expect(group?.kmsKeyId).toBeUndefined()
  })

  test('cannot be created twice', async () => {
    const logGroupName = unique('/group/twice')
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    const error = await failure(logs.send(new CreateLogGroupCommand({ logGroupName })))
    expect(error).toBeInstanceOf(ResourceAlreadyExistsException)
    expect(error.message).toBe('The specified log group already exists')
  })

  test.each([
    ['aws/foo', /./],
    ['white space', /regular expression pattern/],
    ['x'.repeat(513), /512/],
  ])('cannot be called %s', async (logGroupName, message) => {
    const error = await failure(logs.send(new CreateLogGroupCommand({ logGroupName })))
    expect(error).toBeInstanceOf(InvalidParameterException)
    expect(error.message).toMatch(message)
  })

  test('is gone with its events once deleted, and stays so when made anew', async () => {
    const stream = await createStream(logs, unique('/group/deleted'))
    await put(logs, stream, ['one', 'two'])
    await logs.send(new DeleteLogGroupCommand({ logGroupName: stream.logGroupName }))
    expect(await describeGroup(stream.logGroupName)).toBeUndefined()
    const gone = await failure(put(logs, stream, ['three']))
    expect(gone).toBeInstanceOf(ResourceNotFoundException)
    expect(gone.message).toBe('The specified log group does not exist.')
    const again = await failure(logs.send(new DeleteLogGroupCommand({ logGroupName: stream.logGroupName })))
    expect(again).toBeInstanceOf(ResourceNotFoundException)

    await createStream(logs, stream.logGroupName)
    expect((await describeGroup(stream.logGroupName))?.storedBytes).toBe(0)
  })

  test('with deletion protection is not deleted', async () => {
    const logGroupName = unique('/group/protected')
    await logs.send(new CreateLogGroupCommand({ logGroupName, deletionProtectionEnabled: true }))
    const error = await failure(logs.send(new DeleteLogGroupCommand({ logGroupName })))
    expect(error.name).toBe('ValidationException')
    await logs.send(
      new PutLogGroupDeletionProtectionCommand({ logGroupIdentifier: logGroupName, deletionProtectionEnabled: false }),
    )
    await logs.send(new DeleteLogGroupCommand({ logGroupName }))
    expect(await describeGroup(logGroupName)).toBeUndefined()
  })
})

describe('describing groups', () => {
  test('pages through all of them in ASCII order', async () => {
    const many = new Account()
    const client = many.logs()
    const names = Array.from({ length: 57 }, (_, index) => `g-${String((index * 31) % 57).padStart(2, '0')}`)
    for (const logGroupName of names) await client.send(new CreateLogGroupCommand({ logGroupName }))

    const pages: string[][] = []
    for await (const page of paginateDescribeLogGroups({ client, pageSize: 20 }, {})) {
      pages.push((page.logGroups ?? []).map((group) => group.logGroupName ?? ''))
    }
    expect(pages.map((page) => page.length)).toEqual([20, 20, 17])
    expect(pages.flat()).toEqual([...names].sort())
    const first = await client.send(new DescribeLogGroupsCommand({}))
    expect(first.logGroups).toHaveLength(50)
    expect(first.nextToken).toBeDefined()
  })

  test('by pattern finds case-sensitive substrings', async () => {
    const client = new Account().logs()
    for (const logGroupName of ['DataLogs', 'x/DataLogs', 'GroupDataLogs', 'datalogs', 'Data/log/s']) {
      await client.send(new CreateLogGroupCommand({ logGroupName }))
    }
    const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'DataLogs' }))
    expect(logGroups.map((group) => group.logGroupName)).toEqual(['DataLogs', 'GroupDataLogs', 'x/DataLogs'])
  })

  test('by prefix and pattern at once is refused', async () => {
    const call = logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'abc' }))
    const error = await failure(call)
    expect(error).toBeInstanceOf(InvalidParameterException)
    expect(error.message).toBe('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
  })

  test('with a token that is none is refused', async () => {
    const error = await failure(logs.send(new DescribeLogGroupsCommand({ nextToken: 'no-such-token' })))
    expect(error).toBeInstanceOf(InvalidParameterException)
    expect(error.message).toBe('The specified nextToken is invalid.')
  })
})

describe('retention', () => {
  test('is shown while it is set', async () => {
    const logGroupName = unique('/group/retention')
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }))
    expect((await describeGroup(logGroupName))?.retentionInDays).toBe(14)
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }))
    expect((await describeGroup(logGroupName))?.retentionInDays).toBeUndefined()
  })

  test('of ten days does not exist', async () => {
    const logGroupName = unique('/group/retention')
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    const error = await failure(logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 10 })))
    expect(error).toBeInstanceOf(InvalidParameterException)
  })

  test('of a missing group is an error', async () => {
    const call = logs.send(new PutRetentionPolicyCommand({ logGroupName: unique('/none'), retentionInDays: 14 }))
    expect(await failure(call)).toBeInstanceOf(ResourceNotFoundException)
  })
})

describe('tags', () => {
  test('are one set, whichever generation of operations touches them', async () => {
    const logGroupName = unique('/group/tags')
    const resourceArn = `arn:aws:logs:us-east-1:${account.id}:log-group:${logGroupName}`
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { born: 'yes' } }))
    await logs.send(new TagResourceCommand({ resourceArn, tags: { team: 'a', stage: 'dev' } }))
    await logs.send(new TagLogGroupCommand({ logGroupName, tags: { team: 'b', old: '1' } }))
    const expected = { born: 'yes', team: 'b', stage: 'dev', old: '1' }
    expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual(expected)
    expect((await logs.send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual(expected)

    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['stage'] }))
    await logs.send(new UntagLogGroupCommand({ logGroupName, tags: ['old', 'never-there'] }))
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn }))
    expect(tags).toEqual({ born: 'yes', team: 'b' })
  })

  test('of a missing group are an error', async () => {
    const resourceArn = `arn:aws:logs:us-east-1:${account.id}:log-group:${unique('none')}`
    expect(await failure(logs.send(new ListTagsForResourceCommand({ resourceArn })))).toBeInstanceOf(
      ResourceNotFoundException,
    )
  })
})

test('two accounts and two regions see nothing of each other', async () => {
  const logGroupName = unique('/shared/name')
  const elsewhere = new Account({ id: account.id, region: 'eu-west-1' })
  const stranger = new Account()
  for (const client of [logs, elsewhere.logs(), stranger.logs()]) {
    await client.send(new CreateLogGroupCommand({ logGroupName }))
  }
  const { logGroups } = await elsewhere.logs().send(new DescribeLogGroupsCommand({}))
  expect(logGroups?.map((group) => group.arn)).toEqual([
    `arn:aws:logs:eu-west-1:${account.id}:log-group:${logGroupName}:*`,
  ])
  await stranger.logs().send(new DeleteLogGroupCommand({ logGroupName }))
  expect(await describeGroup(logGroupName)).toBeDefined()
})
