/**
 * Claims: what the whole middleware costs a request on Fastify, and what prom-client, pino and the HTTP instrumentation of OpenTelemetry
 * cost together for the same signals.
 *
 * CPU time of server processes of their own, beyond that of a server without any of it; in turns, the best of each. The load and the
 * receiver of spans run in this process.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Row, report, setting } from './support/report.ts'
import type { ServerKind } from './support/sdk-http-server.ts'

const REQUESTS = setting('SDK_HTTP_REQUESTS', 20_000)
const TURNS = setting('SDK_HTTP_TURNS', 8)
const CONNECTIONS = 16
const KINDS: readonly ServerKind[] = ['bare', 'sdk', 'sdk-off', 'peers']

const receiver = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
})
await once(receiver.listen(0, '127.0.0.1'), 'listening')
const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`

/**
 * One answer after the other on each connection.
 *
 * Meanwhile this process never sleeps: waking it would be part of what a slow server's answers cost, and not of a fast one's.
 */
async function load(port: number, requests: number): Promise<void> {
  let loading = true
  const stayAwake = () => {
    if (loading) setImmediate(stayAwake)
  }
  stayAwake()
  const request = 'GET /api/videos/42?page=2 HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\n\r\n'
  const one = async () => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay()
    for (let sent = 0; sent < requests / CONNECTIONS; sent += 1) {
      socket.write(request)
      let answer = ''
      while (!answer.endsWith('{"ok":true}')) answer += ((await once(socket, 'data')) as [string])[0]
      if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, one))
  loading = false
}

const servers = await Promise.all(
  KINDS.map(async (kind) => {
    const script = fileURLToPath(new URL('support/sdk-http-server.ts', import.meta.url))
    // As users run it: what is built, not its sources.
    const execArgv = process.execArgv.filter((argument) => !argument.includes('@atalaya/source'))
    const child = fork(script, [kind, endpoint], { execArgv })
    const [port] = (await once(child, 'message')) as [number]
    const cpuUs = async () => {
      child.send('cpu')
      return ((await once(child, 'message')) as [number])[0]
    }
    return { kind, child, port, cpuUs, bestUs: Number.POSITIVE_INFINITY }
  }),
)

for (let turn = 0; turn <= TURNS; turn += 1) {
  for (const server of servers) {
    const before = await server.cpuUs()
    await load(server.port, REQUESTS)
    // The first turn is that of the compiler.
    if (turn > 0) server.bestUs = Math.min(server.bestUs, ((await server.cpuUs()) - before) / REQUESTS)
  }
}
for (const { child } of servers) child.disconnect()
receiver.close()
receiver.closeAllConnections()

const best = (wanted: ServerKind) => servers.find(({ kind }) => kind === wanted)!.bestUs
const bare = best('bare')
const added = (kind: ServerKind) => best(kind) - bare
const us = (value: number) => `${value.toFixed(1)} us`
const rows: Row[] = [
  { what: 'Fastify alone, CPU a request', claim: '', measured: us(bare) },
  {
    what: 'id, headers, log line, metrics, span: added by the SDK',
    claim: '<= 20 us',
    measured: us(added('sdk')),
    ratio: `${(added('sdk') / added('peers')).toFixed(2)} x prom-client + pino + OpenTelemetry (${us(added('peers'))})`,
  },
  { what: 'the SDK switched off', claim: 'nothing', measured: us(added('sdk-off')) },
]
report('sdk-http', rows)
