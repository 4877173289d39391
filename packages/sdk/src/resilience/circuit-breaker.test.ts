import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Metrics } from '../metrics/registry.ts'
import { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { breakers } from './breakers.ts'
import { type CircuitBreaker, type CircuitBreakerOptions, circuitBreaker } from './circuit-breaker.ts'
import { configureResilience } from './defaults.ts'
import { BreakerOpenError, TimeoutError } from './errors.ts'
import { policy } from './policy.ts'
import { timeout } from './timeout.ts'

const undo: (() => void)[] = []
const logs = new MemoryLogs()
const configure = (options: Parameters<typeof configureResilience>[0]) =>
  undo.push(configureResilience({ logger: logs.getLogger('resilience'), ...options }))

let nowMs = 0
beforeEach(() => {
  nowMs = 1_000
  configure({})
})
afterEach(() => {
  for (const one of undo.splice(0).reverse()) one()
  logs.clear()
  vi.restoreAllMocks()
})

const breakerOf = (options: CircuitBreakerOptions = {}) =>
  circuitBreaker({ failMax: 3, resetMs: 1_000, now: () => nowMs, ...options })
const down = new Error('down')
const fail = () => Promise.reject(down)
const fails = async (breaker: CircuitBreaker, times: number) => {
  for (let index = 0; index < times; index++) await expect(breaker.execute(fail)).rejects.toBe(down)
}
const states = (breaker: CircuitBreaker) => breaker.snapshot().state

/** Work that ends when told. */
function pending() {
  let end: { resolve: (value: string) => void; reject: (error: unknown) => void } | undefined
  const promise = new Promise<string>((resolve, reject) => {
    end = { resolve, reject }
  })
  return { work: () => promise, ...end! }
}

test('opens after so many failures in a row, and then calls nothing', async () => {
  const breaker = breakerOf()
  await fails(breaker, 2)
  await breaker.execute(() => 'fine')
  await fails(breaker, 3)
  const work = vi.fn()
  const refused = await breaker.execute(work).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(BreakerOpenError)
  expect(refused).toMatchObject({ retryAfterMs: 1_000, cause: down })
  expect(work).not.toHaveBeenCalled()
  expect(breaker.snapshot()).toMatchObject({ state: 'open', failures: 3, lastErrorType: 'Error' })
})

test('after its time one call tries: success closes', async () => {
  const breaker = breakerOf()
  await fails(breaker, 3)
  nowMs += 999
  await expect(breaker.execute(() => 'early')).rejects.toMatchObject({ retryAfterMs: 1 })
  nowMs += 1
  expect(await breaker.execute(() => 'fine')).toBe('fine')
  expect(breaker.snapshot()).toMatchObject({ state: 'closed', failures: 0 })
})

test('after its time one call tries: failure opens for the same time again', async () => {
  const breaker = breakerOf()
  await fails(breaker, 3)
  nowMs += 1_000
  await fails(breaker, 1)
  expect(states(breaker)).toBe('open')
  nowMs += 999
  await expect(breaker.execute(() => 'early')).rejects.toThrow(BreakerOpenError)
  nowMs += 1
  expect(await breaker.execute(() => 'fine')).toBe('fine')
})

describe('half open', () => {
  test('lets one through and refuses the others at once', async () => {
    const breaker = breakerOf()
    await fails(breaker, 3)
    nowMs += 1_000
    const trial = pending()
    const first = breaker.execute(trial.work)
    expect(states(breaker)).toBe('half-open')
    const work = vi.fn()
    const others = await Promise.allSettled(Array.from({ length: 50 }, () => breaker.execute(work)))
    expect(others.every((one) => one.status === 'rejected' && one.reason instanceof BreakerOpenError)).toBe(true)
    expect(work).not.toHaveBeenCalled()
    trial.resolve('fine')
    expect(await first).toBe('fine')
    expect(states(breaker)).toBe('closed')
  })

  test('a call that its caller gave up proves nothing: it stays open', async () => {
    const breaker = breakerOf()
    await fails(breaker, 3)
    nowMs += 1_000
    const stop = new AbortController()
    const trial = breaker.execute((signal) => {
      stop.abort(new Error('changed my mind'))
      signal.throwIfAborted()
    }, stop.signal)
    await expect(trial).rejects.toThrow('changed my mind')
    expect(states(breaker)).toBe('open')
  })

  test('a call that hangs is given up when somebody comes after the time', async () => {
    const breaker = breakerOf()
    await fails(breaker, 3)
    nowMs += 1_000
    const hanging = expect(breaker.execute(() => new Promise(() => {}))).rejects.toThrow(TimeoutError)
    nowMs += 1_000
    await expect(breaker.execute(() => 'too')).rejects.toThrow(BreakerOpenError)
    await hanging
    expect(states(breaker)).toBe('open')
    nowMs += 1_000
    expect(await breaker.execute(() => 'fine')).toBe('fine')
  })

  test('what began before it opened says nothing', async () => {
    const breaker = breakerOf()
    const old = [pending(), pending()]
    const results = Promise.allSettled(old.map(({ work }) => breaker.execute(work)))
    await fails(breaker, 3)
    nowMs += 1_000
    const trial = pending()
    const running = breaker.execute(trial.work)
    old[0]?.reject(new Error('late'))
    old[1]?.resolve('late')
    await results
    expect(states(breaker)).toBe('half-open')
    trial.resolve('fine')
    expect(await running).toBe('fine')
    expect(states(breaker)).toBe('closed')
  })

  test('work that calls through the same breaker is refused, and does not try twice', async () => {
    const breaker = breakerOf()
    await fails(breaker, 3)
    nowMs += 1_000
    const inner = vi.fn()
    const outer = breaker.execute(() => breaker.execute(inner))
    await expect(outer).rejects.toThrow(BreakerOpenError)
    expect(inner).not.toHaveBeenCalled()
  })
})

test('a wall clock that jumps changes nothing', async () => {
  const breaker = breakerOf()
  await fails(breaker, 3)
  vi.spyOn(Date, 'now').mockReturnValue(0)
  nowMs += 1_000
  expect(await breaker.execute(() => 'fine')).toBe('fine')
  vi.spyOn(Date, 'now').mockReturnValue(2 ** 45)
  await fails(breaker, 3)
  await expect(breaker.execute(() => 'early')).rejects.toThrow(BreakerOpenError)
})

test('errors that blame the caller do not count, and answers of 5xx do', async () => {
  const breaker = breakerOf()
  const blamed = Object.assign(new Error('x'), { status: 404 })
  for (let index = 0; index < 5; index++)
    await expect(breaker.execute(() => Promise.reject(blamed))).rejects.toBe(blamed)
  expect(states(breaker)).toBe('closed')
  const answer = new Response(null, { status: 503 })
  for (let index = 0; index < 3; index++) expect(await breaker.execute(() => answer)).toBe(answer)
  expect(states(breaker)).toBe('open')
})

test('calls that are given up do not count, those that ran into an outer timeout do', async () => {
  const breaker = breakerOf()
  const listening = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
  for (let index = 0; index < 5; index++) {
    const stop = new AbortController()
    const call = breaker.execute(listening, stop.signal)
    stop.abort()
    await expect(call).rejects.toThrow('stopped')
  }
  expect(breaker.snapshot()).toMatchObject({ state: 'closed', failures: 0 })
  const timed = policy(timeout(1), breaker)
  for (let index = 0; index < 3; index++) await expect(timed.execute(listening)).rejects.toThrow(TimeoutError)
  expect(states(breaker)).toBe('open')
})

test('switched off in the settings it lets everything through', async () => {
  const breaker = breakerOf({ failMax: 1 })
  await fails(breaker, 1)
  configure({ settings: loadSettings({ env: {}, values: { breaker: { enabled: false } } }) })
  expect(await breaker.execute(() => 'through')).toBe('through')
  await fails(breaker, 9)
})

test('limits come from the settings', async () => {
  configure({ settings: loadSettings({ env: { ATALAYA_BREAKER_FAIL_MAX: '2', ATALAYA_BREAKER_RESET_MS: '50' } }) })
  const breaker = circuitBreaker({ now: () => nowMs })
  await fails(breaker, 2)
  await expect(breaker.execute(() => 1)).rejects.toMatchObject({ retryAfterMs: 50 })
})

test('a breaker with a name is listed, counted and heard', async () => {
  const metrics = new Metrics()
  const breaker = breakerOf({ name: 'payments' })
  breakerOf({ name: 'mail' })
  breakerOf()
  // Metrics that come later learn the states that are.
  configure({ metrics: new ServiceMetrics(metrics) })
  const seen = (name: string) =>
    metrics
      .families()
      .filter(({ spec }) => spec.name === name)
      .flatMap(({ series }) => series.map((one) => [one.spec.labelValues[0], 'value' in one && one.value]))
  expect(seen('circuit_breaker_state')).toEqual([
    ['payments', 0],
    ['mail', 0],
  ])
  await fails(breaker, 3)
  expect(seen('circuit_breaker_state')[0]).toEqual(['payments', 1])
  expect(seen('circuit_breaker_failures_total')).toEqual([['payments', 3]])
  nowMs += 1_000
  const trial = pending()
  const running = breaker.execute(trial.work)
  expect(seen('circuit_breaker_state')[0]).toEqual(['payments', 2])
  trial.resolve('fine')
  await running
  expect(seen('circuit_breaker_state')[0]).toEqual(['payments', 0])
  expect(breakers().map(({ name, state }) => [name, state])).toEqual([
    ['mail', 'closed'],
    ['payments', 'closed'],
  ])
  expect(logs.records.map(({ level, message, policy }) => [level, message, policy])).toEqual([
    ['warn', 'circuit breaker open', 'payments'],
    ['info', 'circuit breaker half-open', 'payments'],
    ['info', 'circuit breaker closed', 'payments'],
  ])
})

test('a service that makes breakers without end lists the latest thousand', () => {
  for (let index = 0; index < 1_200; index++) circuitBreaker({ name: `b${index}` })
  const names = breakers().map(({ name }) => name)
  expect(names).toHaveLength(1_000)
  expect(names).toContain('b1199')
  expect(names).not.toContain('b0')
})

test('wrong options are all named', () => {
  expect(() => circuitBreaker({ failMax: 0, resetMs: Number.NaN })).toThrow(
    'circuitBreaker: failMax must be an integer from 1 to 1000000, got 0; resetMs must be an integer from 1 to 86400000, got NaN',
  )
})

/**
 * The rules said once more, as plain as can be: calls begin, end well or badly in any order, and time passes. Whatever happens,
 * the breaker must agree on who may call.
 */
type Step =
  | { readonly kind: 'begin' }
  | { readonly kind: 'end'; readonly which: number; readonly fine: boolean }
  | { readonly kind: 'wait'; readonly ms: number }

class Model {
  state = 'closed'
  failures = 0
  epoch = 0
  #enteredMs = nowMs

  enter(state: string): void {
    this.state = state
    this.epoch += 1
    this.#enteredMs = nowMs
  }

  get isOver(): boolean {
    return nowMs - this.#enteredMs >= 1_000
  }

  /** A call ended that began in this epoch. */
  end(epoch: number, fine: boolean, failMax: number): void {
    if (this.state === 'closed') {
      this.failures = fine ? 0 : this.failures + 1
      if (this.failures >= failMax) this.enter('open')
    } else if (this.state === 'half-open' && epoch === this.epoch) {
      this.failures = fine ? 0 : this.failures + 1
      this.enter(fine ? 'closed' : 'open')
    }
  }
}

interface Running {
  readonly epoch: number
  readonly call: ReturnType<typeof pending>
  readonly done: Promise<unknown>
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Step>({ kind: 'begin' }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(9), fine: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 300, max: 1_200 }) }),
    },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
)

