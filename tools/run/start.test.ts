import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { automationFile, firstScreen, freePort, problemText } from './start.mjs'

const facts = {
  url: 'http://127.0.0.1:4580',
  demoUrl: 'http://127.0.0.1:4590',
  controlUrl: 'http://127.0.0.1:4591',
  dataDirectory: '.atalaya/data',
  emfPort: 25_888,
  nowMs: Date.UTC(2026, 0, 2, 3, 4, 5),
}

test('the first screen says what runs where and what to try', () => {
  const screen = firstScreen(facts)
  for (const part of [facts.url, facts.demoUrl, 'data in .atalaya/data', 'port 25888', '/demo/api'])
    expect(screen).toContain(part)
  // Less than 1,440 minutes, or GetMetricStatistics refuses.
  expect(screen).toContain('--start-time 2026-01-02T03:04:00 --end-time 2026-01-03T02:04:00 --period 60')
})

test('on another port, the commands know it', () => {
  const screen = firstScreen({ ...facts, url: 'http://127.0.0.1:4599' })
  expect(screen).toContain('AWS_ENDPOINT_URL=http://127.0.0.1:4599')
})

test('the fault switch is where the demo says, or nowhere', () => {
  expect(firstScreen({ ...facts, controlUrl: 'http://127.0.0.1:4777' })).toContain(
    'curl -X POST http://127.0.0.1:4777/faults/on',
  )
  expect(firstScreen({ ...facts, controlUrl: undefined })).not.toContain('/faults/on')
})

test('notifications go to the port of the fault switch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-start-'))
  const text = (port: number) => readFileSync(automationFile(port, folder), 'utf8')
  expect(text(4591)).toContain("'http://127.0.0.1:4591/notifications'")
  expect(text(4777)).toBe(text(4591).replace('4591', '4777'))
  rmSync(folder, { recursive: true })
})

test('a port that is taken is replaced by a free one', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  expect(await freePort(port)).not.toBe(port)
  await new Promise((resolve) => server.close(resolve))
  expect(await freePort(port)).toBe(port)
})

test.each([
  ['{"level":"info","message":"listening"}', undefined],
  ['{"level":"warn","message":"Port 25888 is taken"}', 'server, warning: Port 25888 is taken'],
  [
    '{"level":"error","message":"sealing failed","error":{"message":"ENOSPC"}}',
    'server, error: sealing failed: ENOSPC',
  ],
  ['atalaya: Port 4580 of 127.0.0.1 is taken', 'atalaya: Port 4580 of 127.0.0.1 is taken'],
])('%s is shown as %s', (line, text) => {
  expect(problemText(line)).toBe(text)
})
