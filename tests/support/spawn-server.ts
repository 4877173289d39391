import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startTestServer, type TestServer } from '@atalaya/testkit'

export interface SpawnOptions {
  /** Data folder; a new temporary one when absent. */
  readonly dataDirectory?: string
  readonly env?: Readonly<Record<string, string>>
  /** How long the server may take until it listens. Default 60 s. */
  readonly timeoutMs?: number
}

/** A server that keeps its data, in a process of its own. */
export interface SpawnedServer extends TestServer {
  readonly dataDirectory: string
  /** Milliseconds from starting the process to the first healthy answer. */
  readonly startMs: number
  /** The server's own child processes that run node: the one that owns the database. Empty where there is no /proc. */
  childPids(): readonly number[]
}

/** @throws {Error} with what the server wrote, when it does not become healthy; the process is gone then */
export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const { timeoutMs = 60_000, env = {} } = options
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'atalaya-e2e-'))
  const begin = performance.now()
  const server = await startTestServer({ dataDirectory, env, startTimeoutMs: timeoutMs })
  while (!(await isHealthy(server.url))) {
    if (performance.now() - begin > timeoutMs) {
      await server.kill()
      throw new Error(`the server was not healthy within ${timeoutMs} ms\n${server.stderr()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const startMs = performance.now() - begin
  return { ...server, dataDirectory, startMs, childPids: () => nodeChildren(server.pid) }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

function nodeChildren(pid: number): readonly number[] {
  const tasks = `/proc/${pid}/task`
  if (!existsSync(tasks)) return []
  try {
    return readdirSync(tasks)
      .flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').trim().split(' '))
      .filter((text) => text !== '')
      .map(Number)
      .filter((child) => /(^|\/)node$/.test(readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0')[0] ?? ''))
  } catch {
    return []
  }
}

/** Ends a process at once; one that is already gone is fine. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has followed its parent.
  }
}
