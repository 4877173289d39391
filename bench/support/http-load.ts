/**
 * The load generator: a process of its own that keeps a few connections busy with bodies made beforehand.
 *
 * It speaks HTTP over plain sockets, one request after the other on each connection, because on a small machine a comfortable
 * client would measure itself. Only what must be fresh is written into the bodies in place: timestamps and request ids.
 * Started by `runLoad`; takes its orders as one message and answers with one.
 */
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { type Body, bodiesFor } from './bodies.ts'
import type { LoadOrder, LoadResult } from './load.ts'

process.once('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(order: LoadOrder): Promise<LoadResult> {
  const { hostname, port } = new URL(order.url)
  const connections = Array.from({ length: order.connections }, (_, index) => ({
    client: new Client(hostname, Number(port)),
    bodies: bodiesFor(order, index),
  }))
  const latencies: number[] = []
  const perSecond: number[] = []
  const statuses: Record<string, number> = {}
  const begin = performance.now()
  const cpuBefore = process.cpuUsage()
  const deadline = begin + order.seconds * 1_000
  const perConnection = Math.ceil((order.requests ?? Number.POSITIVE_INFINITY) / order.connections)
  const gapMs =
    order.itemsPerSecond === undefined ? 0 : (order.items * order.connections * 1_000) / order.itemsPerSecond
  let requests = 0

  await Promise.all(
    connections.map(async ({ client, bodies }) => {
      let due = performance.now()
      for (let turn = 0; turn < perConnection; turn += 1) {
        const body = bodies[turn % bodies.length] as Body
        if (gapMs > 0) {
          due += gapMs
          const wait = due - performance.now()
          if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
        }
        const sent = performance.now()
        if (sent >= deadline) break
        const status = await client.request(body.next(turn))
        const now = performance.now()
        latencies.push(now - sent)
        statuses[status] = (statuses[status] ?? 0) + 1
        requests += 1
        const second = Math.floor((now - begin) / 1_000)
        perSecond[second] = (perSecond[second] ?? 0) + order.items
      }
      client.close()
    }),
  )
  const seconds = (performance.now() - begin) / 1_000
  const cpu = process.cpuUsage(cpuBefore)
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return {
    requests,
    items: requests * order.items,
    seconds,
    statuses,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: latencies.at(-1) ?? 0,
    // The last second is cut short by the deadline.
    slowestSecond: Math.min(...Array.from({ length: Math.max(1, perSecond.length - 1) }, (_, i) => perSecond[i] ?? 0)),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  }
}

/** One keep-alive connection with at most one request under way. */
class Client {
  readonly #host: string
  readonly #port: number
  #socket: Socket | undefined
  #received = Buffer.alloc(0)
  #answer: ((status: string) => void) | undefined

  constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  /** The status, or the code of the error that ended the connection. */
  async request(bytes: Buffer): Promise<string> {
    this.#socket ??= this.#connect()
    const socket = this.#socket
    return await new Promise((resolve) => {
      this.#answer = resolve
      socket.write(bytes)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  #connect(): Socket {
    const socket = connect(this.#port, this.#host).setNoDelay(true)
    socket.on('data', (chunk) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
      const answer = completeAnswer(this.#received)
      if (answer === undefined) return
      this.#received = Buffer.alloc(0)
      if (answer.closes) this.#end(socket, answer.status)
      else this.#answer?.(answer.status)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => this.#end(socket, error.code ?? error.message))
    socket.on('close', () => this.#end(socket, 'closed'))
    return socket
  }

  #end(socket: Socket, status: string): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.#received = Buffer.alloc(0)
    socket.destroy()
    this.#answer?.(status)
  }
}

/** The status of a whole HTTP answer, or undefined while part of it is missing. */
function completeAnswer(bytes: Buffer): { readonly status: string; readonly closes: boolean } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase()
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1]
  const whole =
    length === undefined
      ? !head.includes('transfer-encoding: chunked') || bytes.subarray(-5).toString('latin1') === '0\r\n\r\n'
      : bytes.length >= headEnd + 4 + Number(length)
  return whole ? { status: head.slice(9, 12), closes: /\r\nconnection: close/.test(head) } : undefined
}
