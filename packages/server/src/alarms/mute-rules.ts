import {
  isExpired,
  type MuteRule,
  type MuteSchedule,
  muteWindowAt,
  parseDuration,
  parseSchedule,
  parseTimeZone,
  UTC,
} from '@atalaya/alarms'
import { invariant, type Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import { MUTE_RULE } from './names.ts'
import type { MuteDetail } from './transition.ts'

/** A mute rule as it was put. */
export interface MuteRuleRecord {
  readonly tenant: Tenant
  readonly name: string
  readonly arn: string
  readonly description?: string
  readonly expression: string
  /** ISO 8601. */
  readonly duration: string
  readonly timezone?: string
  /** Undefined: none were given. */
  readonly alarmNames?: readonly string[]
  readonly startMs?: number
  readonly expireMs?: number
  readonly updatedMs: number
}

export type MuteRuleStatus = 'SCHEDULED' | 'ACTIVE' | 'EXPIRED'

/** The mute rules of all tenants. Reading is synchronous; a change is what the control store has to commit. */
export class MuteRules {
  readonly #control: ControlStore
  /** Rules by the key of the alarm they mute; undefined: to be built. */
  #byTarget: Map<string, Parsed[]> | undefined

  constructor(control: ControlStore) {
    this.#control = control
  }

  get(tenant: Tenant, name: string): MuteRuleRecord | undefined {
    return this.#control.get(MUTE_RULE, tenantPrefix(tenant) + name) as MuteRuleRecord | undefined
  }

  /** In ascending order of name. */
  list(tenant: Tenant): readonly MuteRuleRecord[] {
    return this.#control.list(MUTE_RULE, { prefix: tenantPrefix(tenant) }).map(({ body }) => body as MuteRuleRecord)
  }

  put(rule: MuteRuleRecord): ControlChange {
    return { kind: MUTE_RULE, key: tenantPrefix(rule.tenant) + rule.name, body: rule }
  }

  remove({ tenant, name }: MuteRuleRecord): ControlChange {
    return { kind: MUTE_RULE, key: tenantPrefix(tenant) + name, body: undefined }
  }

  /** To be called after a commit that put or removed a rule. */
  changed(): void {
    this.#byTarget = undefined
  }

  /** The window that mutes an alarm at a moment: of several the one that ends last. */
  mutedAt(tenant: Tenant, alarmName: string, timeMs: number): MuteDetail | undefined {
    const rules = this.#targets().get(tenantPrefix(tenant) + alarmName) ?? []
    let latest: MuteDetail | undefined
    for (const { record, rule } of rules) {
      const window = muteWindowAt(rule, timeMs)
      if (window === undefined || (latest !== undefined && latest.windowEndMs >= window.endMs)) continue
      latest = { mutedByArn: record.arn, windowStartMs: window.startMs, windowEndMs: window.endMs }
    }
    return latest
  }

  #targets(): ReadonlyMap<string, readonly Parsed[]> {
    if (this.#byTarget !== undefined) return this.#byTarget
    const targets = new Map<string, Parsed[]>()
    for (const { body } of this.#control.list(MUTE_RULE)) {
      const record = body as MuteRuleRecord
      const parsed = { record, rule: parseMuteRule(record) }
      for (const name of record.alarmNames ?? []) {
        const key = tenantPrefix(record.tenant) + name
        targets.set(key, [...(targets.get(key) ?? []), parsed])
      }
    }
    this.#byTarget = targets
    return targets
  }
}

interface Parsed {
  readonly record: MuteRuleRecord
  readonly rule: MuteRule
}

export function muteRuleStatus(record: MuteRuleRecord, nowMs: number): MuteRuleStatus {
  const rule = parseMuteRule(record)
  if (isExpired(rule, nowMs)) return 'EXPIRED'
  return muteWindowAt(rule, nowMs) === undefined ? 'SCHEDULED' : 'ACTIVE'
}

export function muteType({ expression }: MuteRuleRecord): 'ONE_TIME' | 'RECURRING' {
  return scheduleOf(expression).kind === 'at' ? 'ONE_TIME' : 'RECURRING'
}

function parseMuteRule({ expression, duration, timezone, startMs, expireMs }: MuteRuleRecord): MuteRule {
  const durationMs = parseDuration(duration)
  invariant(durationMs !== undefined, `the duration ${duration} was accepted`)
  const zone = timezone === undefined ? UTC : (parseTimeZone(timezone) ?? UTC)
  return { schedule: scheduleOf(expression), durationMs, zone, startMs, expireMs }
}

function scheduleOf(expression: string): MuteSchedule {
  const schedule = parseSchedule(expression)
  invariant(schedule !== undefined, `the schedule ${expression} was accepted`)
  return schedule
}
