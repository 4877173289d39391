import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fixedClock } from '@atalaya/model'
import { afterEach, expect, test } from 'vitest'
import { isUnobserved } from '../context/unobserved.ts'
import { CheckFailed, type HealthCheck } from './check.ts'
import { customCheck } from './checks/custom.ts'
import { httpCheck } from './checks/http.ts'
import { diskCheck, judge, memoryCheck } from './checks/machine.ts'
import { postgresCheck } from './checks/postgres.ts'
import { redisCheck } from './checks/redis.ts'
import { Health } from './health.ts'
import { overall } from './status.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

// `+` healthy, `~` degraded, `-` unhealthy; a capital C before it: critical.
test.each`
  checks         | status
  ${''}          | ${'healthy'}
  ${'C+ +'}      | ${'healthy'}
  ${'C+ ~'}      | ${'degraded'}
  ${'C+ -'}      | ${'degraded'}
  ${'C~ +'}      | ${'degraded'}
  ${'C- +'}      | ${'unhealthy'}
  ${'C- C+ ~ -'} | ${'unhealthy'}
`('with checks "$checks" a service is $status', ({ checks, status }: { checks: string; status: string }) => {
  const statuses = { '+': 'healthy', '~': 'degraded', '-': 'unhealthy' } as const
  const results = checks
    .split(' ')
    .filter(Boolean)
    .map((text) => ({
      critical: text.startsWith('C'),
      status: statuses[text.at(-1) as '+'],
    }))
  expect(overall(results)).toBe(status)
})

test('a failure is told by its type, never by its message', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED postgres://ana:hunter2@db:5432'), {
    code: 'ECONNREFUSED',
  })
  const health = new Health({
    checks: [
      postgresCheck({ query: () => Promise.reject(refused), totalCount: 1 }),
      redisCheck({ ping: () => Promise.reject(new RangeError('redis://:hunter2@cache')) }),
      customCheck('licence', () => {
        throw new Error('key hunter2 has expired')
      }),
      customCheck('disk of the camera', () => {
        throw new CheckFailed('not mounted')
      }),
      customCheck('text', (() => Promise.reject('hunter2')) as never),
      customCheck('nonsense', (() => ({ status: 'splendid' })) as never),
    ],
  })
  const report = await health.check()
  expect(report.checks.map(({ name, status, reason }) => [name, status, reason])).toEqual([
    ['postgres', 'unhealthy', 'ECONNREFUSED'],
    ['redis', 'unhealthy', 'RangeError'],
    ['licence', 'unhealthy', 'Error'],
    ['disk of the camera', 'unhealthy', 'not mounted'],
    ['text', 'unhealthy', 'string'],
    ['nonsense', 'unhealthy', 'the check did not say a status'],
  ])
  expect(JSON.stringify(report)).not.toContain('hunter2')
})

test.each([
  [true, 'healthy'],
  [undefined, 'healthy'],
  [false, 'unhealthy'],
  [{ status: 'degraded', reason: 'slow', facts: { lag: 3 } }, 'degraded'],
] as const)('a check of your own that answers %j is %s', async (answer, status) => {
  const report = await new Health({ checks: [customCheck('own', () => answer)] }).check()
  expect(report.checks[0]).toMatchObject({ status, critical: true })
})

test('checks run at the same time, and the slow one is given up', { timeout: 2_000 }, async () => {
  let aborted = false
  const slow: HealthCheck = {
    name: 'slow',
    critical: true,
    timeoutMs: 60,
    look: (signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
      }),
  }
  const health = new Health({ checks: [slow, { ...slow, name: 'slower' }, customCheck('quick', () => true)] })
  const startMs = performance.now()
  const report = await health.check()
  expect(performance.now() - startMs).toBeLessThan(110)
  expect(report.checks.map(({ reason }) => reason)).toEqual([
    'no answer within 60 ms',
    'no answer within 60 ms',
    undefined,
  ])
  expect(aborted).toBe(true)
})

test('looks that never end do not pile up, and are given up in the end', async () => {
  const clock = fixedClock(1_000)
  let looks = 0
  const look = () => {
    looks++
    return new Promise<never>(() => {})
  }
  const health = new Health({ clock, checks: [{ name: 'stuck', critical: true, timeoutMs: 5, cacheMs: 0, look }] })
  for (const _ of [1, 2, 3]) expect((await health.check()).status).toBe('unhealthy')
  expect(looks).toBe(1)
  clock.advance(51)
  await health.check()
  expect(looks).toBe(2)
})

test('a result holds for a while, also when the clock is set back', async () => {
  const clock = fixedClock(100_000)
  let looks = 0
  const health = new Health({ clock, settings: { timeoutMs: 100, cacheMs: 5_000 } })
  const remove = health.add(customCheck('counted', () => ++looks > 0))
  await Promise.all([health.check(), health.check(), health.ready()])
  expect(looks).toBe(1)
  clock.advance(4_999)
  expect((await health.check()).checks[0]?.checkedMs).toBe(100_000)
  clock.advance(1)
  await health.check()
  expect(looks).toBe(2)
  clock.set(50_000)
  await health.check()
  expect(looks).toBe(3)
  expect(() => health.add(customCheck('counted', () => true))).toThrow("there is a check 'counted' already")
  remove()
  expect(await health.check()).toEqual({ status: 'healthy', checks: [] })
})

