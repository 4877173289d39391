import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { cliCommand, startTestServer } from './test-server.ts'

test('a server comes up, forgets when told to, and goes', async () => {
  const server = await startTestServer()
  try {
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    expect(server.emfPort).toBeGreaterThan(0)
    await server.reset()
  } finally {
    expect(await server.stop()).toBe(0)
  }
  expect(await server.stop()).toBe(0)
  await expect(fetch(server.url)).rejects.toThrow()
})

test('a server that does not come up says why', async () => {
  await expect(startTestServer({ arguments: ['--region', 'mars'] })).rejects.toThrow(
    /--region must be a region.*got 'mars'/s,
  )
})

test('a server does not outlive the process that started it', async () => {
  const command = [...cliCommand(), 'up', '--ephemeral', '--port', '0', '--emf-port', 'off', '--json']
  const parent = spawn(
    process.execPath,
    [
      '--eval',
      `const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify(command)}, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], detached: true })
       child.stdout.once('data', (line) => process.stdout.write(line))`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString()) as { url: string }
  expect((await fetch(`${url}/health`)).status).toBe(200)
  parent.kill('SIGKILL')
  await expect
    .poll(
      () =>
        fetch(`${url}/health`).then(
          () => 'alive',
          () => 'gone',
        ),
      { timeout: 10_000 },
    )
    .toBe('gone')
})
