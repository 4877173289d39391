import type { InputOf, OutputOf, Services } from '@atalaya/aws'
import { type FixedClock, fixedClock, type Tenant } from '@atalaya/model'
import { MemoryControlStore, MemoryTelemetryStore } from '@atalaya/store'
import type { LiveTailOptions } from '../../pipeline/live-tail.ts'
import { logsOperations } from './index.ts'
import { type OpenLogs, openLogs } from './open-logs.ts'

/** A Wednesday at noon: no minute or day is about to turn. */
export const NOW_MS: number = Date.UTC(2026, 10, 18, 12, 0, 10)
export const TENANT: Tenant = { accountId: '123456789012', region: 'eu-west-1' }

type LogsService = Services['logs']
type OperationName = keyof LogsService & string

/** CloudWatch Logs over stores in memory and a clock that stands still. For tests. */
export interface LogsFixture {
  readonly clock: FixedClock
  readonly control: MemoryControlStore
  readonly telemetry: MemoryTelemetryStore
  readonly logs: OpenLogs
  /** Calls an operation as {@link TENANT}, or as another tenant. */
  readonly call: <N extends OperationName>(
    name: N,
    input: InputOf<'logs', N>,
    options?: { readonly tenant?: Tenant; readonly signal?: AbortSignal },
  ) => Promise<OutputOf<'logs', N>>
}

export interface LogsFixtureOptions {
  readonly liveTail?: Omit<LiveTailOptions, 'clock'>
  readonly control?: MemoryControlStore
  readonly telemetry?: MemoryTelemetryStore
}

export async function logsFixture(options: LogsFixtureOptions = {}): Promise<LogsFixture> {
  const clock = fixedClock(NOW_MS)
  const { control = new MemoryControlStore(), telemetry = new MemoryTelemetryStore(clock) } = options
  const logs = await openLogs({ control, telemetry, clock, ...options })
  const call: LogsFixture['call'] = async (name, input, { tenant = TENANT, signal } = {}) => {
    const operation = logsOperations.find((candidate) => candidate.name === name)
    if (operation === undefined) throw new Error(`There is no operation ${name}.`)
    const output = await operation.handle(input as never, logs, {
      tenant,
      requestId: '00000000-0000-4000-8000-000000000000',
      signal: signal ?? new AbortController().signal,
      accessKeyId: undefined,
      headers: {},
    })
    return output as OutputOf<'logs', typeof name>
  }
  return { clock, control, telemetry, logs, call }
}

/** A fixture with a group `g` and a stream `s`. */
export async function logsFixtureWithStream(options: LogsFixtureOptions = {}): Promise<LogsFixture> {
  const fixture = await logsFixture(options)
  await fixture.call('CreateLogGroup', { logGroupName: 'g' })
  await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 's' })
  return fixture
}
