/** However a service ends in order, its last spans are sent; and one whose collector is gone does not wait for it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

/** Makes spans, then does what `end` says. */
async function service(endpoint: string, end: string) {
  const program = `
    const { setUpTracing, inSpan } = await import('@atalaya/sdk/traces')
    const { shutDownOnSignals } = await import('@atalaya/sdk/logs')
    const { loadSettings } = await import('@atalaya/sdk/settings')
    shutDownOnSignals()
    const tracing = await setUpTracing(loadSettings({ values: { otlp: { endpoint: '${endpoint}' } } }))
    for (let index = 0; index < 700; index++) inSpan('work', () => index)
    ${end}
  `
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '-e', program],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH ?? '' } },
  )
  const closed = once(child, 'close')
  const errors = await text(child.stderr)
  return { exit: await closed, errors }
}

test.each([
  ['the end of the program', '', [0, null]],
  ['close', 'await tracing.close(); process.exit(3)', [3, null]],
  ['SIGTERM', "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1_000)", [null, 'SIGTERM']],
])('after %s', { timeout: 30_000 }, async (_name, end, exit) => {
  let spans = 0
  const receiver = createServer((request, response) => {
    void text(request).then((body) => {
      spans += body.split('work').length - 1
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const ended = await service(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, end)
  receiver.close()
  receiver.closeAllConnections()
  expect([ended.exit, ended.errors, spans]).toEqual([exit, '', 700])
})

test('without a collector: one warning, and the end as before', { timeout: 30_000 }, async () => {
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  const begin = performance.now()
  const { exit, errors } = await service(`http://127.0.0.1:${port}`, '')
  expect(exit).toEqual([0, null])
  expect(errors.match(/AtalayaWarning/g)).toHaveLength(1)
  expect(performance.now() - begin).toBeLessThan(6_000)
})
