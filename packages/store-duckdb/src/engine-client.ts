/** The server's side of the engine process: starts it, talks to it, starts it again when it dies. */
import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { StoreUnavailable } from '@atalaya/store'
import type { EngineCall, FromEngine, QueryBatch, ToEngine } from './engine/protocol.ts'

const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 5000
/** An engine that lived so long did not die of its start. */
const HEALTHY_MS = 60_000

export type OpenMessage = Extract<ToEngine, { kind: 'open' }>
export type ReadyMessage = Extract<FromEngine, { kind: 'ready' }>

export interface EngineListener {
  /** What to tell an engine that starts: the state of the log at that moment. */
  readonly openMessage: () => OpenMessage
  readonly ready: (message: ReadyMessage) => void
  readonly message: (message: Exclude<FromEngine, { kind: 'ready' | 'failed' | 'reply' | 'batch' }>) => void
  /** The engine died and is started again. */
  readonly lost: (reason: string) => void
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly batch: ((batch: QueryBatch) => void) | undefined
}

export class EngineClient {
  readonly #listener: EngineListener
  readonly #pending: Map<number, Pending> = new Map()
  #child: ChildProcess | undefined
  #isReady = false
  #lastId = 0
  #closing = false
  #backoffMs = FIRST_BACKOFF_MS
  #startedMs = 0
  #restart: NodeJS.Timeout | undefined
  #firstStart: { resolve: () => void; reject: (error: Error) => void } | undefined

  constructor(listener: EngineListener) {
    this.#listener = listener
  }

  /** Resolves when the engine is ready. @throws {Error} when it cannot open the folder */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#firstStart = { resolve, reject }
      this.#spawn()
    })
  }

  /** Undefined while the engine is down. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Dropped while the engine is down: one that starts is told all that counts. */
  send(message: Exclude<ToEngine, { kind: 'open' | 'call' | 'cancel' }>): void {
    this.#post(message)
  }

  /** @throws {StoreUnavailable} when the engine is down or dies meanwhile */
  call<T>(call: EngineCall, signal?: AbortSignal, batch?: (batch: QueryBatch) => void): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(abortError(signal))
    if (!this.#isReady) return Promise.reject(new StoreUnavailable('the storage engine is starting again'))
    const id = ++this.#lastId
    return new Promise<T>((resolve, reject) => {
      const abort = (): void => {
        this.#pending.delete(id)
        this.#post({ kind: 'cancel', id })
        reject(abortError(signal!))
      }
      const done = (): void => signal?.removeEventListener('abort', abort)
      this.#pending.set(id, {
        resolve: (result) => {
          done()
          resolve(result as T)
        },
        reject: (error) => {
          done()
          reject(error)
        },
        batch,
      })
      signal?.addEventListener('abort', abort, { once: true })
      this.#post({ kind: 'call', id, call })
    })
  }

  /** Asks the engine to finish and waits for its end, by force after `patienceMs`. */
  async close(patienceMs: number): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null) {
      this.#closing = true
      clearTimeout(this.#restart)
      return
    }
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    const farewell = this.#isReady ? this.call({ method: 'close' }) : Promise.resolve()
    this.#closing = true
    await farewell.catch(() => {})
    if (child.connected) child.disconnect()
    await exited
    clearTimeout(timer)
  }

  #spawn(): void {
    this.#startedMs = Date.now()
    const child = forkEngine()
    this.#child = child
    child.on('message', (message: FromEngine) => this.#receive(message))
    child.on('error', (error) => this.#lose(child, error.message))
    child.on('exit', (code, signal) => this.#lose(child, signal === null ? `exit code ${code}` : signal))
    this.#post(this.#listener.openMessage())
  }

  #post(message: ToEngine): void {
    // A broken channel shows as the end of the process, which is handled there.
    if (this.#child?.connected === true) this.#child.send(message, () => {})
  }

  #receive(message: FromEngine): void {
    switch (message.kind) {
      case 'ready':
        this.#isReady = true
        this.#listener.ready(message)
        this.#firstStart?.resolve()
        this.#firstStart = undefined
        return
      case 'failed':
        if (this.#firstStart !== undefined) {
          this.#closing = true
          this.#firstStart.reject(new Error(`the storage engine could not start: ${message.message}`))
          this.#firstStart = undefined
        }
        this.#child?.kill('SIGKILL')
        return
      case 'reply': {
        const pending = this.#pending.get(message.id)
        this.#pending.delete(message.id)
        if (message.error === undefined) pending?.resolve(message.result)
        else pending?.reject(toError(message.error))
        return
      }
      case 'batch':
        this.#pending.get(message.id)?.batch?.(message.batch)
        return
      default:
        this.#listener.message(message)
    }
  }

  #lose(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#isReady = false
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    const error = new StoreUnavailable(`the storage engine ended: ${reason}`)
    for (const one of pending) one.reject(error)
    this.#firstStart?.reject(error)
    if (this.#closing || this.#firstStart !== undefined) return
    this.#listener.lost(reason)
    if (Date.now() - this.#startedMs > HEALTHY_MS) this.#backoffMs = FIRST_BACKOFF_MS
    this.#restart = setTimeout(() => this.#spawn(), this.#backoffMs)
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS)
  }
}

/** Runs the engine from sources under tsx when we run from sources ourselves. */
function forkEngine(): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts')
  const entry = new URL(fromSource ? './engine/main.ts' : './engine/main.js', import.meta.url)
  const execArgv = fromSource ? ['--conditions=@atalaya/source', '--import', tsxLoader()] : []
  return fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function tsxLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
}

function toError({ name, message, stack }: { name: string; message: string; stack: string | undefined }): Error {
  const error = new Error(message)
  error.name = name
  if (stack !== undefined) error.stack = stack
  return error
}

function abortError(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason })
}
