import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Delivery } from './delivery.ts'
import { Lanes } from './lanes.ts'

const NOW_MS = Date.UTC(2026, 10, 18, 12)

const delivery = (id: string, lane: string, target: string, nextAttemptMs = NOW_MS): Delivery => ({
  ...{ id, lane, target, nextAttemptMs, createdMs: NOW_MS, attempts: 0 },
  tenant: { accountId: '000000000000', region: 'us-east-1' },
  cause: { kind: 'subscription', topicArn: 't' },
  job: { type: 'sms', phoneNumber: '+1', text: id },
})

const ids = (deliveries: Iterable<Delivery>): string => [...deliveries].map(({ id }) => id).join(' ')

describe('what is begun', () => {
  const filled = (): Lanes => {
    const lanes = new Lanes(2)
    for (const [id, lane, target] of ['1 a x', '2 b x', '3 c x', '4 d y', '5 e z'].map((text) => text.split(' '))) {
      lanes.push(delivery(id ?? '', lane ?? '', target ?? ''))
    }
    return lanes
  }

  test('no more than there is room for, and no more than its share to one receiver', () => {
    expect(ids(filled().begin(9, NOW_MS)).split(' ').sort().join(' ')).toBe('1 2 4 5')
    expect(filled().begin(3, NOW_MS)).toHaveLength(3)
    expect(filled().begin(0, NOW_MS)).toHaveLength(0)
  })

  test('receivers take turns', () => {
    const lanes = filled()
    const begun = lanes.begin(3, NOW_MS)
    expect(new Set(begun.map(({ target }) => target)).size).toBe(3)
  })

  test('the next of a lane goes when the one before is over, behind those that wait already', () => {
    const lanes = new Lanes(1)
    const [one, two, three] = [delivery('1', 'a', 'x'), delivery('2', 'a', 'x'), delivery('3', 'b', 'x')]
    for (const each of [one, two, three]) lanes.push(each)
    expect(ids(lanes.begin(9, NOW_MS))).toBe('1')
    lanes.done(one)
    expect(ids(lanes.begin(9, NOW_MS))).toBe('3')
    lanes.done(three)
    expect(ids(lanes.begin(9, NOW_MS))).toBe('2')
    lanes.done(two)
    expect([lanes.size, lanes.begin(9, NOW_MS), lanes.wakeMs]).toEqual([0, [], undefined])
  })

  test('what is not due tells when it will be, and holds up its lane', () => {
    const lanes = new Lanes(2)
    lanes.push(delivery('1', 'a', 'x', NOW_MS + 5))
    lanes.push(delivery('2', 'a', 'x'))
    lanes.push(delivery('3', 'b', 'x', NOW_MS + 3))
    expect([ids(lanes.begin(9, NOW_MS)), lanes.wakeMs]).toEqual(['', NOW_MS + 3])
    expect([ids(lanes.begin(9, NOW_MS + 4)), lanes.wakeMs]).toEqual(['3', NOW_MS + 5])
    expect([ids(lanes.begin(9, NOW_MS + 5)), lanes.wakeMs]).toEqual(['1', undefined])
    expect(ids(lanes)).toBe('1 2 3')
  })

  test('one that is to go again keeps its place', () => {
    const lanes = new Lanes(2)
    const first = delivery('1', 'a', 'x')
    lanes.push(first)
    lanes.push(delivery('2', 'a', 'x'))
    lanes.begin(9, NOW_MS)
    lanes.again({ ...first, attempts: 1, nextAttemptMs: NOW_MS + 10 }, NOW_MS)
    expect(ids(lanes.begin(9, NOW_MS + 9))).toBe('')
    expect(lanes.begin(9, NOW_MS + 10)).toMatchObject([{ id: '1', attempts: 1 }])
  })

  test('what was never begun cannot be over', () => {
    const lanes = new Lanes(2)
    const one = delivery('1', 'a', 'x')
    lanes.push(one)
    lanes.done(one)
    expect(lanes.size).toBe(1)
  })
})

