import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture } from './logs-fixture.ts'

const ARN = 'arn:aws:logs:eu-west-1:123456789012:log-group:g'

async function fixtureWithTags(): Promise<LogsFixture> {
  const fixture = await logsFixture()
  await fixture.call('CreateLogGroup', { logGroupName: 'g', tags: { a: '1' } })
  return fixture
}

async function both(fixture: LogsFixture): Promise<unknown[]> {
  const byArn = await fixture.call('ListTagsForResource', { resourceArn: ARN })
  const byName = await fixture.call('ListTagsLogGroup', { logGroupName: 'g' })
  return [byArn.tags, byName.tags]
}

test('the newer and the older operations work on the same tags', async () => {
  const fixture = await fixtureWithTags()
  await fixture.call('TagResource', { resourceArn: ARN, tags: { b: '2' } })
  await fixture.call('TagLogGroup', { logGroupName: 'g', tags: { c: '3', a: 'one' } })
  const all = { a: 'one', b: '2', c: '3' }
  expect(await both(fixture)).toEqual([all, all])
  await fixture.call('UntagResource', { resourceArn: ARN, tagKeys: ['a', 'never there'] })
  await fixture.call('UntagLogGroup', { logGroupName: 'g', tags: ['b'] })
  expect(await both(fixture)).toEqual([{ c: '3' }, { c: '3' }])
})

test('no more than 50, and then nothing is added', async () => {
  const fixture = await fixtureWithTags()
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v']))
  await expect(fixture.call('TagResource', { resourceArn: ARN, tags })).rejects.toMatchObject({
    code: 'TooManyTagsException',
  })
  expect(await both(fixture)).toEqual([{ a: '1' }, { a: '1' }])
})

describe('refused', () => {
  test('keys that begin with aws:', async () => {
    const fixture = await fixtureWithTags()
    await expect(fixture.call('TagResource', { resourceArn: ARN, tags: { 'aws:x': '1' } })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
  })

  test.each([
    { resourceArn: ARN.replace(':g', ':none'), code: 'ResourceNotFoundException' },
    { resourceArn: ARN.replace('eu-west-1', 'us-east-1'), code: 'ResourceNotFoundException' },
    { resourceArn: 'arn:aws:sns:eu-west-1:123456789012:topic', code: 'InvalidParameterException' },
    { resourceArn: 'g', code: 'InvalidParameterException' },
  ])('$resourceArn: $code', async ({ resourceArn, code }) => {
    const fixture = await fixtureWithTags()
    await expect(fixture.call('TagResource', { resourceArn, tags: { x: '1' } })).rejects.toMatchObject({ code })
    await expect(fixture.call('UntagResource', { resourceArn, tagKeys: ['x'] })).rejects.toMatchObject({ code })
    await expect(fixture.call('ListTagsForResource', { resourceArn })).rejects.toMatchObject({ code })
  })

  test('groups that are not there, by name', async () => {
    const fixture = await logsFixture()
    const missing = { code: 'ResourceNotFoundException' }
    await expect(fixture.call('TagLogGroup', { logGroupName: 'x', tags: { a: '' } })).rejects.toMatchObject(missing)
    await expect(fixture.call('UntagLogGroup', { logGroupName: 'x', tags: ['a'] })).rejects.toMatchObject(missing)
    await expect(fixture.call('ListTagsLogGroup', { logGroupName: 'x' })).rejects.toMatchObject(missing)
  })
})
