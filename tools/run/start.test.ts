import { expect, test } from 'vitest'
import { firstScreen, problemText } from './start.mjs'

const facts = {
  url: 'http://127.0.0.1:4580',
  demoUrl: 'http://127.0.0.1:4590',
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
