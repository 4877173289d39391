import type { Call, InputOf, Operation, OutputOf, Services } from '@atalaya/aws'
import { type FixedClock, fixedClock, type Tenant } from '@atalaya/model'
import { type ControlStore, MemoryControlStore, MemoryTelemetryStore, type TelemetryStore } from '@atalaya/store'
import { alarmOperations } from '../operations/monitoring/alarms/index.ts'
import { monitoringOperations, SeriesIds } from '../operations/monitoring/index.ts'
import { silentLog } from '../telemetry/log.ts'
import { type OpenAlarms, openAlarms } from './open-alarms.ts'
import { pendingIntents } from './outbox.ts'
import type { OutboxIntent } from './transition.ts'

type Name = keyof Services['monitoring'] & string
type MetricAlarm = NonNullable<OutputOf<'monitoring', 'DescribeAlarms'>['MetricAlarms']>[number]
type CompositeAlarm = NonNullable<OutputOf<'monitoring', 'DescribeAlarms'>['CompositeAlarms']>[number]

/** The operations and the scheduler of alarms on stores in memory and a clock that stands still, for tests. */
export interface TestAlarms {
  readonly clock: FixedClock
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  readonly open: OpenAlarms
  call<N extends Name>(name: N, input: InputOf<'monitoring', N>): Promise<OutputOf<'monitoring', N>>
  /** A value of `Test`/`m` at a time. */
  put(timeMs: number, value: number, options?: PutOptions): Promise<void>
  /** Sets the clock to five seconds after a time and evaluates what is due. */
  evaluateAt(timeMs: number): Promise<void>
  alarm(name: string): Promise<MetricAlarm & CompositeAlarm>
  /** Summaries of an alarm's history, oldest first. */
  history(name: string): Promise<readonly string[]>
  /** Actions that are to be run, as `state of transition: action`, oldest first. */
  actions(): readonly string[]
  intents(): readonly OutboxIntent[]
  /** The same data after a restart of the program. */
  restarted(): TestAlarms
}

export interface PutOptions {
  readonly metric?: string
  readonly namespace?: string
  readonly dimensions?: Readonly<Record<string, string>>
  readonly count?: number
  readonly unit?: 'Percent' | 'Count'
}

export const TEST_TENANT: Tenant = { accountId: '000000000000', region: 'us-east-1' }
export const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic'
export const testArn = (name: string): string => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`

type Simple = InputOf<'monitoring', 'PutMetricAlarm'> & {
  readonly Namespace: string
  readonly MetricName: string
}

/** An alarm on the sum of `Test`/`m` of one minute, above 50. */
export const SIMPLE: Simple = {
  AlarmName: 'simple',
  Namespace: 'Test',
  MetricName: 'm',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 50,
  ComparisonOperator: 'GreaterThanThreshold',
  OKActions: [`${TOPIC}-ok`],
  AlarmActions: [`${TOPIC}-alarm`],
}

const DELAY_MS = 5_000

export function testAlarms(startMs: number): TestAlarms {
  const clock = fixedClock(startMs)
  return onStores(clock, new MemoryTelemetryStore(clock), new MemoryControlStore())
}

function onStores(clock: FixedClock, telemetry: TelemetryStore, control: ControlStore): TestAlarms {
  const open = openAlarms({ control, metrics: telemetry.metrics, clock, log: silentLog })
  const seriesIds = new SeriesIds(telemetry.metrics)
  const taggable = open.isTaggable
  const deps = { ...open, telemetry, control, clock, seriesIds, taggable }
  const operations: readonly Operation<typeof deps>[] = [...monitoringOperations, ...alarmOperations]
  const call: TestAlarms['call'] = async (name, input) => {
    const found = operations.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`no operation ${name}`)
    return (await found.handle(input as never, deps, TEST_CALL)) as never
  }
  const intents = (): readonly OutboxIntent[] => pendingIntents(control)
  return {
    clock,
    control,
    telemetry,
    open,
    call,
    put: async (timeMs, value, { metric = 'm', namespace = 'Test', dimensions = {}, count, unit } = {}) => {
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
      const values = count === undefined ? { Value: value } : { Values: [value], Counts: [count] }
      const MetricData = [
        { MetricName: metric, Timestamp: timeMs, Dimensions, Unit: unit, StorageResolution: 1, ...values },
      ]
      const before = clock.now()
      // Data may not be put long before they happen.
      clock.set(Math.max(before, timeMs))
      await call('PutMetricData', { Namespace: namespace, MetricData })
      clock.set(before)
    },
    evaluateAt: async (timeMs) => {
      clock.set(timeMs + DELAY_MS)
      await open.scheduler.run()
    },
    alarm: async (name) => {
      const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const
      const { MetricAlarms = [], CompositeAlarms = [] } = await call('DescribeAlarms', {
        AlarmNames: [name],
        AlarmTypes,
      })
      const [found] = [...MetricAlarms, ...CompositeAlarms]
      if (found === undefined) throw new Error(`no alarm ${name}`)
      return found
    },
    history: async (AlarmName) => {
      const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const
      const { AlarmHistoryItems = [] } = await call('DescribeAlarmHistory', {
        AlarmName,
        AlarmTypes,
        ScanBy: 'TimestampAscending',
      })
      return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary ?? '')
    },
    actions: () => {
      return intents().flatMap((intent) => {
        return intent.type === 'action'
          ? `${intent.transition.state.value}: ${intent.action.slice(TOPIC.length - 5)}`
          : []
      })
    },
    intents,
    restarted: () => onStores(clock, telemetry, control),
  }
}

const TEST_CALL: Call = {
  tenant: TEST_TENANT,
  requestId: '00000000-0000-0000-0000-000000000000',
  signal: new AbortController().signal,
  accessKeyId: undefined,
  headers: {},
}
