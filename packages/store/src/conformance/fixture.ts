import { HOUR_MS, type Tenant } from '@atalaya/model'
import type { LogAppend, LogEventRow, LogScan, LogStore } from '../log-store.ts'
import type { MetricPoints } from '../metric-store.ts'
import type { TelemetryStore } from '../telemetry-store.ts'

/** A store under test. It must use the system clock, because recent points are kept as they came. */
export interface TelemetryFixture {
  readonly store: TelemetryStore
  /** Closes the store and opens it again over the same data. Absent: the store forgets. */
  reopen?(): Promise<TelemetryStore>
  /** Brings all that is acknowledged to where `expire` can delete it. Absent: expiry of old events is not tested. */
  settle?(): Promise<void>
}

/** The store that a group of tests shares; a test that reopens it replaces it. */
export interface Shared {
  readonly store: TelemetryStore
}

let lastId = 0

/** A number no other test uses: for groups and streams. */
export function freshId(): number {
  lastId += 1
  return lastId
}

/** A namespace no other test uses. */
export function freshNamespace(): string {
  return `Conformance/${freshId()}`
}

export const TENANT: Tenant = { accountId: '111122223333', region: 'eu-west-1' }

/** A whole hour of the recent past: points from here on are kept as they came while the tests run. */
export const RECENT_MS: number = Math.floor((Date.now() - HOUR_MS) / HOUR_MS) * HOUR_MS

/** Events as pairs of time and message. */
export type Events = readonly (readonly [timestampMs: number, message: string])[]

export function logAppend(groupId: number, streamId: number, events: Events, over: Partial<LogAppend> = {}): LogAppend {
  return {
    groupId,
    streamId,
    retentionDays: 0,
    ingestionTimeMs: RECENT_MS,
    timestampsMs: events.map(([timestampMs]) => timestampMs),
    messages: events.map(([, message]) => message),
    ...over,
  }
}

/** All rows of a scan; everything of a group in ascending order unless told otherwise. */
export async function scanRows(
  logs: LogStore,
  scan: Partial<LogScan> & Pick<LogScan, 'groups'>,
): Promise<LogEventRow[]> {
  return drain(logs.scan(fullScan(scan)))
}

export function fullScan(scan: Partial<LogScan> & Pick<LogScan, 'groups'>): LogScan {
  return { startMs: 0, endMs: Number.MAX_SAFE_INTEGER, order: 'ascending', limit: 1_000_000, ...scan }
}

export async function drain(pages: AsyncIterable<readonly LogEventRow[]>): Promise<LogEventRow[]> {
  const rows: LogEventRow[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

export async function scanMessages(
  logs: LogStore,
  scan: Partial<LogScan> & Pick<LogScan, 'groups'>,
): Promise<readonly string[]> {
  return (await scanRows(logs, scan)).map((row) => row.message)
}

/** One datapoint. A sample when `value` is given; a statistic set that hides its values otherwise. */
export interface TestPoint {
  readonly series: number
  readonly timestampMs: number
  /** Unit code; `Count` when absent. */
  readonly unit?: number
  readonly count?: number
  readonly value?: number
  readonly sum?: number
  readonly min?: number
  readonly max?: number
}

export function metricPoints(points: readonly TestPoint[]): MetricPoints {
  const value = (point: TestPoint): number => point.value ?? Number.NaN
  const count = (point: TestPoint): number => point.count ?? 1
  return {
    series: points.map((point) => point.series),
    timestampsMs: points.map((point) => point.timestampMs),
    units: points.map((point) => point.unit ?? 3),
    resolutions: points.map(() => 1),
    counts: points.map(count),
    sums: points.map((point) => point.sum ?? value(point) * count(point)),
    mins: points.map((point) => point.min ?? value(point)),
    maxs: points.map((point) => point.max ?? value(point)),
    values: points.map(value),
  }
}
