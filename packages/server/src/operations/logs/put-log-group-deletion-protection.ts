import { type Operation, operation } from '@atalaya/aws'
import type { LogsDeps } from './deps.ts'
import { noSuchGroup } from './errors.ts'
import { findIdentifiedGroup } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html */
export const putLogGroupDeletionProtection: Operation<LogsDeps> = operation(
  'logs',
  'PutLogGroupDeletionProtection',
  async ({ logGroupIdentifier, deletionProtectionEnabled }, { catalog }: LogsDeps, call) => {
    const { name } = findIdentifiedGroup(catalog, call, logGroupIdentifier)
    const changed = await catalog.updateGroup(call.tenant, name, (group) => {
      return { ...group, deletionProtected: deletionProtectionEnabled }
    })
    if (changed === undefined) throw noSuchGroup()
    return {}
  },
)