describe('a receiver that was down', () => {
  const failed = (each: Delivery, pauseMs: number): Delivery => ({ ...each, nextAttemptMs: NOW_MS + pauseMs })

  test('gets what paused meanwhile as soon as it has taken something', () => {
    const lanes = new Lanes(2)
    const [one, two, other] = [delivery('1', 'a', 'x'), delivery('2', 'b', 'x'), delivery('3', 'c', 'y')]
    for (const each of [one, two, other]) lanes.push(each)
    lanes.begin(9, NOW_MS)
    for (const each of [two, other]) lanes.again(failed(each, 60_000), NOW_MS)
    lanes.again(failed(one, 1_000), NOW_MS)
    const [probe = one] = lanes.begin(9, NOW_MS + 1_000)
    lanes.done(probe, NOW_MS + 1_100)
    expect(ids(lanes.begin(9, NOW_MS + 1_100))).toBe('2')
    expect(lanes.wakeMs).toBe(NOW_MS + 60_000)
  })

  test('is not one that takes other things: what it refuses goes on pausing', () => {
    const lanes = new Lanes(9)
    const [good, bad, later] = [delivery('1', 'a', 'x'), delivery('2', 'b', 'x'), delivery('3', 'c', 'x', NOW_MS + 10)]
    for (const each of [good, bad, later]) lanes.push(each)
    lanes.begin(9, NOW_MS)
    lanes.done(good, NOW_MS)
    lanes.again(failed(bad, 60_000), NOW_MS + 5)
    lanes.begin(9, NOW_MS + 10)
    lanes.done(later, NOW_MS + 20)
    expect(ids(lanes.begin(9, NOW_MS + 59_999))).toBe('')
    expect(ids(lanes.begin(9, NOW_MS + 60_000))).toBe('2')
  })

  test('and goes down again has what was brought forward pause anew', () => {
    const lanes = new Lanes(1)
    const [one, two] = [delivery('1', 'a', 'x'), delivery('2', 'b', 'x')]
    for (const each of [one, two]) lanes.push(each)
    lanes.begin(9, NOW_MS)
    lanes.again(failed(one, 1_000), NOW_MS)
    lanes.begin(9, NOW_MS)
    lanes.again(failed(two, 50_000), NOW_MS)
    lanes.begin(9, NOW_MS + 1_000)
    lanes.done(one, NOW_MS + 1_000)
    expect(ids(lanes.begin(9, NOW_MS + 1_000))).toBe('2')
    lanes.again(failed(two, 90_000), NOW_MS + 10_000)
    expect(ids(lanes.begin(9, NOW_MS + 50_000))).toBe('')
    expect(ids(lanes.begin(9, NOW_MS + 90_000))).toBe('2')
  })
})

test('whatever happens, all go, in order of their lanes, and no receiver has more than its share', () => {
  const made = fc.array(fc.record({ lane: fc.nat(5), target: fc.nat(2), delayMs: fc.nat(3) }), { maxLength: 40 })
  fc.assert(
    fc.property(made, fc.array(fc.nat(100), { minLength: 1 }), (all, choices) => {
      const lanes = new Lanes(2)
      for (const [index, { lane, target, delayMs }] of all.entries()) {
        lanes.push(delivery(String(index).padStart(3, '0'), `${lane}`, `${target}`, NOW_MS + delayMs))
      }
      const running: Delivery[] = []
      const gone: Delivery[] = []
      let nowMs = NOW_MS
      for (let step = 0; gone.length < all.length && step < 1_000; step += 1) {
        running.push(...lanes.begin(3 - running.length, nowMs))
        expect(running.length).toBeLessThanOrEqual(3)
        expect(new Set(running.map(({ lane }) => lane)).size).toBe(running.length)
        for (const target of ['0', '1', '2']) {
          expect(running.filter((each) => each.target === target).length).toBeLessThanOrEqual(2)
        }
        const choice = choices[step % choices.length] ?? 0
        const [ended] = running.splice(choice % Math.max(running.length, 1), 1)
        if (ended === undefined) nowMs = Math.max(nowMs + 1, lanes.wakeMs ?? 0)
        else if (choice % 3 === 0 && ended.attempts < 5) {
          lanes.again({ ...ended, attempts: ended.attempts + 1, nextAttemptMs: nowMs + 2 }, nowMs)
        } else {
          lanes.done(ended, choice % 3 === 1 ? nowMs : undefined)
          gone.push(ended)
        }
      }
      expect(gone).toHaveLength(all.length)
      expect(lanes.size).toBe(0)
      for (const { lane } of all) {
        const order = gone.filter((each) => each.lane === `${lane}`).map(({ id }) => id)
        expect(order).toEqual([...order].sort())
      }
    }),
  )
})

describe('a receiver that takes one in 100 ms', () => {
  const paced = (pace: number, count: number): Lanes => {
    const lanes = new Lanes(9, ({ target }) => (target === 'x' ? pace : undefined))
    for (let i = 0; i < count; i += 1) lanes.push(delivery(String(i), `lane ${i}`, 'x'))
    return lanes
  }

  test('gets no more, and others are not kept waiting', () => {
    const lanes = paced(100, 3)
    lanes.push(delivery('y', 'other', 'y'))
    expect([ids(lanes.begin(9, NOW_MS)), lanes.wakeMs]).toEqual(['0 y', NOW_MS + 100])
    expect(ids(lanes.begin(9, NOW_MS + 99))).toBe('')
    expect([ids(lanes.begin(9, NOW_MS + 100)), lanes.wakeMs]).toEqual(['1', NOW_MS + 200])
  })

  test('is made up for a timer that came late, but saves up nothing', () => {
    const lanes = paced(100, 4)
    lanes.begin(9, NOW_MS)
    lanes.begin(9, NOW_MS + 130)
    expect([ids(lanes.begin(9, NOW_MS + 200)), lanes.wakeMs]).toEqual(['2', NOW_MS + 300])
    expect([ids(lanes.begin(9, NOW_MS + 5_000)), lanes.wakeMs]).toEqual(['3', NOW_MS + 5_100])
  })

  test('is remembered when nothing waits for it', () => {
    const lanes = paced(100, 1)
    const [first] = lanes.begin(9, NOW_MS)
    if (first !== undefined) lanes.done(first, NOW_MS)
    lanes.push(delivery('later', 'lane', 'x'))
    expect(ids(lanes.begin(9, NOW_MS + 50))).toBe('')
    expect(ids(lanes.begin(9, NOW_MS + 100))).toBe('later')
  })
})
