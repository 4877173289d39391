/**
 * Lets alarms live through given datapoints on a virtual clock.
 *
 * Nothing is imitated: the alarms are put with the operations, the data are in a store in memory, and the scheduler of the server
 * evaluates at every time at which it would. Days pass in a moment.
 */

import type { StateValue } from '@atalaya/alarms'
import type { Call, Operation } from '@atalaya/aws'
import { type Dimension, fixedClock, invariant, MINUTE_MS, SECOND_MS, type Tenant, unitCode } from '@atalaya/model'
import { MemoryControlStore, MemoryTelemetryStore } from '@atalaya/store'
import { alarmOperations } from '../../operations/monitoring/alarms/index.ts'
import { PointsBuilder } from '../../pipeline/metric-points.ts'
import { EVALUATION_DELAY_MS } from '../../schedules/alarm-plan.ts'
import { silentLog } from '../../telemetry/log.ts'
import { childrenFirst } from '../children-first.ts'
import { openAlarms } from '../open-alarms.ts'
import { pendingIntents } from '../outbox.ts'
import { cadenceOf, type PromQl } from '../prom-ql.ts'
import { OUTBOX } from '../transition.ts'
import type { AlarmDefinition } from './definitions.ts'
import type { GivenPoint } from './recorded.ts'

/** What is known of one metric. */
export interface GivenSeries {
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: readonly Dimension[]
  readonly points: readonly GivenPoint[]
}

/** Whether an element is in the vector that the PromQL query of an alarm returns, at equal distances. */
export interface GivenElement {
  /** Name. */
  readonly alarm: string
  readonly attributes: Readonly<Record<string, string>>
  readonly everyMs: number
  /** The first one is what is returned up to `everyMs` after the start; undefined: the element is not there. */
  readonly values: readonly (number | undefined)[]
}

export interface Scenario {
  readonly alarms: readonly AlarmDefinition[]
  readonly series: readonly GivenSeries[]
  readonly vectors?: readonly GivenElement[]
  readonly startMs: number
  /** Alarms are evaluated for the last time at this boundary. */
  readonly endMs: number
}

export interface StateChange {
  readonly alarm: string
  /** The boundary whose evaluation changed the state, in milliseconds after the start. */
  readonly offsetMs: number
  readonly from: StateValue
  readonly to: StateValue
  readonly reason: string
  /** ARNs of the actions that ran at once. */
  readonly actions: readonly string[]
}

const TENANT: Tenant = { accountId: '000000000000', region: 'us-east-1' }
const STEPS_LIMIT = 1_000_000

/**
 * Every change of state, in order of time.
 *
 * @throws {AwsError} for a definition that CloudWatch would refuse
 * @throws {Error} for two alarms of one name, a vector of an alarm that has no PromQL query, or too long a range
 */
export async function simulate({
  alarms: definitions,
  series,
  vectors = [],
  startMs,
  endMs,
}: Scenario): Promise<readonly StateChange[]> {
  const stray = vectors.find(
    ({ alarm }) => !definitions.some(({ input }) => alarm === input.AlarmName && isPromQl(input)),
  )
  if (stray !== undefined)
    throw new Error(`a vector is given for '${stray.alarm}', which is no alarm on a PromQL query`)
  const names = definitions.map(({ input }) => input.AlarmName)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`two alarms are called '${twice}'`)
  const stepMs = stepOf(definitions)
  if ((endMs - startMs) / stepMs > STEPS_LIMIT) {
    throw new Error(`from start to end there are more than ${STEPS_LIMIT} evaluations`)
  }
  const clock = fixedClock(startMs)
  const telemetry = new MemoryTelemetryStore(clock)
  const control = new MemoryControlStore()
  const promQl = givenVectors(vectors, startMs)
  const open = openAlarms({ control, metrics: telemetry.metrics, clock, log: silentLog, promQl })
  for (const { namespace, metricName, dimensions, points } of series) {
    const id = telemetry.metrics.seriesId(TENANT, namespace, metricName, dimensions)
    const rows = new PointsBuilder()
    // As it is published: within a minute only what was asked to be.
    const resolution = points.every(({ timeMs }) => timeMs % MINUTE_MS === 0) ? 60 : 1
    for (const point of points) addPoint(rows, id, resolution, point)
    await telemetry.append({ metrics: rows.build() })
  }
  const deps = { ...open, control, clock }
  for (const { type, input } of childrenFirst(definitions, (definition) => definition.input)) {
    const name = type === 'metric' ? 'PutMetricAlarm' : 'PutCompositeAlarm'
    const put: Operation<typeof deps> | undefined = alarmOperations.find((operation) => operation.name === name)
    invariant(put !== undefined, `${name} is an operation`)
    await put.handle(input as never, deps, CALL)
  }

  const known = new Map([...open.alarms.all()].map(([key, { state }]) => [key, state]))
  const changes: StateChange[] = []
  for (let boundaryMs = startMs + stepMs; boundaryMs <= endMs; boundaryMs += stepMs) {
    clock.set(boundaryMs + EVALUATION_DELAY_MS)
    await open.scheduler.run()
    const intents = pendingIntents(control)
    for (const [key, { record, state }] of open.alarms.all()) {
      const before = known.get(key)
      known.set(key, state)
      if (before === undefined || before.value === state.value) continue
      const actions = intents.flatMap((intent) => {
        return intent.type === 'action' && intent.alarmArn === record.arn ? [intent.action] : []
      })
      const offsetMs = boundaryMs - startMs
      changes.push({ alarm: record.name, offsetMs, from: before.value, to: state.value, reason: state.reason, actions })
    }
    if (intents.length > 0) await control.commit(intents.map(({ id }) => ({ kind: OUTBOX, key: id, body: undefined })))
  }
  return changes
}

/** Ten seconds when there is an alarm on seconds, else a minute. */
function stepOf(definitions: readonly AlarmDefinition[]): number {
  const cadences = definitions.flatMap(({ type, input }) => (type === 'metric' ? [cadenceOf(input)] : []))
  return cadences.includes(10 * SECOND_MS) ? 10 * SECOND_MS : MINUTE_MS
}

function isPromQl(input: AlarmDefinition['input']): boolean {
  return 'EvaluationCriteria' in input && input.EvaluationCriteria !== undefined
}

function givenVectors(vectors: readonly GivenElement[], startMs: number): PromQl {
  return {
    query: async ({ name }, timeMs) =>
      vectors.flatMap(({ alarm, attributes, everyMs, values }) => {
        const isThere = values[Math.ceil((timeMs - startMs) / everyMs) - 1] !== undefined
        return alarm === name && isThere ? [attributes] : []
      }),
  }
}

function addPoint(
  rows: PointsBuilder,
  id: number,
  resolution: number,
  { timeMs, unit = 'None', samples }: GivenPoint,
): void {
  const code = unitCode(unit) ?? 0
  if (samples.kind === 'value') rows.add(id, timeMs, code, resolution, samples.value)
  else rows.addStatisticSet(id, timeMs, code, resolution, samples)
}

const CALL: Call = {
  tenant: TENANT,
  requestId: '00000000-0000-0000-0000-000000000000',
  signal: new AbortController().signal,
  accessKeyId: undefined,
  headers: {},
}
