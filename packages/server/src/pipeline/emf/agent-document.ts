import { LogText } from '@atalaya/query'

/** Where the CloudWatch agent would send a document that it received on its socket. */
export interface AgentDocument {
  readonly logGroupName: string
  /** Undefined: the listener's default stream. */
  readonly logStreamName: string | undefined
  /** Undefined: the time of arrival. */
  readonly timestampMs: number | undefined
}

/**
 * Reads the destination out of a line of the agent's socket: `_aws.LogGroupName` is required, and the agent drops a document
 * without it. The names are as given; whether they can be names is for the catalog to say.
 *
 * @returns undefined for what the agent drops
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Generation_CloudWatch_Agent.html
 */
export function readAgentDocument(line: string | LogText): AgentDocument | undefined {
  const root = (typeof line === 'string' ? new LogText(line) : line).json
  const metadata = root?._aws
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const { LogGroupName: group, LogStreamName: stream, Timestamp: stamp } = metadata as Readonly<Record<string, unknown>>
  if (typeof group !== 'string' || group === '') return undefined
  return {
    logGroupName: group,
    logStreamName: typeof stream === 'string' && stream !== '' ? stream : undefined,
    timestampMs: Number.isSafeInteger(stamp) ? (stamp as number) : undefined,
  }
}