test('ready asks critical checks only; a service that ends is not ready, and yet alive', async () => {
  const asked: string[] = []
  const ask = (name: string) => () => {
    asked.push(name)
    return name !== 'mail'
  }
  const health = new Health({
    checks: [customCheck('db', ask('db')), customCheck('mail', ask('mail'), { critical: false })],
  })
  expect((await health.ready()).status).toBe('healthy')
  expect(asked).toEqual(['db'])
  expect((await health.check()).status).toBe('degraded')
  health.drain()
  expect(await health.ready()).toEqual({ status: 'unhealthy', checks: [] })
  expect(health.live().status).toBe('healthy')
})

test('what a check does is not observed', async () => {
  let unobserved = false
  const check = customCheck('own', async () => {
    await Promise.resolve()
    unobserved = isUnobserved()
  })
  await new Health({ checks: [check] }).check()
  expect(unobserved).toBe(true)
})

test.each(['reconnecting', 'close', 'end'])('a Redis client that is %s is not asked', async (status) => {
  const ping = () => new Promise<string>(() => {})
  const report = await new Health({ checks: [redisCheck({ ping, status })] }).check()
  expect(report.checks[0]).toMatchObject({ status: 'unhealthy', reason: 'not connected' })
})

test.each`
  used    | status
  ${10}   | ${'healthy'}
  ${79.9} | ${'healthy'}
  ${80}   | ${'degraded'}
  ${90}   | ${'unhealthy'}
  ${100}  | ${'unhealthy'}
`('$used % in use is $status', ({ used, status }: { used: number; status: string }) => {
  expect(judge(used, { degradedPercent: 80, unhealthyPercent: 90 }).status).toBe(status)
})

test('disk and memory are measured; a folder that is not there is told without its path', async () => {
  const all = { degradedPercent: 100.1, unhealthyPercent: 100.1 }
  const health = new Health({
    checks: [diskCheck(all), memoryCheck(all), diskCheck({ name: 'gone', path: '/no/such/secret-folder' })],
  })
  const { checks } = await health.check()
  expect(checks.map(({ status }) => status)).toEqual(['healthy', 'healthy', 'unhealthy'])
  for (const { facts } of checks.slice(0, 2)) expect(facts?.usedPercent).toBeGreaterThan(0)
  expect(checks[2]?.reason).toBe('ENOENT')
})

async function listen(status: number): Promise<{ port: number; authorization: () => string | undefined }> {
  let authorization: string | undefined
  const server = createServer((request, response) => {
    authorization = request.headers.authorization
    response.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(100_000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, authorization: () => authorization }
}

test.each`
  status | expected
  ${200} | ${'healthy'}
  ${204} | ${'healthy'}
  ${302} | ${'unhealthy'}
  ${404} | ${'unhealthy'}
  ${503} | ${'unhealthy'}
`(
  'an address that answers $status is $expected',
  async ({ status, expected }: { status: number; expected: string }) => {
    const { port } = await listen(status)
    const report = await new Health({ checks: [httpCheck(`http://127.0.0.1:${port}/health`)] }).check()
    expect(report.checks[0]).toMatchObject({ name: '127.0.0.1', status: expected, facts: { status } })
  },
)

test('a password in an address is used and never shown', async () => {
  const server = await listen(500)
  const check = httpCheck(`http://ana:hunter%202@127.0.0.1:${server.port}/x`)
  const text = JSON.stringify(await new Health({ checks: [check] }).check())
  expect(server.authorization()).toBe(`Basic ${btoa('ana:hunter 2')}`)
  expect(text).not.toContain('hunter')
  expect(() => httpCheck('postgres://ana:hunter2@db')).toThrow(/^httpCheck: the address must be a URL that begins/)
})

test('nobody at an address', async () => {
  const report = await new Health({ checks: [httpCheck('http://127.0.0.1:1/')] }).check()
  expect(report).toMatchObject({ status: 'degraded', checks: [{ critical: false }] })
  expect(report.checks[0]?.reason).toMatch(/^[A-Z]+/)
  expect(report.checks[0]?.reason).not.toContain('127.0.0.1')
})

test('of what a check says about itself, only what a page can show is kept', async () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  const facts = { big: 10n, cycle, count: 3, note: 'fine' }
  const health = new Health({ checks: [customCheck('odd', () => ({ status: 'healthy', facts }) as never)] })
  const { checks } = await health.check()
  expect(checks[0]?.facts).toEqual({ big: '10', count: 3, note: 'fine' })
  expect(() => JSON.stringify(checks)).not.toThrow()
})
