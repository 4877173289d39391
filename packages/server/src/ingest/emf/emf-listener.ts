import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type EmfCounts, EmfIntake, type EmfIntakeOptions, MAX_LINE_BYTES } from './emf-intake.ts'
import { LineSplitter } from './line-splitter.ts'

/*
 * The socket of the CloudWatch agent for the embedded metric format: one document per line over TCP, one or more lines in a
 * datagram over UDP. Nothing is ever answered.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Generation_CloudWatch_Agent.html
 */

/** Ours: connections beyond it are closed at once. */
const MAX_CONNECTIONS = 256
/** How often connections that were told to wait look again. */
const BUSY_CHECK_MS = 10
/** With port 0, TCP picks a port that UDP may find taken. */
const PORT_ATTEMPTS = 10

export interface EmfListenerOptions extends EmfIntakeOptions {
  /** For TCP and UDP alike. 0 takes one that is free for both. */
  readonly port: number
  readonly host: string
}

export interface EmfListener {
  readonly port: number
  readonly counts: EmfCounts
  /** Takes no more lines, and resolves when those that have arrived are stored or dropped. Idempotent. */
  close(): Promise<void>
}

/** @throws {Error} when the port cannot be had */
export async function startEmfListener(options: EmfListenerOptions): Promise<EmfListener> {
  const intake = new EmfIntake(options)
  const connections = new Set<Socket>()
  const { tcp, udp, port } = await listen(options, intake, connections)
  tcp.on('error', options.onError)
  udp.on('error', options.onError)
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    const ended = [once(tcp, 'close'), once(udp, 'close')]
    tcp.close()
    udp.close()
    for (const connection of connections) connection.destroy()
    await Promise.all(ended)
    await intake.settled()
  }
  return {
    port,
    get counts() {
      return intake.counts
    },
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

interface Sockets {
  readonly tcp: Server
  readonly udp: UdpSocket
  readonly port: number
}

async function listen(
  { host, port }: EmfListenerOptions,
  intake: EmfIntake,
  connections: Set<Socket>,
): Promise<Sockets> {
  for (let attempt = 1; ; attempt += 1) {
    const tcp = createServer((connection) => serve(connection, intake, connections))
    tcp.maxConnections = MAX_CONNECTIONS
    tcp.listen(port, host)
    await once(tcp, 'listening')
    const bound = (tcp.address() as AddressInfo).port
    try {
      return { tcp, udp: await bindUdp(host, bound, intake), port: bound }
    } catch (error) {
      tcp.close()
      if (port !== 0 || attempt === PORT_ATTEMPTS) throw error
    }
  }
}

async function bindUdp(host: string, port: number, intake: EmfIntake): Promise<UdpSocket> {
  const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  udp.on('message', (datagram) => {
    for (const line of datagram.toString('utf8').split('\n')) intake.offer(line)
  })
  udp.bind(port, host)
  try {
    await once(udp, 'listening')
  } catch (error) {
    udp.close()
    throw error
  }
  return udp
}

function serve(connection: Socket, intake: EmfIntake, connections: Set<Socket>): void {
  const lines = new LineSplitter(MAX_LINE_BYTES)
  const onLine = (line: string): void => intake.offer(line)
  let resume: NodeJS.Timeout | undefined
  connections.add(connection)
  connection.on('data', (chunk: Buffer) => {
    lines.push(chunk, onLine, () => intake.drop('too-long'))
    if (!intake.isBusy) return
    // TCP can wait: its window fills and the sender slows down.
    connection.pause()
    resume ??= setInterval(() => {
      if (intake.isBusy) return
      clearInterval(resume)
      resume = undefined
      connection.resume()
    }, BUSY_CHECK_MS)
  })
  connection.on('end', () => lines.end(onLine))
  // A connection that breaks has nothing to tell us: 'close' follows.
  connection.on('error', () => undefined)
  connection.on('close', () => {
    clearInterval(resume)
    connections.delete(connection)
  })
}
