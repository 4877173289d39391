import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  InvalidParameterException,
  paginateDescribeLogStreams,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, test } from 'vitest'
import { Account, minutesAgo, unique } from '../support/clients.ts'
import { createStream, failure, put } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()

describe('a log stream', () => {
  test('shows times of events only once it has events', async () => {
    const stream = await createStream(logs)
    const look = async () => {
      const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: stream.logGroupName }))
      return logStreams[0]
    }
    expect(await look()).toMatchObject({
      logStreamName: 'stream',
      storedBytes: 0,
      arn: `arn:aws:logs:us-east-1:${account.id}:log-group:${stream.logGroupName}:log-stream:stream`,
    })
    expect(await look()).not.toHaveProperty('firstEventTimestamp')

    const start = minutesAgo(5)
    const before = Date.now()
    await put(logs, stream, ['a', 'b', 'c'], start)
    const described = await look()
    expect(described).toMatchObject({ firstEventTimestamp: start, lastEventTimestamp: start + 2 })
    expect(described?.lastIngestionTime).toBeGreaterThanOrEqual(before - 1)
    expect(described?.uploadSequenceToken).toEqual(expect.any(String))
  })

  test('cannot be created twice or in a missing group', async () => {
    const stream = await createStream(logs)
    const twice = await failure(logs.send(new CreateLogStreamCommand(stream)))
    expect(twice).toBeInstanceOf(ResourceAlreadyExistsException)
    expect(twice.message).toBe('The specified log stream already exists')
    const orphan = logs.send(new CreateLogStreamCommand({ logGroupName: unique('/none'), logStreamName: 's' }))
    expect(await failure(orphan)).toBeInstanceOf(ResourceNotFoundException)
  })

  test.each(['a:b', 'a*b', 'x'.repeat(513)])('cannot be called %s', async (logStreamName) => {
    const { logGroupName } = await createStream(logs)
    const error = await failure(logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })))
    expect(error).toBeInstanceOf(InvalidParameterException)
  })

  test('is gone with its events once deleted; its neighbour stays', async () => {
    const stream = await createStream(logs)
    const neighbour = { ...stream, logStreamName: 'neighbour' }
    await logs.send(new CreateLogStreamCommand(neighbour))
    await put(logs, stream, ['mine'])
    await put(logs, neighbour, ['theirs'])
    await logs.send(new DeleteLogStreamCommand(stream))
    const gone = await failure(logs.send(new GetLogEventsCommand(stream)))
    expect(gone).toBeInstanceOf(ResourceNotFoundException)
    expect(gone.message).toBe('The specified log stream does not exist.')

    await logs.send(new CreateLogStreamCommand(stream))
    expect((await logs.send(new GetLogEventsCommand(stream))).events).toEqual([])
    const { events = [] } = await logs.send(new GetLogEventsCommand(neighbour))
    expect(events.map((event) => event.message)).toEqual(['theirs'])
  })
})

describe('describing streams', () => {
  test('orders by name or by last event, both ways, and pages', async () => {
    const logGroupName = unique('/streams/order')
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    const start = minutesAgo(10)
    // Names ascend while last events descend, so that the two orders differ.
    const names = Array.from({ length: 7 }, (_, index) => `s${index}`)
    for (const [index, logStreamName] of names.entries()) {
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
      await put(logs, { logGroupName, logStreamName }, ['x'], start - index * 1_000)
    }
    const read = async (input: { orderBy?: 'LogStreamName' | 'LastEventTime'; descending?: boolean }) => {
      const pages: string[][] = []
      const command = { logGroupName, ...input }
      for await (const page of paginateDescribeLogStreams({ client: logs, pageSize: 3 }, command)) {
        pages.push((page.logStreams ?? []).map((stream) => stream.logStreamName ?? ''))
      }
      expect(pages.length).toBeGreaterThanOrEqual(3)
      return pages.flat()
    }
    const reversed = [...names].reverse()
    expect(await read({})).toEqual(names)
    expect(await read({ descending: true })).toEqual(reversed)
    expect(await read({ orderBy: 'LastEventTime' })).toEqual(reversed)
    expect(await read({ orderBy: 'LastEventTime', descending: true })).toEqual(names)
  })

  test('takes a group by ARN, and not by both', async () => {
    const { logGroupName } = await createStream(logs)
    const logGroupIdentifier = `arn:aws:logs:us-east-1:${account.id}:log-group:${logGroupName}`
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupIdentifier }))
    expect(logStreams).toHaveLength(1)
    const both = await failure(logs.send(new DescribeLogStreamsCommand({ logGroupName, logGroupIdentifier })))
    expect(both.name).toBe('ValidationException')
    expect(both.message).toBe('LogGroup name and LogGroup ARN are mutually exclusive parameters.')
  })

  test('by last event with a prefix is refused', async () => {
    const { logGroupName } = await createStream(logs)
    const call = new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 's', orderBy: 'LastEventTime' })
    expect(await failure(logs.send(call))).toBeInstanceOf(InvalidParameterException)
  })
})
