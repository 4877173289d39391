import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { MINUTE_MS } from '@atalaya/model'
import { afterEach, describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, NOW_MS, TENANT } from '../../operations/logs/logs-fixture.ts'
import { BUSY_BYTES, MAX_LINE_BYTES } from './emf-intake.ts'
import { type EmfListener, startEmfListener } from './emf-listener.ts'

const open: EmfListener[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()))
})

async function listen(fixture: LogsFixture, problems: unknown[] = []): Promise<EmfListener> {
  const { catalog, pipeline } = fixture.logs
  const listener = await startEmfListener({
    port: 0,
    host: '127.0.0.1',
    tenant: TENANT,
    catalog,
    pipeline,
    clock: fixture.clock,
    defaultStream: 'host-1',
    onError: (error) => problems.push(error),
    wait: () => Promise.resolve(),
  })
  open.push(listener)
  return listener
}

function line(metadata: Readonly<Record<string, unknown>> = {}, value = 100): string {
  return JSON.stringify({
    _aws: {
      Timestamp: NOW_MS,
      LogGroupName: 'Foo',
      CloudWatchMetrics: [
        {
          Namespace: 'MyApp',
          Dimensions: [['Operation']],
          Metrics: [{ Name: 'ProcessingLatency', Unit: 'Milliseconds', StorageResolution: 60 }],
        },
      ],
      ...metadata,
    },
    Operation: 'Aggregator',
    ProcessingLatency: value,
  })
}

async function sendTcp(port: number, ...chunks: readonly (string | Buffer)[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  for (const chunk of chunks) socket.write(chunk)
  socket.end()
  socket.resume()
  await once(socket, 'close')
}

async function sendUdp(port: number, text: string): Promise<void> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.send(text, port, '127.0.0.1', (error) => (error === null ? resolve() : reject(error)))
  })
  socket.close()
}

/** Waits for as many lines to be stored or dropped. Only sockets can make us wait. */
async function handled(listener: EmfListener, count: number): Promise<void> {
  const total = (): number =>
    listener.counts.stored + Object.values(listener.counts.dropped).reduce((sum, dropped) => sum + dropped, 0)
  await expect.poll(total, { interval: 2, timeout: 5_000 }).toBe(count)
}

async function latencies({ telemetry }: LogsFixture): Promise<number | undefined> {
  const dimensions = [{ name: 'Operation', value: 'Aggregator' }]
  const id = telemetry.metrics.findSeries(TENANT, 'MyApp', 'ProcessingLatency', dimensions)
  if (id === undefined) return undefined
  const startMs = NOW_MS - (NOW_MS % MINUTE_MS)
  const range = { startMs, endMs: startMs + MINUTE_MS, periodMs: MINUTE_MS, distribution: false }
  return (await telemetry.metrics.read({ series: [id], ...range })).sums[0]
}

const messages = async (fixture: LogsFixture, logGroupName = 'Foo'): Promise<unknown[]> => {
  const { events } = await fixture.call('FilterLogEvents', { logGroupName })
  return (events ?? []).map(({ logStreamName, message }) => [logStreamName, message])
}

test('a line over TCP is stored in its group, made on demand, and becomes a datapoint', async () => {
  const fixture = await logsFixture()
  const listener = await listen(fixture)
  await sendTcp(listener.port, `${line()}\n${line({ LogStreamName: 'mine' }, 20)}\n`)
  await handled(listener, 2)
  expect(await messages(fixture)).toEqual([
    ['host-1', line()],
    ['mine', line({ LogStreamName: 'mine' }, 20)],
  ])
  expect(await latencies(fixture)).toBe(120)
})

test('a line cut anywhere, the last one without its end, and blank ones', async () => {
  const fixture = await logsFixture()
  const listener = await listen(fixture)
  const bytes = Buffer.from(`${line({ LogStreamName: 'é' })}\r\n\n${line()}`)
  await sendTcp(listener.port, bytes.subarray(0, 150), bytes.subarray(150))
  await handled(listener, 2)
  expect(await messages(fixture)).toHaveLength(2)
})

test('a datagram may hold one document or several', async () => {
  const fixture = await logsFixture()
  const listener = await listen(fixture)
  await sendUdp(listener.port, line())
  await sendUdp(listener.port, `${line()}\n${line()}\n`)
  await handled(listener, 3)
  expect(await latencies(fixture)).toBe(300)
})

