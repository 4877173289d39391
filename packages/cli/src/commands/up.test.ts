import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cli } from '../testing/cli.ts'

const MEMORY = { ATALAYA_STORE: 'memory', ATALAYA_LOG_LEVEL: 'error' }
const PORTS = ['--port', '0', '--emf-port', '0']

interface Listening {
  readonly event: string
  readonly url: string
  readonly port: number
  readonly emfPort?: number
  readonly dataDirectory?: string
}

async function start(parameters: readonly string[], env: Readonly<Record<string, string>> = MEMORY) {
  const command = cli(['up', ...parameters], env)
  const lines = () => command.stdout().split('\n').slice(0, -1)
  await expect.poll(lines, { timeout: 20_000 }).toHaveLength(1)
  return { ...command, lines, address: JSON.parse(lines()[0]!) as Listening }
}

test('says where it listens, serves, and ends with 0 when told to', async () => {
  const { address, lines, stop, done, stderr } = await start(PORTS)
  expect(address).toMatchObject({ event: 'listening', emfPort: expect.any(Number) })
  expect((await fetch(`${address.url}/health`)).status).toBe(200)
  stop()
  expect(await done).toBe(0)
  expect(lines()[1]).toBe('{"event":"stopped"}')
  expect(stderr()).toBe('')
  await expect(fetch(`${address.url}/health`)).rejects.toThrow()
})

test('only an ephemeral server can be reset', async () => {
  for (const [more, isOffered] of [
    [['--ephemeral'], true],
    [[], false],
  ] as const) {
    const { address, stop, done } = await start([...PORTS, ...more])
    const answer = await fetch(`${address.url}/api/reset`, { method: 'POST' })
    expect(answer.ok, String(answer.status)).toBe(isOffered)
    stop()
    await done
  }
})

test('an option wins over its variable', async () => {
  const { address, stop, done } = await start(['--port', '0', '--emf-port', 'off'], {
    ...MEMORY,
    ATALAYA_PORT: '1',
    ATALAYA_EMF_PORT: '1',
  })
  expect([address.port > 1, address.emfPort]).toEqual([true, undefined])
  stop()
  expect(await done).toBe(0)
})

test('data stay in the folder that was named', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'atalaya-up-'))
  try {
    const folder = join(parent, 'new/data')
    const { address, stop, done } = await start([...PORTS, '--data', folder], { ATALAYA_LOG_LEVEL: 'error' })
    expect(address.dataDirectory).toBe(folder)
    stop()
    expect(await done).toBe(0)
    expect(existsSync(folder)).toBe(true)
  } finally {
    rmSync(parent, { recursive: true })
  }
})

test('a taken port is one line and code 1', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const { done, stderr } = cli(['up', '--port', String(port), '--emf-port', 'off'], MEMORY)
  expect(await done).toBe(1)
  expect(stderr()).toMatch(new RegExp(`^atalaya: Port ${port} of 127.0.0.1 is taken, .*\n$`))
  other.close()
})

test.each([
  [['--host', '0.0.0.0'], 1, 'Refusing to listen on 0.0.0.0'],
  [['--ephemeral', '--data', 'x'], 2, '--ephemeral keeps no data'],
  [['extra'], 2, "got 'extra'"],
  [['--port', '65536'], 2, "got '65536'"],
  [['--emf-port', 'on'], 2, "--emf-port must be an integer from 0 to 65535, or off, got 'on'"],
  [['--account-id', '12'], 2, "--account-id must be 12 digits, got '12'"],
] as const)('%j is refused', async (parameters, code, message) => {
  const { done, stderr } = cli(['up', ...PORTS, ...parameters], MEMORY)
  expect([await done, stderr()]).toEqual([code, expect.stringContaining(message)])
})

test('a wrong variable is refused by name', async () => {
  const { done, stderr } = cli(['up', ...PORTS], { ...MEMORY, ATALAYA_REGION: 'mars' })
  expect([await done, stderr()]).toEqual([
    1,
    expect.stringContaining("ATALAYA_REGION must be a region such as 'us-east-1', got 'mars'"),
  ])
})
