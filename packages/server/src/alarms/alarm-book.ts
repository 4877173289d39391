/**
 * All alarms with their states, in memory, and the one road by which they change.
 *
 * A change is decided synchronously on what is in memory, so two changes never see each other half done; what it writes (state,
 * configuration, history, outbox) goes to the control store in one commit. Changes that are decided while a commit runs share
 * the next one: a minute in which a thousand alarms change costs a few commits and not a thousand. When a commit fails, memory
 * is read anew from the control store and everybody whose change was not written gets the error.
 */
import { alarmsOf, evaluationOrder, parseRule, type Rule } from '@atalaya/alarms'
import type { Clock, Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import { AlarmChange } from './alarm-change.ts'
import type { Alarm, AlarmState } from './alarm-state.ts'
import { MuteRules } from './mute-rules.ts'
import { ALARM, ALARM_STATE, alarmKey, alarmNameOf } from './names.ts'
import type { AlarmRecord, CompositeAlarmRecord } from './transition.ts'

export interface AlarmBookOptions {
  readonly control: ControlStore
  readonly clock: Clock
  /** Whether events of a tenant go anywhere; events that nobody wants are not written. Default: none does. */
  readonly wantsEvents?: (tenant: Tenant) => boolean
  /** What removes the things that go with an alarm. Default: there are none. */
  readonly belongings?: (record: AlarmRecord) => readonly ControlChange[]
}

export interface Page {
  readonly prefix?: string | undefined
  /** Only names greater than it. */
  readonly after?: string | undefined
}

/** A composite alarm's rule and the keys of the alarms it is about. */
export interface ParsedRule {
  readonly rule: Rule
  readonly keyOf: (alarm: string) => string
  readonly children: readonly string[]
}

interface Batch {
  readonly writes: ControlChange[]
  readonly done: Promise<void>
}

export class AlarmBook {
  readonly muteRules: MuteRules
  readonly wantsEvents: (tenant: Tenant) => boolean
  readonly belongings: (record: AlarmRecord) => readonly ControlChange[]
  readonly #control: ControlStore
  readonly #clock: Clock
  readonly #alarms = new Map<string, Alarm>()
  /** Keys of composite alarms by the key of an alarm their rule is about. */
  readonly #parents = new Map<string, Set<string>>()
  /** Keys of composite alarms by the key of their suppressor. */
  readonly #suppressed = new Map<string, Set<string>>()
  readonly #rules = new WeakMap<CompositeAlarmRecord, ParsedRule>()
  /** What takes new writes; undefined when the next one begins another batch. */
  #open: Batch | undefined
  /** Settles when everything before is written, and never rejects. */
  #written: Promise<void> = Promise.resolve()
  /** Counts failures to write: a batch of an earlier epoch was decided on what was lost. */
  #epoch = 0

  constructor({ control, clock, wantsEvents = () => false, belongings = () => [] }: AlarmBookOptions) {
    this.belongings = belongings
    this.#control = control
    this.#clock = clock
    this.wantsEvents = wantsEvents
    this.muteRules = new MuteRules(control)
    this.reload()
  }

  /** Reads everything from the control store. */
  reload(): void {
    this.#alarms.clear()
    this.#parents.clear()
    this.#suppressed.clear()
    this.muteRules.changed()
    for (const { key, body } of this.#control.list(ALARM)) {
      const state = this.#control.get(ALARM_STATE, key) as AlarmState | undefined
      if (state !== undefined) this.set(key, { record: body as AlarmRecord, state })
    }
  }

  get(tenant: Tenant, name: string): Alarm | undefined {
    return this.#alarms.get(alarmKey(tenant, name))
  }

  byKey(key: string): Alarm | undefined {
    return this.#alarms.get(key)
  }

  /** In ascending order of name. */
  list(tenant: Tenant, { prefix = '', after }: Page = {}): readonly Alarm[] {
    const owner = tenantPrefix(tenant)
    const options = { prefix: owner + prefix, ...(after === undefined ? {} : { after: owner + after }) }
    return this.#control.list(ALARM, options).flatMap(({ key }) => this.#alarms.get(key) ?? [])
  }

  /** Every alarm of every tenant. */
  all(): IterableIterator<readonly [key: string, alarm: Alarm]> {
    return this.#alarms.entries()
  }

  get size(): number {
    return this.#alarms.size
  }

  parsedRule(record: CompositeAlarmRecord): ParsedRule {
    let parsed = this.#rules.get(record)
    if (parsed === undefined) {
      const rule = parseRule(record.definition.AlarmRule)
      const keyOf = (alarm: string): string => alarmKey(record.tenant, alarmNameOf(record.tenant, alarm) ?? alarm)
      parsed = { rule, keyOf, children: [...new Set(alarmsOf(rule).map(keyOf))] }
      this.#rules.set(record, parsed)
    }
    return parsed
  }

  parentsOf(key: string): ReadonlySet<string> {
    return this.#parents.get(key) ?? NONE
  }

  /** Composite alarms whose actions the alarm suppresses. */
  suppressedBy(key: string): ReadonlySet<string> {
    return this.#suppressed.get(key) ?? NONE
  }

  /** Whether a composite alarm depends on itself. */
  isCyclic(key: string): boolean {
    return evaluationOrder([key], (alarm) => this.parentsOf(alarm)).cyclic.includes(key)
  }

  /**
   * Lets `work` change alarms, and resolves when the changes are durable. Nothing happens when `work` throws.
   *
   * `work` is called at once and must not wait for anything.
   */
  async change<T>(work: (change: AlarmChange) => T): Promise<T> {
    const change = new AlarmChange(this, this.#clock.now())
    let result: T
    try {
      result = work(change)
      change.settle()
    } catch (error) {
      change.undo()
      throw error
    }
    if (change.writes.length > 0) await this.#commit(change.writes)
    return result
  }

  /** Only memory; the caller sees to the control store. */
  set(key: string, alarm: Alarm | undefined): void {
    const before = this.#alarms.get(key)
    if (before?.record !== alarm?.record) {
      if (before !== undefined) this.#unlink(key, before.record)
      if (alarm !== undefined) this.#link(key, alarm.record)
    }
    if (alarm === undefined) this.#alarms.delete(key)
    else this.#alarms.set(key, alarm)
  }

  /** Adds to the batch that is written next. */
  #commit(writes: readonly ControlChange[]): Promise<void> {
    const batch = this.#open ?? this.#newBatch()
    batch.writes.push(...writes)
    return batch.done
  }

  #newBatch(): Batch {
    const writes: ControlChange[] = []
    const epoch = this.#epoch
    const done = this.#written.then(async () => {
      if (this.#open?.writes === writes) this.#open = undefined
      if (epoch !== this.#epoch) throw new Error('An earlier change of alarms could not be written.')
      await this.#control.commit(writes).catch((error: unknown) => {
        // What was decided meanwhile stands on something that never was.
        this.#epoch += 1
        this.#open = undefined
        this.reload()
        throw error
      })
    })
    this.#written = done.catch(() => undefined)
    this.#open = { writes, done }
    return this.#open
  }

  #link(key: string, record: AlarmRecord): void {
    if (record.type !== 'CompositeAlarm') return
    for (const child of this.parsedRule(record).children) add(this.#parents, child, key)
    const suppressor = suppressorKey(record)
    if (suppressor !== undefined) add(this.#suppressed, suppressor, key)
  }

  #unlink(key: string, record: AlarmRecord): void {
    if (record.type !== 'CompositeAlarm') return
    for (const child of this.parsedRule(record).children) this.#parents.get(child)?.delete(key)
    const suppressor = suppressorKey(record)
    if (suppressor !== undefined) this.#suppressed.get(suppressor)?.delete(key)
  }
}

const NONE: ReadonlySet<string> = new Set()

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key)
  if (values === undefined) index.set(key, new Set([value]))
  else values.add(value)
}

export function suppressorKey({ tenant, definition }: CompositeAlarmRecord): string | undefined {
  const { ActionsSuppressor: suppressor } = definition
  const name = suppressor === undefined ? undefined : alarmNameOf(tenant, suppressor)
  return name === undefined ? undefined : alarmKey(tenant, name)
}
