import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A CloudWatch Logs of a few lines, for tests: it stores what it is sent and fails when told to. */
export interface FakeLogs {
  readonly url: string
  /** Messages in the order of their delivery. */
  messages(stream?: string): string[]
  readonly events: { readonly stream: string; readonly timestamp: number; readonly message: string }[]
  /** Sizes of the accepted PutLogEvents calls. */
  readonly batches: number[]
  readonly operations: string[]
  /** The next requests are answered with these: a status with an error name, or `drop` for a closed connection. */
  fail(...answers: (readonly [number, string] | 'drop')[]): void
  /** While true, requests are held back. */
  hold: boolean
  close(): Promise<void>
}

export async function startFakeLogs(): Promise<FakeLogs> {
  const groups = new Set<string>()
  const streams = new Set<string>()
  const failures: (readonly [number, string] | 'drop')[] = []
  const held: (() => void)[] = []
  let hold = false

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const work = (): void => {
        const failure = failures.shift()
        if (failure === 'drop') {
          request.socket.destroy()
          return
        }
        const name = String(request.headers['x-amz-target']).replace(/^.*\./, '')
        const input = JSON.parse(Buffer.concat(chunks).toString()) as Input
        fake.operations.push(name)
        const [status, body] =
          failure === undefined
            ? answer(name, input)
            : ([failure[0], { __type: failure[1], message: 'told to' }] as const)
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
      }
      if (hold) held.push(work)
      else work()
    })
  })

  interface Input {
    readonly logGroupName: string
    readonly logStreamName: string
    readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[]
    readonly startTime?: number
  }

  function answer(name: string, input: Input): readonly [number, object] {
    const stream = `${input.logGroupName}:${input.logStreamName}`
    const missing = [
      400,
      { __type: 'ResourceNotFoundException', message: 'The specified log group does not exist.' },
    ] as const
    switch (name) {
      case 'CreateLogGroup':
        groups.add(input.logGroupName)
        return [200, {}]
      case 'CreateLogStream':
        if (!groups.has(input.logGroupName)) return missing
        if (streams.has(stream)) return [400, { __type: 'ResourceAlreadyExistsException', message: 'there' }]
        streams.add(stream)
        return [200, {}]
      case 'PutLogEvents': {
        if (!streams.has(stream)) return missing
        fake.batches.push(input.logEvents.length)
        for (const event of input.logEvents) fake.events.push({ stream: input.logStreamName, ...event })
        return [200, {}]
      }
      case 'FilterLogEvents':
        if (!groups.has(input.logGroupName)) return missing
        return [
          200,
          {
            events: fake.events
              .map((event, index) => ({
                eventId: String(index),
                logStreamName: event.stream,
                timestamp: event.timestamp,
                ingestionTime: event.timestamp,
                message: event.message,
              }))
              .filter(({ timestamp }) => timestamp >= (input.startTime ?? 0)),
          },
        ]
      default:
        return [400, { __type: 'UnknownOperationException', message: name }]
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fake: FakeLogs = {
    url: `http://127.0.0.1:${port}`,
    events: [],
    batches: [],
    operations: [],
    messages: (stream) =>
      fake.events.filter((event) => stream === undefined || event.stream === stream).map(({ message }) => message),
    fail: (...answers) => failures.push(...answers),
    get hold() {
      return hold
    },
    set hold(value: boolean) {
      hold = value
      if (!value) for (const work of held.splice(0)) work()
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return fake
}
