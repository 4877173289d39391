import { expect, test } from 'vitest'
import { logsFixture, logsFixtureWithStream, NOW_MS } from './logs-fixture.ts'

const policyDocument = '{"Version":"2012-10-17","Statement":[]}'
const GROUP_ARN = 'arn:aws:logs:eu-west-1:123456789012:log-group:g'

test('a policy of the account is put, shown, replaced and deleted', async () => {
  const { call } = await logsFixture()
  const put = await call('PutResourcePolicy', { policyName: 'p', policyDocument })
  const resourcePolicy = { policyName: 'p', policyDocument, lastUpdatedTime: NOW_MS, policyScope: 'ACCOUNT' }
  expect(put).toEqual({ resourcePolicy })
  await call('PutResourcePolicy', { policyName: 'p', policyDocument: '{}' })
  const { resourcePolicies } = await call('DescribeResourcePolicies', {})
  expect(resourcePolicies).toEqual([{ ...resourcePolicy, policyDocument: '{}' }])
  await call('DeleteResourcePolicy', { policyName: 'p' })
  expect((await call('DescribeResourcePolicies', {})).resourcePolicies).toEqual([])
  await expect(call('DeleteResourcePolicy', { policyName: 'p' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'Policy with name [p] does not exist.',
  })
})

test('ten policies to an account; replacing one is always possible', async () => {
  const { call } = await logsFixture()
  for (let i = 0; i < 10; i += 1) await call('PutResourcePolicy', { policyName: `p${i}`, policyDocument })
  await expect(call('PutResourcePolicy', { policyName: 'p10', policyDocument })).rejects.toMatchObject({
    code: 'LimitExceededException',
    message: 'Resource limit exceeded.',
  })
  await call('PutResourcePolicy', { policyName: 'p9', policyDocument: '{}' })
})

test('pages', async () => {
  const { call } = await logsFixture()
  for (let i = 0; i < 5; i += 1) await call('PutResourcePolicy', { policyName: `p${i}`, policyDocument })
  const names: unknown[] = []
  let nextToken: string | undefined
  do {
    const page = await call('DescribeResourcePolicies', { limit: 2, nextToken })
    names.push(...(page.resourcePolicies ?? []).map(({ policyName }) => policyName))
    nextToken = page.nextToken
  } while (nextToken !== undefined && names.length < 100)
  expect(names).toEqual(['p0', 'p1', 'p2', 'p3', 'p4'])
})

test('the policy of a log group changes only for who knows its revision', async () => {
  const { call } = await logsFixtureWithStream()
  const target = { resourceArn: GROUP_ARN, policyDocument }
  const first = await call('PutResourcePolicy', target)
  expect(first.resourcePolicy).toMatchObject({ policyScope: 'RESOURCE', resourceArn: GROUP_ARN })
  const stale = { code: 'OperationAbortedException' }
  await expect(call('PutResourcePolicy', target)).rejects.toMatchObject(stale)
  const second = await call('PutResourcePolicy', { ...target, expectedRevisionId: first.revisionId })
  expect(second.revisionId).not.toBe(first.revisionId)
  const old = { resourceArn: GROUP_ARN, expectedRevisionId: first.revisionId }
  await expect(call('DeleteResourcePolicy', old)).rejects.toMatchObject(stale)
  await call('DeleteResourcePolicy', { resourceArn: GROUP_ARN, expectedRevisionId: second.revisionId })
  expect((await call('DescribeResourcePolicies', { resourceArn: GROUP_ARN })).resourcePolicies).toEqual([])
})

test('the policies of a log group go with it, by whichever ARN they were put, and those of others stay', async () => {
  const { call } = await logsFixtureWithStream()
  await call('CreateLogGroup', { logGroupName: 'other-g' })
  for (const resourceArn of [GROUP_ARN, `${GROUP_ARN}:*`, GROUP_ARN.replace(/g$/, 'other-g')]) {
    await call('PutResourcePolicy', { resourceArn, policyDocument })
  }
  await call('DeleteLogGroup', { logGroupName: 'g' })
  await call('CreateLogGroup', { logGroupName: 'g' })
  const { resourcePolicies = [] } = await call('DescribeResourcePolicies', { policyScope: 'RESOURCE' })
  expect(resourcePolicies.map(({ resourceArn }) => resourceArn)).toEqual([GROUP_ARN.replace(/g$/, 'other-g')])
})

test.each([
  { name: 'no name', input: { policyDocument }, code: 'InvalidParameterException' },
  { name: 'no document', input: { policyName: 'p' }, code: 'InvalidParameterException' },
  { name: 'no JSON', input: { policyName: 'p', policyDocument: '{' }, code: 'InvalidParameterException' },
  { name: 'no group', input: { resourceArn: `${GROUP_ARN}x`, policyDocument }, code: 'ResourceNotFoundException' },
])('refused: $name', async ({ input, code }) => {
  const { call } = await logsFixtureWithStream()
  await expect(call('PutResourcePolicy', input)).rejects.toMatchObject({ code })
})
