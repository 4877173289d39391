import { type Operation, operation } from '@atalaya/aws'
import type { LogsDeps } from './deps.ts'
import { noSuchStream } from './errors.ts'
import { findGroup } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream: Operation<LogsDeps> = operation(
  'logs',
  'DeleteLogStream',
  async ({ logGroupName, logStreamName }, { catalog }: LogsDeps, call) => {
    const group = findGroup(catalog, call, logGroupName)
    if (!(await catalog.deleteStream(group, logStreamName))) throw noSuchStream()
    return {}
  },
)
