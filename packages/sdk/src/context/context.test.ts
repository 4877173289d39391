import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { currentContext, currentTrace, runWithContext, setContext, setTraceSource, xrayTraceId } from './context.ts'
import { isUnobserved, runUnobserved } from './unobserved.ts'

afterEach(() => setTraceSource(undefined))

test('a context follows promises and timers, and ends with its work', async () => {
  const seen = await runWithContext({ requestId: 'r1', fields: { userId: 'u1' } }, async () => {
    await sleep(1)
    setContext({ machineId: 7 })
    await Promise.resolve()
    return [currentContext()?.requestId, currentContext()?.fields]
  })
  expect(seen).toEqual(['r1', { userId: 'u1', machineId: 7 }])
  expect(currentContext()).toBeUndefined()
})

test('requests at the same time do not see each other', async () => {
  const run = (id: string) =>
    runWithContext({ requestId: id }, async () => {
      await sleep(1)
      setContext({ id })
      await sleep(1)
      return currentContext()?.fields
    })
  expect(await Promise.all([run('a'), run('b')])).toEqual([{ id: 'a' }, { id: 'b' }])
})

test('a context inside another inherits, and its changes stay inside', () => {
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }
  runWithContext({ requestId: 'outer', fields: { a: 1 }, trace }, () => {
    runWithContext({ fields: { b: 2 } }, () => {
      setContext({ a: 3 })
      expect(currentContext()?.requestId).toBe('outer')
      expect(currentContext()?.fields).toEqual({ a: 3, b: 2 })
      expect(currentTrace()).toBe(trace)
    })
    expect(currentContext()?.fields).toEqual({ a: 1 })
  })
})

test('setContext outside of any context starts one for what follows', async () => {
  const other = Promise.resolve().then(async () => {
    setContext({ userId: 'u2' })
    await sleep(1)
    return currentContext()?.fields
  })
  expect(await other).toEqual({ userId: 'u2' })
  expect(currentContext()).toBeUndefined()
})

test('the trace of the tracer wins over that of the context', () => {
  const own = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 }
  const active = { traceId: '3'.repeat(32), spanId: '4'.repeat(16), traceFlags: 1 }
  runWithContext({ trace: own }, () => {
    expect(currentTrace()).toBe(own)
    setTraceSource(() => active)
    expect(currentTrace()).toBe(active)
  })
})

test('a trace id in the form of X-Ray', () => {
  expect(xrayTraceId('5759e988bd862e3fe1be46a994272793')).toBe('1-5759e988-bd862e3fe1be46a994272793')
})

test('work of the SDK itself can be told from that of the service', async () => {
  expect(isUnobserved()).toBe(false)
  expect(await runUnobserved(async () => isUnobserved())).toBe(true)
})

test('fields that cannot be read cost themselves only', () => {
  const entity = {
    id: 7,
    get owner(): string {
      throw new Error('not loaded')
    },
  }
  const seen = runWithContext({ fields: entity }, () => {
    setContext({ step: 1 })
    setContext(entity)
    return currentContext()?.fields
  })
  expect(seen).toEqual({ id: 7, owner: '[not readable]', step: 1 })
})
