import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type SpawnedServer, type SpawnOptions, spawnServer } from '../../tests/support/spawn-server.ts'
import { targetOf } from './bodies.ts'

export type { SpawnedServer } from '../../tests/support/spawn-server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Brings the built output up to date: what is measured is what users run. */
export function build(): void {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = join(dirname(typescript), 'bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-b', 'packages/cli', 'packages/sdk'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the build failed')
  process.env.ATALAYA_TEST_BUILD = 'dist'
}

/** Runs `body` with a built server of its own and removes its data afterwards, unless it had a folder given. */
export async function withServer<T>(options: SpawnOptions, body: (server: SpawnedServer) => Promise<T>): Promise<T> {
  const server = await spawnServer(options)
  try {
    return await body(server)
  } catch (error) {
    // Its last words are on their way.
    await new Promise((resolve) => setTimeout(resolve, 300))
    console.error(server.stderr().slice(-4_000))
    throw error
  } finally {
    await server.stop()
    if (options.dataDirectory === undefined) rmSync(server.dataDirectory, { recursive: true, force: true })
  }
}

/** One call in the JSON protocol; the parsed answer. @throws {Error} unless the answer is 200 */
export async function call(url: string, target: string, input: unknown): Promise<Record<string, unknown>> {
  const monitoring = target.startsWith('Granite')
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': monitoring ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${monitoring ? 'monitoring' : 'logs'}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${target} answered ${answer.status}: ${text.slice(0, 500)}`)
  return text === '' ? {} : JSON.parse(text)
}

export const logs = (operation: string): string => `Logs_20140328.${operation}`
export const monitoring = (operation: string): string => `GraniteServiceVersion20100801.${operation}`

/** The groups and streams that so many connections write to. */
export async function createTargets(url: string, connections: number): Promise<void> {
  const made = new Set<string>()
  for (let connection = 0; connection < connections; connection += 1) {
    const target = targetOf(connection)
    if (!made.has(target.logGroupName)) await call(url, logs('CreateLogGroup'), { logGroupName: target.logGroupName })
    made.add(target.logGroupName)
    await call(url, logs('CreateLogStream'), target)
  }
}

/** What `/metrics` says now: sample name with its labels, to value. */
export async function metrics(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, number] => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ])
  return new Map(samples)
}

/** Waits until nothing acknowledged waits for typed storage; returns how long that took, in seconds. */
export async function untilSealed(url: string, partName: RegExp = /waiting/, limitSeconds = 300): Promise<number> {
  const begin = performance.now()
  for (;;) {
    const samples = await metrics(url)
    const waiting = [...samples].filter(([name]) => partName.test(name))
    if (waiting.length === 0) throw new Error(`/metrics has no sample like ${partName}`)
    const seconds = (performance.now() - begin) / 1_000
    if (waiting.every(([, value]) => value === 0) || seconds > limitSeconds) return seconds
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
