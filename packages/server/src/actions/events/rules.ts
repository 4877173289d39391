import type { InputOf } from '@atalaya/aws'
import type { Clock, Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'
import { Turns } from '../../catalog/turns.ts'

/*
 * Event buses and their rules. A bus's key is `account/region/name`, a rule's `account/region/bus/name`, so that the rules of a
 * bus are one range of keys. The default bus is always there, and has a document only when something about it was changed.
 */

const BUS = 'event-bus'
const RULE = 'event-rule'
/** When a rule with a schedule is due; keyed as the rule. */
const SCHEDULE = 'event-schedule'
export const DEFAULT_BUS = 'default'

export type Target = InputOf<'events', 'PutTargets'>['Targets'][number]

export interface EventBus {
  readonly tenant: Tenant
  readonly name: string
  readonly arn: string
  readonly settings: BusSettings
  /** JSON text. It is kept and shown; nothing is decided by it. */
  readonly policy?: string
  readonly tags: Readonly<Record<string, string>>
  /** Undefined for the default bus. */
  readonly createdMs?: number
  readonly modifiedMs?: number
}

/** As they were put, and as they are shown. */
export type BusSettings = Pick<
  InputOf<'events', 'UpdateEventBus'>,
  'Description' | 'KmsKeyIdentifier' | 'DeadLetterConfig' | 'LogConfig'
>

export interface EventRule {
  readonly tenant: Tenant
  readonly bus: string
  readonly name: string
  readonly arn: string
  readonly state: 'ENABLED' | 'DISABLED'
  /** As it was put. */
  readonly pattern?: string
  readonly schedule?: string
  readonly description?: string
  readonly roleArn?: string
  readonly targets: readonly Target[]
  readonly tags: Readonly<Record<string, string>>
  /** What a rate counts from. */
  readonly enabledMs: number
}

export interface DueSchedule {
  readonly rule: EventRule
  readonly dueMs: number
}

export interface Page {
  readonly prefix?: string | undefined
  /** Only names greater than it. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

export class EventRules {
  readonly #control: ControlStore
  readonly #clock: Clock
  readonly #turns = new Turns()

  constructor(control: ControlStore, clock: Clock) {
    this.#control = control
    this.#clock = clock
  }

  bus(tenant: Tenant, name: string): EventBus | undefined {
    const found = this.#control.get(BUS, busKey(tenant, name))
    if (found !== undefined) return readBus(found)
    return name === DEFAULT_BUS ? { tenant, name, arn: busArn(tenant, name), settings: {}, tags: {} } : undefined
  }

  /** In order of name. */
  buses(tenant: Tenant): readonly EventBus[] {
    const own = this.#control
      .list(BUS, { prefix: tenantPrefix(tenant) })
      .map(({ body }) => readBus(body))
      .filter(({ name }) => name !== DEFAULT_BUS)
    const all = [...own, ...[this.bus(tenant, DEFAULT_BUS)].filter((bus) => bus !== undefined)]
    return all.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Undefined when the name is taken. */
  async createBus(
    tenant: Tenant,
    name: string,
    options: Pick<EventBus, 'settings' | 'tags'>,
  ): Promise<EventBus | undefined> {
    const key = busKey(tenant, name)
    return await this.#turns.run(key, async () => {
      if (this.bus(tenant, name) !== undefined) return undefined
      const nowMs = this.#clock.now()
      const arn = busArn(tenant, name)
      const bus: EventBus = { tenant, name, arn, ...options, createdMs: nowMs, modifiedMs: nowMs }
      await this.#control.commit([{ kind: BUS, key, body: bus }])
      return bus
    })
  }

  /** Undefined when there is no such bus. `change` may throw. */
  async updateBus(tenant: Tenant, name: string, change: (bus: EventBus) => EventBus): Promise<EventBus | undefined> {
    const key = busKey(tenant, name)
    return await this.#turns.run(key, async () => {
      const bus = this.bus(tenant, name)
      if (bus === undefined) return undefined
      const changed = { ...change(bus), modifiedMs: this.#clock.now() }
      await this.#control.commit([{ kind: BUS, key, body: changed }])
      return changed
    })
  }

  /** False when it still has rules. */
  async deleteBus(tenant: Tenant, name: string): Promise<boolean> {
    const key = busKey(tenant, name)
    return await this.#turns.run(key, async () => {
      if (this.#control.count(RULE, `${key}/`) > 0) return false
      await this.#control.commit([{ kind: BUS, key, body: undefined }])
      return true
    })
  }

  rule(tenant: Tenant, bus: string, name: string): EventRule | undefined {
    return this.#control.get(RULE, ruleKey(tenant, bus, name)) as EventRule | undefined
  }

  /** Rules of a bus in order of name. */
  rules(tenant: Tenant, bus: string, { prefix = '', after, limit }: Page = {}): readonly EventRule[] {
    const owner = `${busKey(tenant, bus)}/`
    const documents = this.#control.list(RULE, {
      prefix: owner + prefix,
      ...(after === undefined ? {} : { after: owner + after }),
      ...(limit === undefined ? {} : { limit }),
    })
    return documents.map(({ body }) => body as EventRule)
  }

  /** Whether a tenant has any rule at all, so that events for nobody need not be made. */
  hasRules(tenant: Tenant): boolean {
    return this.#control.list(RULE, { prefix: tenantPrefix(tenant), limit: 1 }).length > 0
  }

  /**
   * Replaces a rule, or removes it, by what `change` makes of it, which may throw. Changes of one bus take turns.
   *
   * @param change given undefined when there is no such rule; returns undefined to remove it
   * @param dueMs when a rule with a schedule is due first
   */
  async changeRule(
    tenant: Tenant,
    bus: string,
    name: string,
    change: (rule: EventRule | undefined) => EventRule | undefined,
    dueMs: (rule: EventRule) => number | undefined = () => undefined,
  ): Promise<void> {
    await this.#turns.run(busKey(tenant, bus), async () => {
      const key = ruleKey(tenant, bus, name)
      const rule = change(this.rule(tenant, bus, name))
      const due = rule?.schedule === undefined || rule.state === 'DISABLED' ? undefined : dueMs(rule)
      const changes: ControlChange[] = [{ kind: RULE, key, body: rule }]
      // One that changes nothing about the schedule leaves it alone.
      if (rule === undefined || rule.schedule === undefined || rule.state === 'DISABLED') {
        changes.push({ kind: SCHEDULE, key, body: undefined })
      } else if (due !== undefined) changes.push({ kind: SCHEDULE, key, body: { dueMs: due } })
      await this.#control.commit(changes)
    })
  }

  /** Rules whose time has come, of all tenants. */
  due(nowMs: number): readonly DueSchedule[] {
    return this.#control.list(SCHEDULE).flatMap(({ key, body }) => {
      const { dueMs } = body as { readonly dueMs: number }
      const rule = this.#control.get(RULE, key) as EventRule | undefined
      return dueMs <= nowMs && rule !== undefined ? [{ rule, dueMs }] : []
    })
  }

  /** The change that says when a rule is due next; undefined: never again. */
  scheduleChange({ tenant, bus, name }: EventRule, dueMs: number | undefined): ControlChange {
    return { kind: SCHEDULE, key: ruleKey(tenant, bus, name), body: dueMs === undefined ? undefined : { dueMs } }
  }
}

/** Buses that were written before they had settings have a description only. */
function readBus(body: unknown): EventBus {
  const { description, ...bus } = body as EventBus & { readonly description?: string }
  return { ...bus, settings: bus.settings ?? (description === undefined ? {} : { Description: description }) }
}

export function busArn({ accountId, region }: Tenant, name: string): string {
  return `arn:aws:events:${region}:${accountId}:event-bus/${name}`
}

/** Rules of the default bus do not name it. */
export function ruleArn({ accountId, region }: Tenant, bus: string, name: string): string {
  const path = bus === DEFAULT_BUS ? name : `${bus}/${name}`
  return `arn:aws:events:${region}:${accountId}:rule/${path}`
}

function busKey(tenant: Tenant, name: string): string {
  return tenantPrefix(tenant) + name
}

/** Names of buses may hold slashes, of rules they may not: the last one divides. */
function ruleKey(tenant: Tenant, bus: string, name: string): string {
  return `${busKey(tenant, bus)}/${name}`
}
