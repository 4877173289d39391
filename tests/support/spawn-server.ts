import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export interface SpawnOptions {
  /** Data folder; a new temporary one when absent. */
  readonly dataDirectory?: string
  readonly env?: Readonly<Record<string, string>>
  /** `built` runs what `npm run build` made, which starts faster; `source` runs the sources. Default source. */
  readonly from?: 'source' | 'built'
  /** How long the server may take until it is healthy. */
  readonly timeoutMs?: number
  /** More arguments of the node executable, as `--cpu-prof`. */
  readonly nodeArgs?: readonly string[]
  /** Default 0: any free one. */
  readonly port?: number
}

/** A server in a process of its own, as `atalaya up` starts it. */
export interface SpawnedServer {
  readonly url: string
  readonly dataDirectory: string
  readonly pid: number
  /** Milliseconds from starting the process to the first healthy answer. */
  readonly startMs: number
  /** The server's own child processes that run node: the one that owns the database. */
  childPids(): readonly number[]
  /** Everything it wrote to standard error so far. */
  log(): string
  /** Asks it to end and waits; returns the exit code. */
  stop(): Promise<number | undefined>
  /** Ends it and its children at once, as a crash would. */
  kill(): Promise<void>
  /** Settles when it has ended for whatever reason. */
  readonly ended: Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** How to run the `atalaya` command, from its sources or as built. */
export function atalayaCommand(from: 'source' | 'built' = 'source'): readonly string[] {
  if (from === 'built') return [join(root, 'packages/cli/dist/bin.js')]
  const tsx = import.meta.resolve('tsx')
  return ['--conditions=@atalaya/source', '--import', tsx, join(root, 'packages/cli/src/bin.ts')]
}

/**
 * Starts a server and waits until it is healthy.
 *
 * @throws {Error} with what the server wrote when it ends or does not get healthy in time; the process is gone then
 */
export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const { timeoutMs = 60_000, env = {}, nodeArgs = [], from = 'source', port = 0 } = options
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'atalaya-e2e-'))
  const begin = performance.now()
  const child = spawn(
    process.execPath,
    [...nodeArgs, ...atalayaCommand(from), 'up', '--port', String(port), '--data', dataDirectory],
    { env: { ...process.env, ATALAYA_EMF_PORT: 'off', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-1_000_000)
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-100_000)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const gone = () => child.exitCode !== null || child.signalCode !== null

  const deadline = begin + timeoutMs
  const tell = (what: string) => new Error(`the server ${what}\nstdout: ${output}\nstderr: ${log}`)
  let url: string | undefined
  for (;;) {
    if (gone()) throw tell(`ended with ${child.exitCode ?? child.signalCode} while starting`)
    url ??= /http:\/\/[\w.[\]:]+:\d+/.exec(output + log)?.[0]
    if (url !== undefined && (await isHealthy(url))) break
    if (performance.now() > deadline) {
      killTree(child)
      throw tell(`was not healthy within ${timeoutMs} ms`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const startMs = performance.now() - begin
  const pid = child.pid as number
  return {
    url,
    dataDirectory,
    pid,
    startMs,
    ended,
    log: () => log,
    childPids: () => nodeChildren(pid),
    stop: async () => {
      if (!gone()) child.kill('SIGTERM')
      const timer = setTimeout(() => killTree(child), 30_000)
      await ended
      clearTimeout(timer)
      return child.exitCode ?? undefined
    },
    kill: async () => {
      killTree(child)
      await ended
    },
  }
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

function killTree(child: ChildProcess): void {
  const children = child.pid === undefined ? [] : nodeChildren(child.pid)
  child.kill('SIGKILL')
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has already followed its parent.
    }
  }
}

/** Child processes that run node. Linux only; elsewhere there is nothing to find and the list is empty. */
export function nodeChildren(pid: number): readonly number[] {
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
