import { type Operation, operation } from '@atalaya/aws'
import { RETENTION_DAYS } from '../../catalog/retention.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, noSuchGroup } from './errors.ts'
import { findGroup } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy: Operation<LogsDeps> = operation(
  'logs',
  'PutRetentionPolicy',
  async ({ logGroupName, retentionInDays }, { catalog }: LogsDeps, call) => {
    findGroup(catalog, call, logGroupName)
    if (!RETENTION_DAYS.includes(retentionInDays)) {
      throw invalidParameter(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: ` +
          `Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
      )
    }
    await setRetention(catalog, call, logGroupName, retentionInDays)
    return {}
  },
)

/** From now on events never expire. */
export const deleteRetentionPolicy: Operation<LogsDeps> = operation(
  'logs',
  'DeleteRetentionPolicy',
  async ({ logGroupName }, { catalog }: LogsDeps, call) => {
    await setRetention(catalog, call, logGroupName, 0)
    return {}
  },
)

async function setRetention(
  catalog: LogsDeps['catalog'],
  { tenant }: Parameters<typeof findGroup>[1],
  name: string,
  retentionDays: number,
): Promise<void> {
  const changed = await catalog.updateGroup(tenant, name, (group) => {
    if (group.logClass === 'DELIVERY') {
      throw invalidParameter('The retention of log groups of the Delivery log class cannot be changed.')
    }
    return { ...group, retentionDays }
  })
  if (changed === undefined) throw noSuchGroup()
}
