import type { AddressInfo } from 'node:net'
import { MemoryLogs } from '@atalaya/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { createControl } from './control.ts'
import { type Faults, faulty } from './faults.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function start(faults: Faults) {
  const logs = new MemoryLogs()
  const said: string[] = []
  const server = createControl({ faults, log: logs.getLogger('demo'), say: (text) => said.push(text) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const post = async (path: string, body?: string) =>
    (await fetch(url + path, { method: 'POST', ...(body === undefined ? {} : { body }) })).status
  return { logs, said, post }
}

test('faults are switched on and off, and what they do is felt', async () => {
  const faults: Faults = { on: false }
  const { post } = await start(faults)
  const behaviour = faulty({ delayMs: () => 5, fails: () => false }, faults, () => 0.3)
  expect([behaviour.delayMs('GET'), behaviour.fails()]).toEqual([5, false])
  expect(await post('/faults/on')).toBe(200)
  expect([behaviour.delayMs('GET'), behaviour.fails()]).toEqual([1_005, true])
  expect(await post('/faults/off')).toBe(200)
  expect(behaviour.fails()).toBe(false)
})

test('a notification is shown and logged; what is none is refused', async () => {
  const { post, said, logs } = await start({ on: false })
  const state = { value: 'ALARM', reason: 'Threshold Crossed' }
  expect(await post('/notifications', JSON.stringify({ alarmData: { alarmName: 'demo', state } }))).toBe(200)
  expect(said).toEqual(['ALARM: demo. Threshold Crossed'])
  expect(logs.records).toMatchObject([{ level: 'warn', message: 'notification', alarm: 'demo', state: 'ALARM' }])
  expect(await post('/notifications', 'no JSON')).toBe(400)
  expect(await post('/elsewhere')).toBe(404)
})
