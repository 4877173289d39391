import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface TestServerOptions {
  /** More arguments of `atalaya up`. */
  readonly arguments?: readonly string[]
  /** Keep data here instead of in a temporary folder: the server is not ephemeral then, and `reset` does not work. */
  readonly dataDirectory?: string
  /** Environment besides the own one. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds until the server must listen. Default: 30 s. */
  readonly startTimeoutMs?: number
}

export interface TestServer {
  /** `http://127.0.0.1:40123` */
  readonly url: string
  /** TCP and UDP port for embedded metric format. */
  readonly emfPort: number | undefined
  readonly pid: number
  /** What the server wrote to stderr so far. */
  stderr(): string
  /** Forgets all data. */
  reset(): Promise<void>
  /** Asks the server to end, waits for it and returns its exit code. Idempotent. */
  stop(): Promise<number | null>
  /** `kill -9`, and waits until the process is gone. */
  kill(): Promise<void>
}

/**
 * Starts a real server as a process of its own on free ports, and waits until it listens.
 *
 * It runs from the sources; with `ATALAYA_TEST_BUILD=dist` in the environment, from the build. It ends with this process,
 * whatever happens to it.
 *
 * @throws {Error} with what the server wrote, when it does not come up
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const place = options.dataDirectory === undefined ? ['--ephemeral'] : ['--data', options.dataDirectory]
  const parameters = ['up', '--port', '0', '--emf-port', '0', '--json', ...place, ...(options.arguments ?? [])]
  const child = spawn(process.execPath, [...cliCommand(), ...parameters], {
    env: { ...process.env, ...options.env },
    // The channel tells the server when this process is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARS)
  })
  const address = await listening(child, options.startTimeoutMs ?? 30_000).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw new Error(`the server did not start: ${String(error)}\n${stderr}`, { cause: error })
  })
  const exit = once(child, 'exit')
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
    await exit
    clearTimeout(impatient)
  }
  return {
    ...address,
    pid: child.pid ?? 0,
    stderr: () => stderr,
    reset: async () => {
      const response = await fetch(`${address.url}/api/reset`, { method: 'POST' })
      if (!response.ok) throw new Error(`POST /api/reset answered ${response.status}: ${await response.text()}`)
    },
    stop: async () => {
      await end('SIGTERM')
      return child.exitCode
    },
    kill: () => end('SIGKILL'),
  }
}

/** Arguments of `node` that run the command from the sources or from the build. */
export function cliCommand(): readonly string[] {
  if (process.env.ATALAYA_TEST_BUILD === 'dist') return [path('../../cli/bin/atalaya.js')]
  return [
    '--import',
    pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
    '--conditions=@atalaya/source',
    path('../../cli/src/main.ts'),
  ]
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

interface Address {
  readonly url: string
  readonly emfPort: number | undefined
}

/** Waits for the line that says where the server listens. */
async function listening(child: ChildProcess, timeoutMs: number): Promise<Address> {
  const lines = createInterface({ input: child.stdout! })
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no address after ${timeoutMs} ms`)), timeoutMs)
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${code ?? signal}`)))
    lines.on('line', (line) => {
      if (!line.startsWith('{"event":"listening"')) return
      clearTimeout(late)
      resolve(JSON.parse(line) as Address)
    })
  })
}

const MAX_STDERR_CHARS = 100_000
const STOP_PATIENCE_MS = 20_000
