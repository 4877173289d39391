import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { LogsDeps } from './deps.ts'
import { noSuchGroup } from './errors.ts'
import { findGroup } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream: Operation<LogsDeps> = operation(
  'logs',
  'CreateLogStream',
  async ({ logGroupName, logStreamName }, { catalog }: LogsDeps, call) => {
    const group = findGroup(catalog, call, logGroupName)
    const outcome = await catalog.createStream(group, logStreamName)
    if (outcome === 'missing') throw noSuchGroup()
    if (outcome === 'exists') {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
    }
    return {}
  },
)
