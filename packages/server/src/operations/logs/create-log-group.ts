import { AwsError, type Operation, operation } from '@atalaya/aws'
import { isReservedGroupName } from '../../catalog/names.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter } from './errors.ts'
import { requireTagKeys } from './tags.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup: Operation<LogsDeps> = operation(
  'logs',
  'CreateLogGroup',
  async (input, { catalog }: LogsDeps, call) => {
    if (isReservedGroupName(input.logGroupName)) {
      throw invalidParameter("Log groups starting with 'aws/' are reserved for AWS.")
    }
    requireTagKeys(Object.keys(input.tags ?? {}))
    const created = await catalog.createGroup(call.tenant, input.logGroupName, {
      logClass: input.logGroupClass,
      deletionProtected: input.deletionProtectionEnabled,
      tags: input.tags,
      kmsKeyId: input.kmsKeyId,
    })
    if (created === undefined) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
    }
    return {}
  },
)