test("the event has the time of its arrival and the datapoint the document's", async () => {
  const fixture = await logsFixture()
  const listener = await listen(fixture)
  await sendUdp(listener.port, line({ Timestamp: NOW_MS - 5_000 }))
  await handled(listener, 1)
  const { events } = await fixture.call('FilterLogEvents', { logGroupName: 'Foo' })
  expect(events?.[0]?.timestamp).toBe(NOW_MS)
})

describe('dropped and counted', () => {
  test.each([
    { name: 'without a log group', text: line({ LogGroupName: undefined }), reason: 'no-log-group' },
    { name: 'not JSON', text: 'hello', reason: 'no-log-group' },
    { name: 'no name of a group', text: line({ LogGroupName: 'a b' }), reason: 'bad-name' },
    { name: 'a reserved name', text: line({ LogGroupName: 'aws/x' }), reason: 'bad-name' },
    { name: 'no name of a stream', text: line({ LogStreamName: 'a:b' }), reason: 'bad-name' },
  ])('$name', async ({ text, reason }) => {
    const fixture = await logsFixture()
    const listener = await listen(fixture)
    await sendTcp(listener.port, `${text}\n${line()}\n`)
    await handled(listener, 2)
    expect(listener.counts).toMatchObject({ stored: 1, dropped: { [reason]: 1 } })
    expect((await fixture.call('DescribeLogGroups', {})).logGroups).toHaveLength(1)
  })

  test('a line longer than an event may be', async () => {
    const fixture = await logsFixture()
    const listener = await listen(fixture)
    await sendTcp(listener.port, Buffer.alloc(MAX_LINE_BYTES + 1, 0x61), `\n${line()}\n`)
    await handled(listener, 2)
    expect(listener.counts).toMatchObject({ stored: 1, dropped: { 'too-long': 1 } })
  })

  test('what the store refuses again and again; what it takes at last is stored once', async () => {
    const fixture = await logsFixture()
    const problems: unknown[] = []
    const listener = await listen(fixture, problems)
    const append = fixture.telemetry.append.bind(fixture.telemetry)
    let refusals = 3
    fixture.telemetry.append = (batch) => {
      refusals -= 1
      return refusals >= 0 ? Promise.reject(new Error('busy')) : append(batch)
    }
    await sendTcp(listener.port, `${line()}\n`)
    await handled(listener, 1)
    expect(listener.counts.stored).toBe(1)
    expect(await latencies(fixture)).toBe(100)
    refusals = 6
    await sendTcp(listener.port, `${line()}\n`)
    await handled(listener, 2)
    expect(listener.counts.dropped.store).toBe(1)
    expect(problems).toHaveLength(1)
    expect(await latencies(fixture)).toBe(100)
  })
})

/** Resolves when nothing has gone out for a while. */
async function stalled(socket: Socket): Promise<void> {
  let left = -1
  for (let quiet = 0; quiet < 20; quiet += 1) {
    await delay(5)
    if (socket.writableLength !== left) quiet = 0
    left = socket.writableLength
  }
}

test('a sender over TCP waits for a slow store and loses nothing', async () => {
  const fixture = await logsFixture()
  const listener = await listen(fixture)
  const append = fixture.telemetry.append.bind(fixture.telemetry)
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  fixture.telemetry.append = async (batch) => {
    await released
    return await append(batch)
  }
  const padded = line({ Padding: 'x'.repeat(500_000) })
  const count = Math.ceil((BUSY_BYTES * 6) / padded.length)
  const socket = connect(listener.port, '127.0.0.1')
  await once(socket, 'connect')
  for (let i = 0; i < count; i += 1) socket.write(`${padded}\n`)
  await stalled(socket)
  expect(socket.writableLength).toBeGreaterThan(0)
  release()
  socket.end()
  await handled(listener, count)
  expect(listener.counts.stored).toBe(count)
})

test('closing stores what has arrived, and a taken port is an error', async () => {
  const fixture = await logsFixture()
  const listener = await listen(fixture)
  await expect(
    startEmfListener({
      ...fixture.logs,
      port: listener.port,
      host: '127.0.0.1',
      tenant: TENANT,
      defaultStream: 's',
      onError: () => undefined,
    }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await sendTcp(listener.port, `${line()}\n`)
  await handled(listener, 1)
  await listener.close()
  await listener.close()
  expect(await messages(fixture)).toHaveLength(1)
})
