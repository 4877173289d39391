/**
 * One change of alarms while it is being decided.
 *
 * A transition brings with it, all in the same commit: its history item, the intents of its actions, its event, the composite
 * alarms that depend on the alarm, and the actions those hold back for it.
 */
import {
  type Contributor,
  type ContributorChange,
  evaluateRule,
  evaluationOrder,
  isoTime,
  jsonText,
  longTime,
  type StateValue,
  type SuppressionEvent,
  stepSuppression,
  triggeringAlarms,
} from '@atalaya/alarms'
import type { ControlChange } from '@atalaya/store'
import { type AlarmBook, suppressorKey } from './alarm-book.ts'
import { type Alarm, type AlarmState, snapshotOf, type WithheldActions } from './alarm-state.ts'
import { isContributorAction, isMultiSeries } from './definition.ts'
import { type HistoryItem, historyChange } from './history.ts'
import { type ConfigurationChange, configurationChangeEvent, stateChangeEvent } from './messages/events.ts'
import { createdData, deletedData, stateUpdateData, updatedData } from './messages/history-data.ts'
import { ALARM, ALARM_STATE, alarmKey, MONITORING_TAGS } from './names.ts'
import { actionIntent, eventIntent } from './outbox.ts'
import type {
  AlarmRecord,
  AlarmTransition,
  CompositeAlarmRecord,
  ContributorSnapshot,
  StateSnapshot,
  TriggeringChild,
} from './transition.ts'

/** A state that an alarm is to be in. */
export interface NextState {
  readonly value: StateValue
  readonly reason: string
  readonly reasonData?: string | undefined
}

export class AlarmChange {
  readonly nowMs: number
  /** What is to be committed. */
  readonly writes: ControlChange[] = []
  readonly #book: AlarmBook
  readonly #before = new Map<string, Alarm | undefined>()
  /** Keys of alarms that came into another state, with that state. */
  readonly #transitioned: string[] = []

  constructor(book: AlarmBook, nowMs: number) {
    this.#book = book
    this.nowMs = nowMs
  }

  get(key: string): Alarm | undefined {
    return this.#book.byKey(key)
  }

  /** Any other document that belongs to the change. */
  write(change: ControlChange): void {
    this.writes.push(change)
  }

  create(record: AlarmRecord, state: AlarmState): void {
    this.#set({ record, state })
    this.write({ kind: ALARM, key: keyOf(record), body: record })
    this.#configured(record, state, 'created', createdData(record, snapshotOf(state)), { operation: 'create' })
  }

  /** Replaces the configuration of an alarm; `state` is what it goes on with. */
  update(previous: AlarmRecord, record: AlarmRecord, state: AlarmState): void {
    this.#set({ record, state })
    this.write({ kind: ALARM, key: keyOf(record), body: record })
    const data = updatedData(record, previous, snapshotOf(state))
    this.#configured(record, state, 'updated', data, { operation: 'update', previous })
  }

