import { fixedClock } from '@atalaya/model'
import { type ControlChange, MemoryControlStore } from '@atalaya/store'
import { describe, expect, test } from 'vitest'
import { AlarmBook } from './alarm-book.ts'
import type { AlarmChange } from './alarm-change.ts'
import { initialState } from './alarm-state.ts'
import { alarmArn, alarmKey } from './names.ts'
import type { CompositeAlarmRecord, MetricAlarmRecord } from './transition.ts'

const TENANT = { accountId: '000000000000', region: 'us-east-1' }
const keyOf = (name: string): string => alarmKey(TENANT, name)

/** Counts commits, and fails them when told to. */
class CountingStore extends MemoryControlStore {
  commits = 0
  failing = false
  override async commit(changes: readonly ControlChange[]): Promise<void> {
    this.commits += 1
    // As long as a disk takes: others get in meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
    if (this.failing) throw new Error('disk full')
    await super.commit(changes)
  }
}

function alarm(name: string): MetricAlarmRecord {
  const definition = { AlarmName: name, AlarmActions: ['arn:aws:sns:us-east-1:000000000000:topic'] }
  const times = { createdMs: 0, updatedMs: 0 }
  return { type: 'MetricAlarm', tenant: TENANT, name, arn: alarmArn(TENANT, name), ...times, definition }
}

function composite(name: string, AlarmRule: string): CompositeAlarmRecord {
  const definition = { AlarmName: name, AlarmRule }
  return { ...alarm(name), type: 'CompositeAlarm', definition }
}

function open(): { readonly control: CountingStore; readonly book: AlarmBook } {
  const control = new CountingStore()
  return { control, book: new AlarmBook({ control, clock: fixedClock(1_000) }) }
}

function toAlarm(change: AlarmChange, name: string): void {
  const found = change.get(keyOf(name))
  if (found !== undefined) change.transition(found, { value: 'ALARM', reason: 'test' })
}

describe('commits', () => {
  test('are shared by changes that come while one runs', async () => {
    const { control, book } = open()
    const names = Array.from({ length: 1_000 }, (_, index) => `a${index}`)
    await Promise.all(names.map((name) => book.change((change) => change.create(alarm(name), initialState(0)))))
    expect(control.count('alarm')).toBe(1_000)
    expect(control.commits).toBeLessThanOrEqual(2)
    control.commits = 0
    await Promise.all(names.map((name) => book.change((change) => toAlarm(change, name))))
    expect(control.commits).toBeLessThanOrEqual(2)
    expect(control.count('alarm-history')).toBe(2_000)
    expect(control.count('alarm-outbox')).toBe(1_000)
  })

  test('hold a transition with its history and its actions, and those of the alarms above', async () => {
    const { control, book } = open()
    await book.change((change) => change.create(alarm('a'), initialState(0)))
    await book.change((change) => change.create(composite('top', 'ALARM(a)'), initialState(0)))
    control.commits = 0
    await book.change((change) => toAlarm(change, 'a'))
    expect(control.commits).toBe(1)
    expect(new AlarmBook({ control, clock: fixedClock(0) }).get(TENANT, 'top')?.state.value).toBe('ALARM')
  })

  test('that write nothing are none', async () => {
    const { control, book } = open()
    await book.change(() => 1)
    expect(control.commits).toBe(0)
  })
})

describe('what cannot be written', () => {
  test('did not happen, neither to it nor to what was decided meanwhile', async () => {
    const { control, book } = open()
    await book.change((change) => change.create(alarm('a'), initialState(0)))
    control.failing = true
    const first = book.change((change) => toAlarm(change, 'a'))
    await new Promise((resolve) => setImmediate(resolve))
    const second = book.change((change) => change.create(alarm('b'), initialState(0)))
    const results = await Promise.allSettled([first, second])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(book.get(TENANT, 'a')?.state.value).toBe('INSUFFICIENT_DATA')
    expect(book.get(TENANT, 'b')).toBeUndefined()
    control.failing = false
    await book.change((change) => toAlarm(change, 'a'))
    expect(book.get(TENANT, 'a')?.state.value).toBe('ALARM')
    expect(control.count('alarm-outbox')).toBe(1)
  })

  test('a change that throws leaves no trace', async () => {
    const { control, book } = open()
    await book.change((change) => change.create(alarm('a'), initialState(0)))
    control.commits = 0
    const failing = book.change((change) => {
      toAlarm(change, 'a')
      change.create(composite('top', 'ALARM(a)'), initialState(0))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(book.get(TENANT, 'a')?.state.value).toBe('INSUFFICIENT_DATA')
    expect(book.get(TENANT, 'top')).toBeUndefined()
    expect(book.parentsOf(keyOf('a')).size).toBe(0)
    expect(control.commits).toBe(0)
  })
})

test('events are written for tenants that want them', async () => {
  const control = new MemoryControlStore()
  const book = new AlarmBook({ control, clock: fixedClock(0), wantsEvents: () => true })
  const definition = { AlarmName: 'a', Threshold: 50 }
  await book.change((change) => change.create({ ...alarm('a'), definition }, initialState(0)))
  await book.change((change) => toAlarm(change, 'a'))
  const events = control.list('alarm-outbox').map(({ body }) => (body as { readonly event: object }).event)
  expect(events).toMatchObject([
    { 'detail-type': 'CloudWatch Alarm Configuration Change', detail: { configuration: { threshold: 50 } } },
    { 'detail-type': 'CloudWatch Alarm State Change' },
  ])
})
