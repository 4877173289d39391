/**
 * What names of log groups and streams may look like, for the doors that no service model guards.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
const GROUP_NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/
const STREAM_NAME = /^[^:*]{1,512}$/

export function isLogGroupName(text: string): boolean {
  return GROUP_NAME.test(text) && !isReservedGroupName(text)
}

/** `aws/...` belongs to AWS; `/aws/...` does not. */
export function isReservedGroupName(text: string): boolean {
  return text.startsWith('aws/')
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export function isLogStreamName(text: string): boolean {
  return STREAM_NAME.test(text)
}
