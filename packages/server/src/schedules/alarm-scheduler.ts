/**
 * Evaluates alarms when it is their time.
 *
 * Every ten seconds, some seconds after the boundary, the alarms that are due are read together, decided one by one, and what
 * changed is committed together. Between the reading and the decision an alarm may have been put, deleted or set by somebody
 * else: then it is left for the next time. States are durable and data are read anew each time, so a restart neither loses a
 * transition nor makes one twice.
 */
import { isFilled, judge, type MetricRule, outcomeOf, stepVector, type VectorRule } from '@atalaya/alarms'
import { type Clock, invariant, MINUTE_MS } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { AlarmBook } from '../alarms/alarm-book.ts'
import type { AlarmChange } from '../alarms/alarm-change.ts'
import { type Alarm, type AlarmState, isUnchecked } from '../alarms/alarm-state.ts'
import { settleOne, settleSeveral, settleStep } from '../alarms/decide.ts'
import { metricRuleOf } from '../alarms/definition.ts'
import { expireHistory, isHistoryLong } from '../alarms/history.ts'
import { cadenceOf, intervalOf, vectorRuleOf } from '../alarms/prom-ql.ts'
import { type Reading, type ReadingDeps, readAlarms } from '../alarms/reading.ts'
import type { MetricAlarmRecord } from '../alarms/transition.ts'
import type { Log } from '../telemetry/log.ts'
import { dueBoundaries, nextWake } from './alarm-plan.ts'

export interface AlarmSchedulerOptions extends ReadingDeps {
  readonly alarms: AlarmBook
  readonly control: ControlStore
  readonly clock: Clock
  readonly log: Log
}

/** An alarm as it was when its data were asked for. */
interface Candidate {
  readonly key: string
  readonly alarm: Alarm
  readonly record: MetricAlarmRecord
}

/** What the configuration of an alarm says, read once. */
interface Rules {
  readonly cadence: number
  readonly interval: number
  /** How the alarm decides: on datapoints, or on what a PromQL query returns. */
  readonly decision: MetricRule | VectorRule
}

/** Decided without a pause, so that requests are served in between. */
const BATCH = 1_000
const LONGEST_SLEEP_MS: number = MINUTE_MS

