import { fixedClock } from '@atalaya/model'
import { MemoryControlStore } from '@atalaya/store'
import { expect, test } from 'vitest'
import { EventRules } from './rules.ts'

const TENANT = { accountId: '123456789012', region: 'us-east-1' }

test('a bus that was written when it had a description only is read and changed', async () => {
  const control = new MemoryControlStore()
  const arn = 'arn:aws:events:us-east-1:123456789012:event-bus/old'
  const body = { tenant: TENANT, name: 'old', arn, description: 'dear', tags: {}, createdMs: 1 }
  await control.commit([{ kind: 'event-bus', key: '123456789012/us-east-1/old', body }])
  const rules = new EventRules(control, fixedClock(2))
  expect(rules.bus(TENANT, 'old')).toEqual({
    ...{ tenant: TENANT, name: 'old', arn, tags: {}, createdMs: 1 },
    settings: { Description: 'dear' },
  })
  await rules.updateBus(TENANT, 'old', (bus) => ({ ...bus, policy: '{}' }))
  expect(rules.buses(TENANT).map(({ name, settings, policy }) => [name, settings, policy])).toEqual([
    ['default', {}, undefined],
    ['old', { Description: 'dear' }, '{}'],
  ])
})
