import { DAY_MS } from '@atalaya/model'

/**
 * The retention periods CloudWatch Logs knows, in days.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/**
 * Events before this time have expired: no read returns them from that moment on, whenever their file goes.
 * Undefined when nothing ever expires (`retentionDays` 0).
 */
export function expiredBeforeMs(retentionDays: number, nowMs: number): number | undefined {
  return retentionDays === 0 ? undefined : nowMs - retentionDays * DAY_MS
}
