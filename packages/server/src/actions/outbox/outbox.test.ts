import { DAY_MS, fixedClock, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { MemoryControlStore } from '@atalaya/store'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { silentLog } from '../../telemetry/log.ts'
import { afterFailure, DEFAULT_RETRY_POLICY } from './decide.ts'
import type { Delivery, Draft, Outcome } from './delivery.ts'
import { Outbox, type OutboxOptions } from './outbox.ts'

const NOW_MS = Date.UTC(2026, 10, 18, 12)
const TENANT = { accountId: '123456789012', region: 'us-east-1' }

describe('after a failure', () => {
  // Attempts, chance, pause in seconds.
  test.each([
    [1, 0, 0.5],
    [1, 0.999, 1],
    [2, 0, 1],
    [3, 0, 2],
    [10, 0, 150],
    [300, 0, 150],
  ])('%d attempts and chance %d: %d s', (attempts, chance, seconds) => {
    const next = afterFailure({ createdMs: NOW_MS }, attempts, NOW_MS, chance)
    expect(next).toEqual({ kind: 'retry', nextAttemptMs: expect.closeTo(NOW_MS + seconds * SECOND_MS, -1) })
  })

  test('too many attempts, or an attempt that would come after a day, and it is given up', () => {
    const { maxAttempts } = DEFAULT_RETRY_POLICY
    expect(afterFailure({ createdMs: NOW_MS }, maxAttempts, NOW_MS, 0)).toEqual({ kind: 'dead' })
    expect(afterFailure({ createdMs: NOW_MS - DAY_MS + 100 }, 1, NOW_MS, 0)).toEqual({ kind: 'dead' })
    expect(afterFailure({ createdMs: NOW_MS - DAY_MS + MINUTE_MS }, 1, NOW_MS, 0)).toMatchObject({ kind: 'retry' })
  })

  test('a delivery may have bounds of its own, and a receiver may want a longer pause', () => {
    const retry = { maxAttempts: 3, maxAgeMs: MINUTE_MS }
    const delivery = { createdMs: NOW_MS, retry }
    const at = (seconds: number) => ({ kind: 'retry', nextAttemptMs: NOW_MS + seconds * SECOND_MS })
    expect(afterFailure(delivery, 2, NOW_MS, 0, DEFAULT_RETRY_POLICY)).toEqual(at(1))
    expect(afterFailure(delivery, 2, NOW_MS, 0, DEFAULT_RETRY_POLICY, 30 * SECOND_MS)).toEqual(at(30))
    expect(afterFailure(delivery, 2, NOW_MS, 0, DEFAULT_RETRY_POLICY, 100)).toEqual(at(1))
    expect(afterFailure(delivery, 3, NOW_MS, 0, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'dead' })
    expect(afterFailure(delivery, 1, NOW_MS, 0, DEFAULT_RETRY_POLICY, 2 * MINUTE_MS)).toEqual({ kind: 'dead' })
  })

  test('a delivery may have pauses of its own', () => {
    const delivery = { createdMs: NOW_MS, retry: { maxAttempts: 4, maxAgeMs: DAY_MS, pausesMs: [0, 10_000, 600_000] } }
    const pauseAfter = (attempts: number): number | undefined => {
      const next = afterFailure(delivery, attempts, NOW_MS, 0.999_999)
      return next.kind === 'retry' ? Math.round((next.nextAttemptMs - NOW_MS) / SECOND_MS) : undefined
    }
    expect([1, 2, 3, 4].map(pauseAfter)).toEqual([0, 10, 600, undefined])
  })

  test('the pause never exceeds the longest, and never falls below half the first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 399 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, chance) => {
          const next = afterFailure({ createdMs: NOW_MS }, attempts, NOW_MS, chance)
          if (next.kind !== 'retry') throw new Error('given up')
          expect(next.nextAttemptMs - NOW_MS).toBeGreaterThanOrEqual(500)
          expect(next.nextAttemptMs - NOW_MS).toBeLessThanOrEqual(5 * MINUTE_MS)
        },
      ),
    )
  })
})

function draft(lane: string, text: string, target = 'http://receiver'): Draft {
  return {
    tenant: TENANT,
    lane,
    target,
    cause: { kind: 'alarm', alarmArn: lane, action: 'x' },
    job: { type: 'sms', phoneNumber: '+1', text },
  }
}

const textOf = ({ job }: Delivery): string => (job.type === 'sms' ? job.text : '')
const OK: Outcome = { ok: true }

function fixture(options: Partial<OutboxOptions> & Pick<OutboxOptions, 'send'>) {
  const clock = fixedClock(NOW_MS)
  const control = new MemoryControlStore()
  const open = () => new Outbox({ control, clock, log: silentLog, random: () => 0, ...options })
  return { clock, control, open }
}

test('a receiver that is down for a while gets 1,000 transitions of 50 alarms, each alarm in order and nothing twice', async () => {
  const arrived: string[] = []
  let up = false
  const { clock, open } = fixture({
    send: async (delivery) => {
      if (!up) return { ok: false, permanent: false, error: 'connect ECONNREFUSED' }
      arrived.push(textOf(delivery))
      return OK
    },
  })
  const outbox = open()
  for (let n = 0; n < 20; n += 1) {
    await outbox.commit(Array.from({ length: 50 }, (_, alarm) => draft(`alarm-${alarm}`, `${alarm}:${n}`)))
  }
  await outbox.settled()
  clock.advance(MINUTE_MS)
  await outbox.settled()
  expect(outbox.counts).toMatchObject({ pending: 1000, delivered: 0 })
  up = true
  clock.advance(5 * MINUTE_MS)
  await outbox.settled()
  expect(outbox.counts).toMatchObject({ pending: 0, delivered: 1000, dead: 0 })
  expect(new Set(arrived).size).toBe(1000)
  expect(arrived).toHaveLength(1000)
  for (let alarm = 0; alarm < 50; alarm += 1) {
    const order = arrived.filter((text) => text.startsWith(`${alarm}:`)).map((text) => Number(text.split(':')[1]))
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n))
  }
  await outbox.close()
})