export class AlarmScheduler {
  readonly #options: AlarmSchedulerOptions
  readonly #evaluated = new Map<number, number>()
  readonly #rules = new WeakMap<MetricAlarmRecord, Rules>()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: AlarmSchedulerOptions) {
    this.#options = options
  }

  /** Goes on until {@link stop}. Does not keep the process alive. */
  start(): void {
    this.#arm()
  }

  /** No further evaluation begins; resolves when a running one has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /**
   * Does everything that is due by the clock.
   *
   * @throws {Error} when data could not be read or changes not be written; what was due is due again then
   */
  async run(): Promise<void> {
    const nowMs = this.#options.clock.now()
    await this.#release(nowMs)
    const due = dueBoundaries(this.#evaluated, nowMs)
    for (const [cadence, boundaryMs] of due) {
      await this.#evaluate(this.#candidates(cadence, due, boundaryMs), boundaryMs, nowMs)
      this.#evaluated.set(cadence, boundaryMs)
      const { control } = this.#options
      if (cadence > MINUTE_MS || (cadence === MINUTE_MS && isHistoryLong(control))) await expireHistory(control, nowMs)
    }
  }

  #arm(): void {
    if (this.#stopped) return
    const { clock, log } = this.#options
    const nowMs = clock.now()
    const wakeMs = nextWake(nowMs, this.#timersMs())
    this.#timer = setTimeout(
      () => {
        this.#running = this.run()
          .catch((error: unknown) => log.error('evaluating alarms failed', { error }))
          .finally(() => this.#arm())
      },
      Math.max(1, Math.min(wakeMs - nowMs, LONGEST_SLEEP_MS)),
    )
    this.#timer.unref()
  }

  /** When actions that are held back are to run. */
  #timersMs(): readonly number[] {
    const timers: number[] = []
    for (const [, { state }] of this.#options.alarms.all()) {
      if (state.hold !== undefined && state.hold.by !== 'Alarm') timers.push(state.hold.untilMs)
    }
    return timers
  }

  /** Actions whose wait, extension or mute window is over. */
  async #release(nowMs: number): Promise<void> {
    const { alarms } = this.#options
    const held: string[] = []
    const withheld: string[] = []
    for (const [key, { state }] of alarms.all()) {
      if (state.hold !== undefined && state.hold.by !== 'Alarm' && state.hold.untilMs <= nowMs) held.push(key)
      if (state.withheld !== undefined) withheld.push(key)
    }
    if (held.length + withheld.length === 0) return
    await alarms.change((change) => {
      for (const key of held) change.releaseHeld(key)
      for (const key of withheld) change.unmute(key)
    })
  }

  #candidates(cadence: number, due: ReadonlyMap<number, number>, boundaryMs: number): readonly Candidate[] {
    const lastMs = Math.min(this.#evaluated.get(cadence) ?? boundaryMs, boundaryMs - cadence)
    const candidates: Candidate[] = []
    for (const [key, alarm] of this.#options.alarms.all()) {
      const { record, state } = alarm
      if (record.type !== 'MetricAlarm') continue
      const { cadence: own, interval } = this.#rulesOf(record)
      // An alarm that nobody has evaluated yet need not wait for the hour.
      const early = cadence === MINUTE_MS && own > MINUTE_MS && isUnchecked(state) && !due.has(own)
      const isDue = Math.floor(boundaryMs / interval) > Math.floor(lastMs / interval)
      if ((own === cadence && isDue) || early) candidates.push({ key, alarm, record })
    }
    return candidates
  }

  #rulesOf(record: MetricAlarmRecord): Rules {
    let rules = this.#rules.get(record)
    if (rules === undefined) {
      const { definition } = record
      const decision = vectorRuleOf(definition) ?? metricRuleOf(definition)
      rules = { cadence: cadenceOf(definition), interval: intervalOf(definition), decision }
      this.#rules.set(record, rules)
    }
    return rules
  }

  async #evaluate(candidates: readonly Candidate[], boundaryMs: number, nowMs: number): Promise<void> {
    const awake = candidates.filter(({ alarm, record }) => !sleeps(alarm.state, record, nowMs))
    if (awake.length === 0) return
    const { alarms } = this.#options
    const records = awake.map(({ record }) => record)
    const readings = await readAlarms(this.#options, records, boundaryMs, nowMs)
    for (let from = 0; from < awake.length; from += BATCH) {
      await alarms.change((change) => {
        for (const [offset, candidate] of awake.slice(from, from + BATCH).entries()) {
          const reading = readings[from + offset]
          invariant(reading !== undefined, 'there is a reading for every alarm')
          const current = change.get(candidate.key)
          const isUntouched = current?.record === candidate.record && current.state === candidate.alarm.state
          if (isUntouched) this.#decide(change, candidate, reading, boundaryMs)
        }
      })
    }
  }

  #decide(change: AlarmChange, { alarm, record }: Candidate, reading: Reading, boundaryMs: number): void {
    const { decision: rule } = this.#rulesOf(record)
    const { state } = alarm
    if (reading.kind === 'failed') {
      this.#options.log.warn('an alarm could not be evaluated', { alarm: record.arn, error: reading.error })
      if (state.evaluationState !== 'EVALUATION_ERROR') change.patch(alarm, { evaluationState: 'EVALUATION_ERROR' })
      return
    }
    const patch = evaluationPatch(state, reading)
    if ('pendingPeriod' in rule) {
      // What the query leaves out is absent from the first evaluation on: nothing has to be filled.
      if (reading.kind !== 'vector' || isWarmingUp(state, change.nowMs)) return
      const step = stepVector(rule, reading.elements, state.contributors ?? [], boundaryMs, change.nowMs)
      settleStep(change, alarm, step, patch)
      return
    }
    if (reading.kind === 'vector') return
    if (reading.kind === 'several') {
      this.#decideSeveral(change, alarm, rule, reading, patch)
      return
    }
    if (isWarmingUp(state, change.nowMs) && !isFilled(rule, reading.window)) return
    const outcome = outcomeOf(rule, reading.window)
    const isSame = outcome === 'keep' || (outcome === state.value && !isUnchecked(state))
    settleOne(change, alarm, isSame ? undefined : judge(rule, reading.window, state.value, change.nowMs), patch)
  }

  #decideSeveral(
    change: AlarmChange,
    alarm: Alarm,
    rule: MetricRule,
    { series }: Extract<Reading, { kind: 'several' }>,
    evaluation: Partial<AlarmState>,
  ): void {
    const { state } = alarm
    const nowMs = change.nowMs
    if (isWarmingUp(state, nowMs) && !series.every(({ window }) => isFilled(rule, window))) return
    settleSeveral(change, alarm, rule, series, evaluation)
  }
}

/** Whether the warm-up does not even look whether there are data. */
function sleeps(state: AlarmState, { definition }: MetricAlarmRecord, nowMs: number): boolean {
  const { WarmUpConfiguration: warmUp } = definition
  return isWarmingUp(state, nowMs) && warmUp?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true
}

function isWarmingUp({ warmUpUntilMs }: AlarmState, nowMs: number): boolean {
  return warmUpUntilMs !== undefined && nowMs < warmUpUntilMs
}

/** What an evaluation that worked says about itself. */
function evaluationPatch(state: AlarmState, reading: Exclude<Reading, { kind: 'failed' }>): Partial<AlarmState> {
  const evaluationState = reading.kind !== 'single' && reading.partial ? ('PARTIAL_DATA' as const) : undefined
  return {
    ...(state.evaluationState === evaluationState ? {} : { evaluationState }),
    ...(state.warmUpUntilMs === undefined ? {} : { warmUpUntilMs: undefined }),
  }
}
