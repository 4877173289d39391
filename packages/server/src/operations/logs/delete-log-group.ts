import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { LogsDeps } from './deps.ts'
import { noSuchGroup } from './errors.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup: Operation<LogsDeps> = operation(
  'logs',
  'DeleteLogGroup',
  async (input, { catalog }: LogsDeps, call) => {
    const outcome = await catalog.deleteGroup(call.tenant, input.logGroupName)
    if (outcome === 'missing') throw noSuchGroup()
    if (outcome === 'protected') {
      throw new AwsError(
        'ValidationException',
        'The log group cannot be deleted because deletion protection is enabled for it.',
      )
    }
    return {}
  },
)