test('what was not delivered is delivered after a restart, in order', async () => {
  const arrived: string[] = []
  let fail = true
  const { clock, open } = fixture({
    send: async (delivery) => {
      if (fail) throw new Error('down')
      arrived.push(textOf(delivery))
      return OK
    },
  })
  const first = open()
  await first.commit([draft('a', '1'), draft('a', '2')])
  await first.settled()
  await first.close()
  fail = false
  clock.advance(MINUTE_MS)
  const second = open()
  await second.commit([draft('a', '3')])
  await second.settled()
  expect(arrived).toEqual(['1', '2', '3'])
  await second.close()
})

test('deliveries and what caused them are one commit', async () => {
  const { control, open } = fixture({ send: async () => OK })
  const outbox = open()
  await outbox.commit([draft('a', '1')], [{ kind: 'alarm', key: 'a', body: { state: 'ALARM' } }])
  expect(control.get('alarm', 'a')).toEqual({ state: 'ALARM' })
  await control.close()
  await expect(outbox.commit([draft('a', '2')])).rejects.toThrow()
  await outbox.settled()
  expect(outbox.counts.pending).toBe(1)
})

test('what fails for good becomes a dead letter and lets the next of its lane pass', async () => {
  const settled: string[] = []
  const { open, clock, control } = fixture({
    send: async (delivery) => (textOf(delivery) === 'bad' ? { ok: false, permanent: true, error: 'HTTP 404' } : OK),
    onSettled: (delivery, outcome) => {
      settled.push(`${textOf(delivery)} ${outcome.ok}`)
      return [{ kind: 'history', key: delivery.id, body: { ok: outcome.ok } }]
    },
  })
  const outbox = open()
  await outbox.commit([draft('a', 'bad'), draft('a', 'good')])
  await outbox.settled()
  expect(settled).toEqual(['bad false', 'good true'])
  expect(control.count('history')).toBe(2)
  expect(outbox.report(10).map(({ status, delivery }) => [status, delivery.error])).toEqual([
    ['delivered', undefined],
    ['dead', 'HTTP 404'],
  ])
  expect(
    open()
      .report(10)
      .map(({ status }) => status),
  ).toEqual(['dead'])
  clock.advance(15 * DAY_MS)
  await outbox.expire()
  expect(outbox.counts.dead).toBe(0)
})

test('a receiver that hangs does not keep another from getting its own', async () => {
  const release: (() => void)[] = []
  const arrived: string[] = []
  const { open } = fixture({
    send: async (delivery) => {
      if (delivery.target === 'slow') await new Promise<void>((resolve) => release.push(resolve))
      arrived.push(delivery.target)
      return OK
    },
  })
  const outbox = open()
  await outbox.commit(Array.from({ length: 100 }, (_, n) => draft(`lane-${n}`, '', 'slow')))
  await outbox.commit([draft('other', '', 'quick')])
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(arrived).toEqual(['quick'])
  expect(outbox.counts.running).toBe(4)
  const closing = outbox.close()
  for (const resolve of release) resolve()
  await closing
})

test('an outcome that cannot be recorded is delivered again: at least once', async () => {
  let sent = 0
  const { open, control, clock } = fixture({
    send: async () => {
      sent += 1
      return OK
    },
  })
  const outbox = open()
  const commit = control.commit.bind(control)
  let broken = false
  control.commit = (changes) => (broken ? Promise.reject(new Error('disk full')) : commit(changes))
  await outbox.commit([draft('a', '1')])
  broken = true
  await outbox.settled()
  broken = false
  clock.advance(2 * SECOND_MS)
  await outbox.settled()
  expect(sent).toBe(2)
  expect(outbox.counts).toMatchObject({ pending: 0, delivered: 1 })
})

test('ids ascend even when the clock goes back', async () => {
  const { open, clock, control } = fixture({ send: async () => ({ ok: false, permanent: false, error: 'x' }) })
  const outbox = open()
  await outbox.commit([draft('a', '1')])
  clock.advance(-MINUTE_MS)
  await outbox.commit([draft('a', '2')])
  expect(control.list('delivery').map(({ body }) => textOf(body as Delivery))).toEqual(['1', '2'])
  await outbox.close()
})

test('what became too old for its target while it waited is given up, not sent', async () => {
  const sent: string[] = []
  const { clock, control, open } = fixture({
    send: async (delivery) => {
      sent.push(textOf(delivery))
      return OK
    },
    paceMs: () => 45 * SECOND_MS,
  })
  const outbox = open()
  const retry = { maxAttempts: 9, maxAgeMs: MINUTE_MS }
  await outbox.commit(['1', '2', '3'].map((text) => ({ ...draft(text, text), retry })))
  for (let i = 0; i < 4; i += 1) {
    await outbox.settled()
    clock.advance(45 * SECOND_MS)
  }
  expect(sent).toEqual(['1', '2'])
  expect(control.list('dead-letter').map(({ body }) => body)).toMatchObject([
    { delivery: { error: 'It became too old while it waited.', job: { text: '3' } } },
  ])
  await outbox.close()
})
