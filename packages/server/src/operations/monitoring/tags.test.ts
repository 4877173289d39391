import { expect, test } from 'vitest'
import { testMonitoring } from './test-monitoring.ts'

const ALARM = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:high'
const cloudWithAlarm = () => testMonitoring(0, (_tenant, arn) => arn === ALARM)

test('tags are added, replaced and removed', async () => {
  const cloud = cloudWithAlarm()
  const tag = (Key: string, Value: string) => ({ Key, Value })
  await cloud.call('TagResource', { ResourceARN: ALARM, Tags: [tag('a', '1'), tag('b', '2')] })
  await cloud.call('TagResource', { ResourceARN: ALARM, Tags: [tag('a', '3'), tag('c', '')] })
  await cloud.call('UntagResource', { ResourceARN: ALARM, TagKeys: ['b', 'never'] })
  const { Tags } = await cloud.call('ListTagsForResource', { ResourceARN: ALARM })
  expect(Tags).toEqual([tag('a', '3'), tag('c', '')])
})

test('what does not exist cannot be tagged', async () => {
  const cloud = cloudWithAlarm()
  const ResourceARN = `${ALARM}er`
  const missing = { code: 'ResourceNotFoundException', members: { ResourceType: 'alarm', ResourceId: ResourceARN } }
  await expect(cloud.call('TagResource', { ResourceARN, Tags: [] })).rejects.toMatchObject(missing)
  await expect(cloud.call('UntagResource', { ResourceARN, TagKeys: [] })).rejects.toMatchObject(missing)
  await expect(cloud.call('ListTagsForResource', { ResourceARN })).rejects.toMatchObject(missing)
})

test.each([
  ['an ARN of another service', 'arn:aws:logs:us-east-1:000000000000:log-group:x', [{ Key: 'a', Value: 'b' }]],
  ['a reserved key', ALARM, [{ Key: 'aws:a', Value: 'b' }]],
  ['51 tags', ALARM, Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }))],
])('refused: %s', async (_name, ResourceARN, Tags) => {
  const tagged = cloudWithAlarm().call('TagResource', { ResourceARN, Tags })
  await expect(tagged).rejects.toMatchObject({ code: 'InvalidParameterValueException' })
})
