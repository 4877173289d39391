import { type Operation, operation } from '@atalaya/aws'
import { MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { discoverFields } from '@atalaya/query/insights'
import type { LogEventRow } from '@atalaya/store'
import { expiredBeforeMs } from '../../../catalog/retention.ts'
import { parseLogPointer } from '../../../insights/log-pointer.ts'
import { toInsightsGroup } from '../../../insights/scope.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter } from '../errors.ts'
import { findReferencedGroup } from '../find-group.ts'

/** GetLogGroupFields looks this far around a time, or this far back. */
const AROUND_MS: number = 8 * MINUTE_MS
const BACK_MS: number = 15 * MINUTE_MS

/**
 * All fields of one event, as text.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogRecord.html
 */
export const getLogRecord: Operation<LogsDeps> = operation(
  'logs',
  'GetLogRecord',
  async ({ logRecordPointer }, { catalog, logStore, clock }: LogsDeps, { tenant, signal }) => {
    const pointer = parseLogPointer(logRecordPointer)
    if (pointer === undefined) throw invalidParameter('The specified log record pointer is invalid.')
    const group = catalog.groups(tenant).find(({ id }) => id === pointer.groupId)
    const event = group === undefined ? undefined : await findEvent()
    if (group === undefined || event === undefined) {
      throw invalidParameter('The specified log record does not exist or has expired.')
    }
    return {
      logRecord: {
        ...Object.fromEntries(discoverFields(event.message, group.name)),
        ...catalog.entity(group.id, event.streamId)?.fields,
        '@message': event.message,
        '@timestamp': String(event.timestampMs),
        '@ingestionTime': String(event.ingestionTimeMs),
        '@logStream': catalog.streamName(group.id, event.streamId) ?? '',
        '@log': `${tenant.accountId}:${group.name}`,
        '@ptr': logRecordPointer,
      },
    }

    async function findEvent(): Promise<LogEventRow | undefined> {
      const { groupId, streamId, timestampMs, sequence } = pointer as NonNullable<typeof pointer>
      const notBeforeMs = expiredBeforeMs(group?.retentionDays ?? 0, clock.now())
      const scanned = { groupId, streamIds: [streamId], ...(notBeforeMs === undefined ? {} : { notBeforeMs }) }
      const scan = {
        groups: [scanned],
        startMs: timestampMs,
        endMs: timestampMs + 1,
        order: 'ascending',
        after: { timestampMs, sequence: sequence - 1 },
        limit: 1,
      } as const
      for await (const [row] of logStore.scan(scan, signal)) return row?.sequence === sequence ? row : undefined
      return undefined
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogGroupFields.html */
export const getLogGroupFields: Operation<LogsDeps> = operation(
  'logs',
  'GetLogGroupFields',
  async (input, { catalog, clock, insights }: LogsDeps, call) => {
    const group = findReferencedGroup(catalog, call, input)
    const nowMs = clock.now()
    const aroundMs = input.time === undefined ? undefined : input.time * SECOND_MS
    const range =
      aroundMs === undefined
        ? { startMs: nowMs - BACK_MS, endMs: nowMs + 1 }
        : { startMs: aroundMs - AROUND_MS, endMs: aroundMs + AROUND_MS }
    const options = { signal: call.signal }
    const shares = await insights.engine.fieldShares([toInsightsGroup(group, nowMs)], range, options)
    return { logGroupFields: shares.map(({ name, percent }) => ({ name, percent })) }
  },
)