  delete({ record, state }: Alarm): void {
    const key = keyOf(record)
    this.#configured(record, state, 'deleted', deletedData(record, snapshotOf(state)), { operation: 'delete' })
    this.#remember(key)
    this.#book.set(key, undefined)
    this.write({ kind: ALARM, key, body: undefined })
    this.write({ kind: ALARM_STATE, key, body: undefined })
    this.write({ kind: MONITORING_TAGS, key: record.arn, body: undefined })
    for (const change of this.#book.belongings(record)) this.write(change)
  }

  /** Switches the actions of an alarm on or off. */
  setActionsEnabled({ record, state }: Alarm, enabled: boolean): void {
    const changed = {
      ...record,
      updatedMs: this.nowMs,
      definition: { ...record.definition, ActionsEnabled: enabled },
    } as AlarmRecord
    this.update(record, changed, state)
  }

  /** Changes what is remembered of an alarm without a transition. */
  patch({ record, state }: Alarm, patch: Partial<AlarmState>): Alarm {
    const alarm = { record, state: withoutUndefined({ ...state, ...patch }) }
    this.#set(alarm)
    return alarm
  }

  /** Brings an alarm into a state. Nothing but `patch` happens when it is the state it is in. */
  transition(
    alarm: Alarm,
    next: NextState,
    patch: Partial<AlarmState> = {},
    triggeringChildren?: readonly TriggeringChild[],
  ): void {
    if (next.value === alarm.state.value) {
      if (Object.keys(patch).length > 0) this.patch(alarm, patch)
      return
    }
    const previous = snapshotOf(alarm.state)
    const { record } = alarm
    const changed = this.patch(alarm, {
      ...patch,
      value: next.value,
      reason: next.reason,
      reasonData: next.reasonData,
      updatedMs: this.nowMs,
      transitionedMs: this.nowMs,
    })
    const key = keyOf(record)
    this.#transitioned.push(key)
    const held = this.#hold(changed, previous, triggeringChildren)
    const state = snapshotOf(held?.state ?? changed.state)
    const transition = this.#withMute({
      alarm: record,
      previous,
      state,
      ...(triggeringChildren === undefined ? {} : { triggeringChildren }),
    })
    this.#told(transition, 'StateUpdate', `Alarm updated from ${previous.value} to ${state.value}`)
    if (held === undefined) this.#act(changed, transition)
  }

  /** Tells what became of the series of an alarm. */
  contributorTransitions(alarm: Alarm, changes: readonly ContributorChange[]): void {
    for (const { previous, contributor } of changes) {
      const { id, attributes } = contributor
      const transition = this.#withMute({
        alarm: alarm.record,
        previous: contributorSnapshot(previous),
        state: contributorSnapshot(contributor),
        contributor: { id, attributes },
      })
      const summary = `Alarm contributor updated from ${previous.value} to ${contributor.value}`
      this.#told(transition, 'AlarmContributorStateUpdate', summary)
      this.#act(this.get(keyOf(alarm.record)) ?? alarm, transition)
    }
  }

  /** Evaluates a composite alarm that was put just now. */
  evaluateComposite(record: CompositeAlarmRecord, verb: 'created' | 'updated'): void {
    const key = keyOf(record)
    if (this.#book.isCyclic(key)) return
    this.#evaluate(key, (value) => `${record.arn} was ${verb} and its alarm rule evaluates to ${value}`)
  }

  /** Composite alarms above everything that changed, and those it suppresses. */
  settle(): void {
    const changed = [...this.#transitioned]
    const { order } = evaluationOrder(changed, (key) => this.#book.parentsOf(key))
    for (const key of order) this.#evaluate(key, (_value, triggering) => this.#childReason(triggering))
    for (const key of new Set(this.#transitioned)) {
      const active = this.get(key)?.state.value === 'ALARM'
      const wasActive = this.#before.get(key)?.state.value === 'ALARM'
      if (active === wasActive) continue
      for (const suppressed of this.#book.suppressedBy(key)) this.#suppress(suppressed, { kind: 'suppressor', active })
    }
  }

  /** Runs the actions of composite alarms whose wait or extension is over. */
  releaseHeld(key: string): void {
    this.#suppress(key, { kind: 'time' })
  }

  /** Drops what holds the actions of a composite alarm back, after its suppressor was replaced or taken away. */
  discardHold(record: CompositeAlarmRecord): void {
    const alarm = this.get(keyOf(record))
    if (alarm === undefined || alarm.state.hold === undefined) return
    const { held } = alarm.state
    const free = this.patch(alarm, { hold: undefined, held: undefined })
    if (held === undefined) return
    // What waited is as good as a change that happened now.
    if (this.#hold(free, held.previous, held.triggeringChildren) === undefined) this.#runHeld(free, held)
  }

  /** Runs what mute windows withheld of an alarm, if none mutes it any more. */
  unmute(key: string): void {
    const alarm = this.get(key)
    const withheld = alarm?.state.withheld
    if (alarm === undefined || withheld === undefined) return
    const { record, state } = alarm
    if (this.#book.muteRules.mutedAt(record.tenant, record.name, this.nowMs) !== undefined) return
    const free = this.patch(alarm, { withheld: undefined })
    for (const { previous, contributorId, attributes } of withheld) {
      const contributor = contributorId === undefined ? undefined : { id: contributorId, attributes: attributes ?? {} }
      const current =
        contributor === undefined ? snapshotOf(free.state) : currentContributor(state, contributor, this.nowMs)
      if (current.value === previous.value) continue
      const transition = {
        alarm: record,
        previous,
        state: current,
        ...(contributor === undefined ? {} : { contributor }),
      }
      this.#run(free, transition, this.nowMs)
    }
  }

  /** Memory as it was before. */
  undo(): void {
    for (const [key, alarm] of this.#before) this.#book.set(key, alarm)
  }

  #evaluate(key: string, reasonOf: (value: StateValue, triggering: readonly string[]) => string): void {
    const alarm = this.get(key)
    if (alarm?.record.type !== 'CompositeAlarm') return
    const { rule, keyOf: childKey } = this.#book.parsedRule(alarm.record)
    const stateOf = (name: string): StateValue | undefined => this.get(childKey(name))?.state.value
    const value = evaluateRule(rule, stateOf) ? 'ALARM' : 'OK'
    if (value === alarm.state.value) return
    const triggering = [...new Set(triggeringAlarms(rule, stateOf).map(childKey))]
    const children = triggering.flatMap((child) => this.#childOf(child))
    const triggeringAlarmsData = children.map(({ arn, value: state, timestampMs }) => ({
      arn,
      state: { value: state, timestamp: isoTime(timestampMs) },
    }))
    const reasonData = jsonText({ triggeringAlarms: triggeringAlarmsData })
    this.transition(alarm, { value, reason: reasonOf(value, triggering), reasonData }, {}, children)
  }

  #childOf(key: string): readonly TriggeringChild[] {
    const child = this.get(key)
    if (child === undefined) return []
    const { value, transitionedMs } = child.state
    return [{ arn: child.record.arn, value, timestampMs: transitionedMs }]
  }

  /** Of the children that decide, the one that changed; else the first that changed at all. */
  #childReason(triggering: readonly string[]): string {
    const changed = new Set(this.#transitioned)
    const key = triggering.find((child) => changed.has(child)) ?? this.#transitioned[0]
    const child = key === undefined ? undefined : this.get(key)
    if (child === undefined) return ''
    const { value, transitionedMs } = child.state
    return `${child.record.arn} transitioned to ${value} at ${longTime(transitionedMs)}`
  }

  /** The alarm with its actions held back; undefined when they are to run. */
  #hold(
    alarm: Alarm,
    previous: StateSnapshot,
    triggeringChildren: readonly TriggeringChild[] | undefined,
  ): Alarm | undefined {
    const { record } = alarm
    if (record.type !== 'CompositeAlarm') return undefined
    const suppressor = suppressorKey(record)
    if (suppressor === undefined) return undefined
    const suppressorActive = this.get(suppressor)?.state.value === 'ALARM'
    const rule = suppressionRule(record)
    const { hold } = stepSuppression(rule, alarm.state.hold, { kind: 'transition', suppressorActive }, this.nowMs)
    if (hold === undefined) {
      if (alarm.state.hold !== undefined) this.patch(alarm, { hold: undefined, held: undefined })
      return undefined
    }
    const held = { previous, ...(triggeringChildren === undefined ? {} : { triggeringChildren }) }
    return this.patch(alarm, { hold, held })
  }

  #suppress(key: string, event: SuppressionEvent): void {
    const alarm = this.get(key)
    if (alarm?.record.type !== 'CompositeAlarm') return
    const { hold, held } = alarm.state
    const step = stepSuppression(suppressionRule(alarm.record), hold, event, this.nowMs)
    if (step.hold === hold && !step.run) return
    const patch = step.run ? { hold: undefined, held: undefined } : { hold: step.hold }
    const changed = this.patch(alarm, patch)
    if (step.run && held !== undefined) this.#runHeld(changed, held)
  }

  #runHeld(alarm: Alarm, held: NonNullable<AlarmState['held']>): void {
    const transition = { alarm: alarm.record, state: snapshotOf(alarm.state), ...held }
    this.#act(alarm, this.#withMute(transition))
  }

  /** Runs the actions of a transition, or notes that a mute window withholds them. */
  #act(alarm: Alarm, transition: AlarmTransition): void {
    if (!(alarm.record.definition.ActionsEnabled ?? true)) return
    if (transition.mute === undefined) {
      this.#run(alarm, transition)
      return
    }
    const { contributor, previous } = transition
    const withheld = alarm.state.withheld ?? []
    const isNoted = withheld.some(({ contributorId }) => contributorId === contributor?.id)
    if (isNoted) return
    const note: WithheldActions =
      contributor === undefined
        ? { previous }
        : { previous, contributorId: contributor.id, attributes: contributor.attributes }
    this.patch(alarm, { withheld: [...withheld, note] })
  }

  #run({ record }: Alarm, transition: AlarmTransition, mutedUntilMs?: number): void {
    const { definition } = record
    if (!(definition.ActionsEnabled ?? true)) return
    for (const action of actionsFor(record, transition)) {
      this.write(actionIntent({ ...transition, alarm: record }, action, this.nowMs, mutedUntilMs))
    }
  }

  #told(transition: AlarmTransition, type: HistoryItem['type'], summary: string): void {
    const { alarm, previous, state, contributor } = transition
    const data = stateUpdateData(previous, state)
    this.#history(alarm, { type, summary, data, ...(contributor === undefined ? {} : { contributor }) })
    if (!this.#book.wantsEvents(alarm.tenant)) return
    this.write(eventIntent(alarm, (id) => stateChangeEvent(transition, id), this.nowMs))
  }

  #configured(
    record: AlarmRecord,
    state: AlarmState,
    verb: 'created' | 'updated' | 'deleted',
    data: string,
    change: ConfigurationChange,
  ): void {
    this.#history(record, { type: 'ConfigurationUpdate', summary: `Alarm "${record.name}" ${verb}`, data })
    if (!this.#book.wantsEvents(record.tenant)) return
    const render = (id: string) => configurationChangeEvent(record, snapshotOf(state), change, this.nowMs, id)
    this.write(eventIntent(record, render, this.nowMs))
  }

  #history(record: AlarmRecord, item: Pick<HistoryItem, 'type' | 'summary' | 'data' | 'contributor'>): void {
    const { tenant, name, type } = record
    this.write(historyChange(tenant, { alarmName: name, alarmType: type, timestampMs: this.nowMs, ...item }))
  }

  #withMute(transition: AlarmTransition): AlarmTransition {
    const { tenant, name } = transition.alarm
    const mute = this.#book.muteRules.mutedAt(tenant, name, this.nowMs)
    return mute === undefined ? transition : { ...transition, mute }
  }

  #set(alarm: Alarm): void {
    const key = keyOf(alarm.record)
    this.#remember(key)
    this.#book.set(key, alarm)
    this.write({ kind: ALARM_STATE, key, body: alarm.state })
  }

  #remember(key: string): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#book.byKey(key))
  }
}

