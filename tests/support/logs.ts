import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type PutLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs'
import { unique } from './clients.ts'

export interface Stream {
  readonly logGroupName: string
  readonly logStreamName: string
}

/** A new group with one new stream in it. */
export async function createStream(logs: CloudWatchLogsClient, group: string = unique('/app')): Promise<Stream> {
  const stream = { logGroupName: group, logStreamName: 'stream' }
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  await logs.send(new CreateLogStreamCommand(stream))
  return stream
}

/** Puts messages one millisecond apart; `startMs` is the time of the first. */
export function put(
  logs: CloudWatchLogsClient,
  stream: Stream,
  messages: readonly string[],
  startMs: number = Date.now() - messages.length,
): Promise<PutLogEventsCommandOutput> {
  const logEvents = messages.map((message, index) => ({ message, timestamp: startMs + index }))
  return logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
}

/** What a rejected call was rejected with; fails when it succeeds. */
export async function failure(call: Promise<unknown>): Promise<Error> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error) return error
    throw new TypeError(`rejected with something that is no error: ${String(error)}`)
  }
  throw new Error('the call succeeded, but it had to fail')
}