test('any order of calls, ends and waits keeps to the rules', async () => {
  const visited = new Set<string>()
  const property = fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), async (all, failMax) => {
    const breaker = breakerOf({ failMax })
    const model = new Model()
    const running: Running[] = []
    const begin = async () => {
      if (model.state === 'open' && model.isOver) model.enter('half-open')
      else if (model.state !== 'closed') {
        await expect(breaker.execute(() => 'x')).rejects.toThrow(BreakerOpenError)
        if (model.state === 'open' || !model.isOver) return
        // The try that hangs is given up.
        const hanging = running.findIndex(({ epoch }) => epoch === model.epoch)
        await running.splice(hanging, 1)[0]?.done
        model.end(model.epoch, false, failMax)
        return
      }
      const call = pending()
      running.push({ epoch: model.epoch, call, done: breaker.execute(call.work).catch(() => {}) })
    }
    for (const step of all) {
      if (step.kind === 'wait') nowMs += step.ms
      else if (step.kind === 'begin') await begin()
      else if (running.length > 0) {
        const [one] = running.splice(step.which % running.length, 1)
        if (step.fine) one?.call.resolve('fine')
        else one?.call.reject(down)
        await one?.done
        model.end(one?.epoch ?? 0, step.fine, failMax)
      }
      visited.add(`${model.state} ${running.some(({ epoch }) => epoch < model.epoch)}`)
      expect(breaker.snapshot()).toMatchObject({ state: model.state, failures: model.failures })
    }
    for (const { call } of running) call.resolve('end')
    await Promise.all(running.map(({ done }) => done))
  })
  await fc.assert(property, { numRuns: 200 })
  expect([...visited].sort()).toEqual(
    ['closed', 'half-open', 'open'].flatMap((state) => [`${state} false`, `${state} true`]),
  )
})
