import { DAY_MS, type Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import { ALARM_HISTORY } from './names.ts'
import type { AlarmRecord, ContributorSnapshot } from './transition.ts'

export type HistoryItemType =
  | 'ConfigurationUpdate'
  | 'StateUpdate'
  | 'Action'
  | 'AlarmContributorStateUpdate'
  | 'AlarmContributorAction'

export interface HistoryItem {
  /** Unlike that of any other item, and later than those of earlier ones. */
  readonly id: string
  readonly alarmName: string
  readonly alarmType: AlarmRecord['type']
  readonly timestampMs: number
  readonly type: HistoryItemType
  readonly summary: string
  /** JSON text. */
  readonly data: string
  readonly contributor?: ContributorSnapshot
}

/** What the console of AWS shows. Older items are removed. */
const KEPT_MS: number = 30 * DAY_MS
/** Items of one tenant; our choice, so that an alarm that flaps for a month does not fill the memory. The oldest go first. */
const MAX_ITEMS = 50_000
/** How many items may be over the limit until the next {@link expireHistory}. */
const REMOVED_AT_ONCE = 10_000

let counter = 0

/**
 * The change that adds an item: to be committed with what it tells about. Keys begin with the tenant and the time, so that a
 * tenant's history is one range in order of time; items outlive their alarm.
 */
export function historyChange(tenant: Tenant, item: Omit<HistoryItem, 'id'>): ControlChange {
  counter = (counter + 1) % 1_000_000_000
  const id = `${timeKey(item.timestampMs)}-${String(counter).padStart(9, '0')}-${process.pid}`
  return { kind: ALARM_HISTORY, key: tenantPrefix(tenant) + id, body: { ...item, id } }
}

/** Items of a tenant, oldest first. */
export function historyOf(control: ControlStore, tenant: Tenant): readonly HistoryItem[] {
  return control.list(ALARM_HISTORY, { prefix: tenantPrefix(tenant) }).map(({ body }) => body as HistoryItem)
}

/** Whether there is so much that it should not wait for its hour. */
export function isHistoryLong(control: ControlStore): boolean {
  return control.count(ALARM_HISTORY) > 2 * MAX_ITEMS
}

/** Removes what is too old or too much. */
export async function expireHistory(control: ControlStore, nowMs: number): Promise<void> {
  const perTenant = new Map<string, string[]>()
  for (const { key } of control.list(ALARM_HISTORY)) {
    const prefix = key.slice(0, key.lastIndexOf('/'))
    const keys = perTenant.get(prefix)
    if (keys === undefined) perTenant.set(prefix, [key])
    else keys.push(key)
  }
  const removed = [...perTenant].flatMap(([prefix, keys]) => {
    const oldest = `${prefix}/${timeKey(nowMs - KEPT_MS)}`
    return keys.filter((key, index) => key < oldest || index < keys.length - MAX_ITEMS)
  })
  for (let from = 0; from < removed.length; from += REMOVED_AT_ONCE) {
    const keys = removed.slice(from, from + REMOVED_AT_ONCE)
    await control.commit(keys.map((key): ControlChange => ({ kind: ALARM_HISTORY, key, body: undefined })))
  }
}

function timeKey(timeMs: number): string {
  return String(Math.max(0, timeMs)).padStart(15, '0')
}
