/** The demo service: the API, and visitors who use it. Metrics and log lines go to stdout; the address to stderr. */
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { CloudWatchMetrics, MetricUnit, stdoutSink } from '@atalaya/sdk/metrics'
import { createApi } from './api.ts'
import { appLog } from './app-log.ts'
import { realistic } from './behaviour.ts'
import { createControl } from './control.ts'
import { type Faults, faulty } from './faults.ts'
import { generateTraffic } from './traffic.ts'

const sink = stdoutSink()
const log = appLog(sink, 'video-api')
const metrics = new CloudWatchMetrics({ namespace: 'ANB/Backend', serviceName: 'video-api', environment: 'demo', sink })
const faults: Faults = { on: false }
const behaviour = faulty(realistic(Math.random), faults, Math.random)
const server = createApi({ metrics, log, behaviour })

const stop = new AbortController()
const end = (): void => stop.abort()
process.once('SIGINT', end)
process.once('SIGTERM', end)
if (process.channel !== undefined) process.once('disconnect', end)

const wanted = Number(process.env.PORT ?? 4590)
const port = await listen(wanted).catch((error: unknown) => {
  if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
  return listen(0)
})
const url = `http://127.0.0.1:${port}`
log.info('listening', { port })
// Whoever started us with a channel wants to know; others read it here.
if (process.send === undefined) process.stderr.write(`demo: ${url}\n`)
else process.send({ url })

const say = (text: string): void => {
  process.stderr.write(`demo, notification: ${text}\n`)
}
const control = createControl({ faults, log, say })
const controlPort = Number(process.env.CONTROL_PORT ?? 4591)
control.on('error', (error) => log.warn('no fault switch, no notifications', { error: error.message }))
control.listen(controlPort, '127.0.0.1')
const heartbeat = setInterval(() => {
  if (!faults.on) metrics.putMetric('Heartbeat', 1, MetricUnit.Count)
}, 10_000)

await generateTraffic({ url, stop: stop.signal })

log.info('stopping')
clearInterval(heartbeat)
control.close()
control.closeAllConnections()
await new Promise((resolve) => {
  server.close(resolve)
  server.closeIdleConnections()
})
await metrics.flush()
if (process.channel !== undefined) process.disconnect()

function listen(at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