function keyOf({ tenant, name }: AlarmRecord): string {
  return alarmKey(tenant, name)
}

function suppressionRule({ definition }: CompositeAlarmRecord): {
  readonly waitMs: number
  readonly extensionMs: number
} {
  const { ActionsSuppressorWaitPeriod: wait = 0, ActionsSuppressorExtensionPeriod: extension = 0 } = definition
  return { waitMs: wait * 1_000, extensionMs: extension * 1_000 }
}

function actionsFor(record: AlarmRecord, { state, contributor }: AlarmTransition): readonly string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = record.definition
  const actions = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }[state.value]
  if (!isMultiSeries(record)) return actions
  return actions.filter((action) => isContributorAction(action) === (contributor !== undefined))
}

function contributorSnapshot({ value, reason, reasonData, transitionedMs }: Contributor): StateSnapshot {
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestampMs: transitionedMs }
}

function currentContributor(
  { contributors = [] }: AlarmState,
  { id }: ContributorSnapshot,
  nowMs: number,
): StateSnapshot {
  const found = contributors.find((contributor) => contributor.id === id)
  return found === undefined ? { value: 'OK', reason: '', timestampMs: nowMs } : contributorSnapshot(found)
}

/** JSON has no undefined: what memory holds must be what a restart finds. */
function withoutUndefined(state: AlarmState): AlarmState {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)) as unknown as AlarmState
}
