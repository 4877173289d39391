import type { Call, InputOf, Operation, OutputOf, Services } from '@atalaya/aws'
import { type FixedClock, fixedClock, type Tenant } from '@atalaya/model'
import { MemoryControlStore, MemoryTelemetryStore } from '@atalaya/store'
import type { MonitoringDeps } from './deps.ts'
import { monitoringOperations } from './index.ts'
import { SeriesIds } from './series-ids.ts'

type Name = keyof Services['monitoring'] & string

/** The operations of CloudWatch on stores in memory, for tests. */
export interface TestMonitoring {
  readonly clock: FixedClock
  readonly deps: MonitoringDeps
  call<N extends Name>(
    name: N,
    input: InputOf<'monitoring', N>,
    options?: Partial<Call>,
  ): Promise<OutputOf<'monitoring', N>>
}

export const TEST_TENANT: Tenant = { accountId: '000000000000', region: 'us-east-1' }

export function testMonitoring(nowMs: number, taggable: MonitoringDeps['taggable'] = () => false): TestMonitoring {
  const clock = fixedClock(nowMs)
  const telemetry = new MemoryTelemetryStore(clock)
  const control = new MemoryControlStore()
  const deps: MonitoringDeps = { telemetry, control, clock, seriesIds: new SeriesIds(telemetry.metrics), taggable }
  return {
    clock,
    deps,
    call: async (name, input, options = {}) => {
      const found: Operation<MonitoringDeps> | undefined = monitoringOperations.find(
        (candidate) => candidate.name === name,
      )
      if (found === undefined) throw new Error(`no operation ${name}`)
      return (await found.handle(input as never, deps, { ...TEST_CALL, ...options })) as never
    },
  }
}

const TEST_CALL: Call = {
  tenant: TEST_TENANT,
  requestId: '00000000-0000-0000-0000-000000000000',
  signal: new AbortController().signal,
  accessKeyId: undefined,
  headers: {},
}
