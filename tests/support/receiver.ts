import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  /** When it had come whole. */
  readonly atMs: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A web server that keeps what it is sent. */
export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** The status it answers with. */
  answer(status: number): void
  /** Waits until `count` requests have come. */
  until(count: number): Promise<readonly Received[]>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let status = 200
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      if (status === 200) received.push({ atMs: Date.now(), headers: request.headers, body })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (next) => {
      status = next
    },
    until: async (count) => {
      const endMs = Date.now() + 15_000
      while (received.length < count) {
        if (Date.now() > endMs) throw new Error(`${received.length} of ${count} requests came`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return received
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
