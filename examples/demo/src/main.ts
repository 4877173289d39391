/** The demo service, and visitors who use it. Metrics and log lines go to stdout; the address to stderr. */
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { getLogger, MetricUnit } from '@atalaya/sdk'
import { realistic } from './behaviour.ts'
import { createControl } from './control.ts'
import { type Faults, faulty } from './faults.ts'
import { startService } from './service.ts'
import { generateTraffic } from './traffic.ts'

const stop = new AbortController()
const end = (): void => stop.abort()
process.once('SIGINT', end)
process.once('SIGTERM', end)
if (process.channel !== undefined) process.once('disconnect', end)

const faults: Faults = { on: false }
const behaviour = faulty(realistic(Math.random), faults, Math.random)
const { atalaya, app } = await startService({ behaviour, random: Math.random, redisUrl: process.env.REDIS_URL })
const log = getLogger('demo')

const host = '127.0.0.1'
const url = await app.listen({ port: Number(process.env.PORT ?? 4590), host }).catch((error: unknown) => {
  if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
  return app.listen({ port: 0, host })
})
log.info('listening', { port: Number(new URL(url).port) })

const say = (text: string): void => {
  process.stderr.write(`demo, notification: ${text}\n`)
}
const control = createControl({ faults, log, say })
const controlUrl = await new Promise<string | undefined>((resolve) => {
  control.once('error', (error) => {
    log.warn('no fault switch, no notifications', { error })
    resolve(undefined)
  })
  control.listen(Number(process.env.CONTROL_PORT ?? 4591), host, () => {
    resolve(`http://${host}:${(control.address() as AddressInfo).port}`)
  })
})
// Whoever started us with a channel wants to know; others read it here.
if (process.send === undefined) process.stderr.write(`demo: ${url}\n`)
else process.send({ url, controlUrl })

const beat = (): void => {
  if (!faults.on) atalaya.metrics.putMetric('Heartbeat', 1, MetricUnit.Count)
}
beat()
// At once: the alarm on missing heartbeats is waiting for the first.
await atalaya.flush()
const heartbeat = setInterval(beat, 10_000)

await generateTraffic({ url, stop: stop.signal })

log.info('stopping')
clearInterval(heartbeat)
control.close()
control.closeAllConnections()
await atalaya.shutdown()
if (process.channel !== undefined) process.disconnect()
