import { PassThrough } from 'node:stream'
import { DEFAULT_CONFIG, type RunningServer, silentLog, startServer } from '@atalaya/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli } from '../testing/cli.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer({ ...DEFAULT_CONFIG, port: 0, emfPort: undefined, store: 'memory' }, { log: silentLog })
  const stdin = new PassThrough()
  stdin.end('{"level":"error","ms":12}\n{"level":"info","ms":3}\n{"level":"info","ms":4}\n')
  await cli(['ship', '--log-group', '/g', '--log-stream', 's'], { AWS_ENDPOINT_URL: server.url }, stdin).done
})
afterAll(() => server.close())

const query = (...parameters: readonly string[]) => cli(['query', ...parameters], { AWS_ENDPOINT_URL: server.url })

test('rows as JSON, one a line, when nobody is watching', async () => {
  const { done, stdout, stderr } = query('stats count(*) as n by level | sort level', '--log-group', '/g')
  expect([await done, stderr()]).toEqual([0, ''])
  expect(stdout()).toBe('{"level":"error","n":"1"}\n{"level":"info","n":"2"}\n')
})

test('rows as CSV', async () => {
  const { done, stdout } = query('stats max(ms) as worst by level | sort level', '--log-group', '/g', '--csv')
  expect(await done).toBe(0)
  expect(stdout()).toBe('level,worst\r\nerror,12\r\ninfo,4\r\n')
})

test('SOURCE in the query names the group', async () => {
  const { done, stdout } = query('SOURCE "/g" | stats count(*) as n')
  expect([await done, stdout()]).toEqual([0, '{"n":"3"}\n'])
})

test('what is wrong with a query is pointed at', async () => {
  const { done, stderr } = query('fields @message | count()', '--log-group', '/g')
  expect(await done).toBe(1)
  expect(stderr()).toContain("mismatched input 'count'")
  expect(stderr()).toContain('fields @message | count()\n                  ^^^^^')
})

test.each([
  [[], 'query needs a query'],
  [['fields a', 'b'], 'query takes one query'],
  [['fields a', '--limit', '0'], '--limit must be an integer from 1 to 100000'],
  [['fields a', '--json', '--csv'], 'exclude each other'],
])('%j', async (parameters, message) => {
  const { done, stderr } = query(...parameters)
  expect(await done).toBe(2)
  expect(stderr()).toContain(message)
})

test('an unknown group', async () => {
  const { done, stderr } = query('fields a', '--log-group', '/nope')
  expect(await done).toBe(1)
  expect(stderr()).toContain("Log group '/nope' does not exist")
})

test('why a query failed', async () => {
  const stdin = new PassThrough()
  stdin.end(Array.from({ length: 50_001 }, (_, i) => `{"k":${i}}\n`).join(''))
  await cli(['ship', '--log-group', '/many', '--log-stream', 's'], { AWS_ENDPOINT_URL: server.url }, stdin).done
  const join = 'join left=a right=b where a.k = b.k (SOURCE "/many" | fields k) | stats count(*)'
  const { done, stderr } = query(join, '--log-group', '/g')
  expect(await done).toBe(1)
  expect(stderr()).toContain('Failed: The right side of a join has more than 50000 different keys')
})
