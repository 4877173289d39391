/** However a service ends, and however slowly its output is read, no line that it logged before is lost. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { freePort } from '../support/tools.ts'

const LINES = 20_000

const ENDS = [
  { name: 'process.exit', code: 'process.exit(3)', exit: [3, null] },
  { name: 'an uncaught exception', code: "throw new Error('broken')", exit: [1, null] },
  { name: 'an unhandled rejection', code: "void Promise.reject(new Error('broken'))", exit: [1, null] },
  {
    name: 'a throw in a timer',
    code: "setTimeout(() => { getLogger('late').info('line'); throw new Error('broken') }, 5)",
    extra: 1,
    exit: [1, null],
  },
  {
    name: 'SIGTERM',
    code: "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1_000)",
    exit: [null, 'SIGTERM'],
  },
  { name: 'SIGINT', code: "process.kill(process.pid, 'SIGINT'); setInterval(() => {}, 1_000)", exit: [null, 'SIGINT'] },
  { name: 'the end of the program', code: '', exit: [0, null] },
] as const

describe.each(['quick', 'slow'] as const)('a %s reader gets every line', (reader) => {
  test.each(ENDS)('after $name', { timeout: 30_000 }, async ({ code, exit, ...end }) => {
    const child = service(code)
    const closed = once(child, 'close')
    const text = await readAll(child, reader)
    expect(await closed).toEqual(exit)
    const lines = text.trimEnd().split('\n')
    const numbers = lines
      .map((line) => JSON.parse(line) as { readonly index?: number; readonly counted?: number })
      .flatMap(({ index }) => index ?? [])
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, index) => index))
    // The metrics of the interval that was not over, and what was logged after the thousands.
    expect(text).toContain(`"jobs_total":${LINES}`)
    expect(lines.filter((line) => line.includes('"late"'))).toHaveLength('extra' in end ? end.extra : 0)
  })
})

test('a program that waits for a door whose receiver is gone ends as any other', { timeout: 30_000 }, async () => {
  const child = service(`
    const { OtlpMetricsDoor } = await import('@atalaya/sdk/metrics')
    const door = new OtlpMetricsDoor(metrics, { endpoint: 'http://127.0.0.1:${await freePort()}/v1/metrics' })
    await door.close()
    process.stderr.write('closed')`)
  const closed = once(child, 'close')
  child.stdout?.resume()
  const errors = await text(child.stderr!)
  expect([await closed, errors]).toEqual([[0, null], expect.stringContaining('closed')])
})

test('a reader that goes away ends neither the service nor its other outputs', { timeout: 30_000 }, async () => {
  const child = service("setTimeout(() => process.stderr.write('still here\\n'), 200)")
  child.stdout?.destroy()
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    errors += part
  })
  expect(await once(child, 'close')).toEqual([0, null])
  expect(errors).toContain('still here')
})

/** Logs and counts as fast as it can, then does what `end` says. */
function service(end: string): ChildProcess {
  const program = `
    const { EmfDoor, Metrics, stdoutSink } = await import('@atalaya/sdk/metrics')
    const { configureLogs, getLogger, shutDownOnSignals } = await import('@atalaya/sdk/logs')
    const sink = stdoutSink()
    configureLogs({ sinks: [sink], level: 'info' })
    const metrics = new Metrics()
    new EmfDoor(metrics, { namespace: 'Exit', sink, intervalMs: 60_000 })
    shutDownOnSignals()
    const jobs = metrics.counter('jobs_total')
    const log = getLogger('a')
    for (let index = 0; index < ${LINES}; index++) {
      log.info('line', { index, note: 'some text so that the pipe is full soon' })
      jobs.inc()
    }
    ${end}`
  const args = ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '--eval', program]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: import.meta.dirname })
}

/** A slow reader takes a little now and then, so that the pipe is full most of the time. */
async function readAll(child: ChildProcess, reader: 'quick' | 'slow'): Promise<string> {
  child.stderr?.resume()
  const parts: Buffer[] = []
  for await (const part of child.stdout ?? []) {
    parts.push(part as Buffer)
    if (reader === 'slow') await sleep(5)
  }
  return Buffer.concat(parts).toString()
}
