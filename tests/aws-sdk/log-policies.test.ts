import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteResourcePolicyCommand,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  DisassociateKmsKeyCommand,
  ListLogGroupsCommand,
  PutResourcePolicyCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs'
import { expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { failure } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()

test('a group remembers its key until told otherwise', async () => {
  const logGroupName = unique('/kms')
  const kmsKeyId = `arn:aws:kms:us-east-1:${account.id}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
  const shown = async () => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))
    return logGroups?.[0]?.kmsKeyId
  }
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  await logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }))
  expect(await shown()).toBe(kmsKeyId)
  await logs.send(new DisassociateKmsKeyCommand({ logGroupName }))
  expect(await shown()).toBeUndefined()
  const missing = logs.send(new AssociateKmsKeyCommand({ logGroupName: unique('/none'), kmsKeyId }))
  expect(await failure(missing)).toBeInstanceOf(ResourceNotFoundException)
})

test('groups are listed by patterns with alternatives', async () => {
  const client = new Account().logs()
  for (const logGroupName of ['/aws/lambda/a', '/aws/ecs/b', 'app/aws', 'other']) {
    await client.send(new CreateLogGroupCommand({ logGroupName }))
  }
  const list = async (logGroupNamePattern?: string) => {
    const { logGroups = [] } = await client.send(new ListLogGroupsCommand({ logGroupNamePattern }))
    return logGroups.map((group) => group.logGroupName)
  }
  expect(await list()).toEqual(['/aws/ecs/b', '/aws/lambda/a', 'app/aws', 'other'])
  expect(await list('^/aws')).toEqual(['/aws/ecs/b', '/aws/lambda/a'])
  expect(await list('^/aws/ecs|other')).toEqual(['/aws/ecs/b', 'other'])
})

test('resource policies are kept, replaced and deleted', async () => {
  const client = new Account().logs()
  const policyDocument = '{"Version":"2012-10-17","Statement":[]}'
  const answer = await client.send(new PutResourcePolicyCommand({ policyName: 'p', policyDocument }))
  expect(answer.resourcePolicy).toMatchObject({ policyName: 'p', policyDocument, lastUpdatedTime: expect.any(Number) })
  const { resourcePolicies } = await client.send(new DescribeResourcePoliciesCommand({}))
  expect(resourcePolicies).toMatchObject([{ policyName: 'p', policyDocument }])
  await client.send(new DeleteResourcePolicyCommand({ policyName: 'p' }))
  const again = await failure(client.send(new DeleteResourcePolicyCommand({ policyName: 'p' })))
  expect(again).toBeInstanceOf(ResourceNotFoundException)
  expect(again.message).toBe('Policy with name [p] does not exist.')
})
