import { type Clock, DAY_MS, HOUR_MS, type Tenant } from '@atalaya/model'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { LogStream } from '../../catalog/log-group.ts'
import { EVENT_OVERHEAD_BYTES, type LogPipeline } from '../../pipeline/log-pipeline.ts'
import type { Job, Outcome } from '../outbox/delivery.ts'

export interface LogTarget {
  readonly catalog: LogCatalog
  readonly pipeline: LogPipeline
  readonly clock: Clock
}

/** Of a log event. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const MAX_AGE_MS = 14 * DAY_MS
const MAX_AHEAD_MS = 2 * HOUR_MS

/** Writes one log event by the one road of log events; the stream is made when it is missing. */
export async function writeLog(
  { catalog, pipeline, clock }: LogTarget,
  tenant: Tenant,
  { groupName, streamName, timeMs, message }: Extract<Job, { type: 'log' }>,
): Promise<Outcome> {
  const group = catalog.group(tenant, groupName)
  const missing: Outcome = { ok: false, permanent: true, error: `The log group ${groupName} does not exist.` }
  if (group === undefined) return missing
  const stream = await ensureStream(catalog, group, streamName)
  if (stream === undefined) return missing
  const nowMs = clock.now()
  const isTimely = timeMs > nowMs - MAX_AGE_MS && timeMs < nowMs + MAX_AHEAD_MS
  const bytes = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES
  await pipeline.ingest([{ group, stream, timestampsMs: [isTimely ? timeMs : nowMs], messages: [message], bytes }])
  return { ok: true }
}

async function ensureStream(
  catalog: LogCatalog,
  group: NonNullable<ReturnType<LogCatalog['group']>>,
  name: string,
): Promise<LogStream | undefined> {
  const made = catalog.stream(group, name) ?? (await catalog.createStream(group, name))
  if (made === 'missing') return undefined
  return made === 'exists' ? catalog.stream(group, name) : made
}
