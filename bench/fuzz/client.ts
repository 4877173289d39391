import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import type { Sent } from './encode.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Longer than any answer may take, and shorter than a hang. */
export const PATIENCE_MS = 20_000
const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/**
 * Sends one request. An event stream is cut off after its head.
 *
 * @throws {Error} when no whole answer comes in time
 */
export function send(url: string, sent: Sent): Promise<Answer> {
  // Not by way of a URL object, which would mend the path.
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        path: sent.path,
        method: sent.method,
        headers: { ...sent.headers, 'content-length': sent.body.length },
        agent,
        timeout: PATIENCE_MS,
      },
      (response) => {
        const chunks: Buffer[] = []
        const finish = () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
        if (String(response.headers['content-type']).includes('eventstream')) {
          finish()
          response.destroy()
          return
        }
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', finish)
        response.on('error', reject)
      },
    )
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)))
    outgoing.on('error', reject)
    outgoing.end(sent.body)
  })
}

/** Writes bytes to a socket of its own and returns what came back until the server closed it or `waitMs` passed. */
export function raw(
  url: string,
  write: (send: (bytes: string | Buffer) => void, closed: () => boolean) => Promise<void>,
  waitMs = 2_000,
): Promise<{ readonly text: string; readonly closed: boolean }> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    let closed = false
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text: Buffer.concat(chunks).toString('latin1'), closed })
    }
    let timer = setTimeout(finish, PATIENCE_MS)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      closed = true
      finish()
    })
    socket.on('connect', () => {
      write(
        (bytes) => void socket.write(bytes),
        () => closed,
      )
        .catch(() => {})
        .finally(() => {
          clearTimeout(timer)
          timer = setTimeout(finish, waitMs)
        })
    })
  })
}
