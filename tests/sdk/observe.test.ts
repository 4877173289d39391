/** A service observed by one call, as a process: how it ends, and how it lives without whoever should take its signals. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

type Line = Readonly<Record<string, unknown>>

/** Tells its port as a log line. `/slow` takes 300 ms, `/crash` ends the process. */
const PROGRAM = `
  const { observe, getLogger } = await import('@atalaya/sdk')
  const { default: fastify } = await import('fastify')
  const atalaya = await observe({ service: 'video-api', namespace: 'Test' })
  const app = fastify({ forceCloseConnections: 'idle' })
  await app.register(atalaya.fastify())
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return 'done'
  })
  app.get('/crash', () => {
    setTimeout(() => { throw new RangeError('out of range') })
    return 'soon'
  })
  app.get('/end', async () => {
    setTimeout(() => void app.close().then(() => atalaya.shutdown()), 50)
    return 'soon'
  })
  atalaya.onShutdown(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  getLogger('main').info('listening', { url })
`

async function service(env: Readonly<Record<string, string>> = {}) {
  const args = ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '--eval', PROGRAM]
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  const closed = once(child, 'close')
  const errors = text(child.stderr!)
  const lines: Line[] = []
  const reader = createInterface({ input: child.stdout! })
  const url = await new Promise<string>((resolve, reject) => {
    reader.on('line', (line) => {
      const record = JSON.parse(line) as Line
      lines.push(record)
      if (record.message === 'listening') resolve(String(record.url))
    })
    void closed.then(async () => reject(new Error(await errors)))
  })
  return { child, url, lines, closed, errors }
}

const messages = (lines: readonly Line[]) => lines.map(({ message }) => message)

test('SIGTERM: the request under way is answered, its line and its metrics leave, then the process ends', {
  timeout: 30_000,
}, async () => {
  const { child, url, lines, closed, errors } = await service()
  const slow = fetch(`${url}/slow`).then((response) => response.text())
  await new Promise((resolve) => setTimeout(resolve, 100))
  child.kill('SIGTERM')
  expect(await slow).toBe('done')
  expect(await closed).toEqual([null, 'SIGTERM'])
  expect(lines.find(({ message }) => message === 'request done')).toMatchObject({ endpoint: '/slow', status: 200 })
  expect(lines.find(({ RequestCount }) => RequestCount !== undefined)).toMatchObject({
    Service: 'video-api',
    Endpoint: '/slow',
    StatusCode: '200',
  })
  expect(await errors).toBe('')
})

test('a crash: the last line says why', { timeout: 30_000 }, async () => {
  const { url, lines, closed, errors } = await service()
  await fetch(`${url}/crash`)
  expect(await closed).toEqual([1, null])
  expect(lines.find(({ level }) => level === 'fatal')).toMatchObject({
    message: 'uncaught error',
    error: { type: 'RangeError' },
  })
  expect(messages(lines)).toContain('request done')
  expect(await errors).toContain('out of range')
})

test('without collector, agent and CloudWatch it answers as before, and it ends in order', {
  timeout: 40_000,
}, async () => {
  const gone = createServer()
  await once(gone.listen(0, '127.0.0.1'), 'listening')
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  const { url, lines, closed, errors } = await service({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    ATALAYA_METRICS_EMF_AGENT: `tcp://127.0.0.1:${port}`,
    ATALAYA_METRICS_PUT_METRIC_DATA: 'true',
    ATALAYA_LOG_CLOUDWATCH_GROUP: 'group',
    ATALAYA_LOG_FILE: '/dev/full',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  expect(await (await fetch(`${url}/slow`)).text()).toBe('done')
  expect((await fetch(`${url}/health`)).status).toBe(200)
  await fetch(`${url}/end`)
  expect(await closed).toEqual([0, null])
  expect(messages(lines)).toContain('request done')
  // One for each that is off, not one for each line.
  const warnings = (await errors).match(/AtalayaWarning/g) ?? []
  expect(warnings.length).toBeGreaterThan(0)
  expect(warnings.length).toBeLessThan(10)
})
