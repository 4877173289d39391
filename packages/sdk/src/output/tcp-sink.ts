import { Buffer } from 'node:buffer'
import { connect, type Socket } from 'node:net'
import { onDrain } from './exit.ts'
import type { Sink } from './sink.ts'
import { type Warn, Warnings } from './warnings.ts'

export interface TcpSinkOptions {
  /** `tcp://localhost:25888`: the CloudWatch agent or an Atalaya server. */
  readonly endpoint: string
  /** Bytes that may wait for a connection; beyond that the oldest lines go first. Default: 8 MiB. */
  readonly maxWaitingBytes?: number | undefined
  readonly warn?: Warn | undefined
}

/** Lines to an agent over TCP. Connects when there is something to send and again when the connection is lost. */
export class TcpSink implements Sink {
  readonly #host: string
  readonly #port: number
  readonly #maxWaitingBytes: number
  readonly #warnings: Warnings
  readonly #stop: () => void
  #socket: Socket | undefined
  #isOpen = false
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Handed to the socket and not yet taken by the kernel. */
  #underWay = 0
  #retry: NodeJS.Timeout | undefined
  #pauseMs = FIRST_PAUSE_MS
  #onDrain: (() => void)[] = []

  /** @throws {TypeError} for an endpoint that is not `tcp://host:port` */
  constructor(options: TcpSinkOptions) {
    const { endpoint, maxWaitingBytes = 8 * 1024 * 1024, warn } = options
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
    if (url?.protocol !== 'tcp:' || url.hostname === '' || url.port === '') {
      throw new TypeError(`TcpSink: endpoint must be tcp://host:port, got '${endpoint}'`)
    }
    this.#host = url.hostname.replace(/^\[|\]$/g, '')
    this.#port = Number(url.port)
    this.#maxWaitingBytes = maxWaitingBytes
    this.#warnings = new Warnings(warn)
    this.#stop = onDrain(() => this.flush())
  }

  write(lines: string): void {
    const bytes = Buffer.from(lines)
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    while (this.#waitingBytes > this.#maxWaitingBytes) {
      this.#waitingBytes -= this.#waiting.shift()!.length
      this.#warnings.add(`${this.#name} does not take lines: the oldest were dropped`)
    }
    if (this.#isOpen) this.#send()
    else this.#connect()
  }

  /** Resolves when everything has been handed on, or after a second in which the agent took nothing. */
  flush(): Promise<void> {
    if (this.#waiting.length === 0 && this.#underWay === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const late = setTimeout(resolve, FLUSH_PATIENCE_MS)
      this.#onDrain.push(() => {
        clearTimeout(late)
        resolve()
      })
    })
  }

  async close(): Promise<void> {
    await this.flush()
    this.#stop()
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#socket?.end()
    this.#waiting = []
    this.#waitingBytes = 0
  }

  get #name(): string {
    return `tcp://${this.#host}:${this.#port}`
  }

  #connect(): void {
    if (this.#socket !== undefined || this.#retry !== undefined) return
    const socket = connect(this.#port, this.#host)
    this.#socket = socket
    // Sending metrics must not keep a finished service alive.
    socket.unref()
    socket.once('connect', () => {
      this.#isOpen = true
      this.#pauseMs = FIRST_PAUSE_MS
      this.#send()
    })
    socket.on('error', (error) => this.#warnings.add(`${this.#name} cannot be reached: ${error.message}`))
    socket.once('close', () => this.#lost())
    socket.on('drain', () => this.#send())
  }

  #lost(): void {
    this.#socket = undefined
    this.#isOpen = false
    this.#underWay = 0
    if (this.#waiting.length === 0) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#connect()
    }, this.#pauseMs)
    this.#retry.unref()
    this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2)
  }

  /** Hands waiting lines to the socket while it has room, so that what waits stays ours to bound. */
  #send(): void {
    const socket = this.#socket
    while (socket !== undefined && this.#isOpen && this.#waiting.length > 0 && !socket.writableNeedDrain) {
      const bytes = Buffer.concat(this.#waiting.splice(0, MAX_LINES_A_WRITE))
      this.#waitingBytes -= bytes.length
      this.#underWay += bytes.length
      socket.write(bytes, () => {
        this.#underWay = Math.max(0, this.#underWay - bytes.length)
        if (this.#waiting.length === 0 && this.#underWay === 0) for (const resolve of this.#onDrain.splice(0)) resolve()
      })
    }
  }
}

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 10_000
const FLUSH_PATIENCE_MS = 1_000
const MAX_LINES_A_WRITE = 500
