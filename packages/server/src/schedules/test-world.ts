import type { InputOf, OutputOf, ServiceName, Services } from '@atalaya/aws'
import { MINUTE_MS } from '@atalaya/model'
import type { MemoryControlStore, MemoryTelemetryStore } from '@atalaya/store'
import { type OpenActions, openActions } from '../actions/open-actions.ts'
import { type OpenAlarms, openAlarms } from '../alarms/open-alarms.ts'
import { operations } from '../operations/index.ts'
import {
  type LogsFixture,
  logsFixture,
  logsFixtureWithStream,
  NOW_MS,
  TENANT,
} from '../operations/logs/logs-fixture.ts'
import { silentLog } from '../telemetry/log.ts'
import { openQueryScheduler } from './open-query-scheduler.ts'
import type { QueryScheduler } from './query-scheduler.ts'

/** Logs, alarms, actions and the scheduler of queries, over stores in memory and a clock in the hand. For tests. */
export interface TestWorld extends LogsFixture {
  readonly actions: OpenActions
  readonly alarms: OpenAlarms
  readonly scheduler: QueryScheduler
  readonly ask: <S extends ServiceName, N extends keyof Services[S] & string>(
    service: S,
    name: N,
    input: InputOf<S, N>,
  ) => Promise<OutputOf<S, N>>
  /** Appends events of this moment to stream `s` of group `g`. */
  readonly put: (...messages: readonly string[]) => Promise<void>
  /** Lets minutes pass, and all that is due happen in each. */
  readonly pass: (minutes: number) => Promise<void>
  readonly close: () => Promise<void>
}

export interface TestWorldOptions {
  readonly control?: MemoryControlStore
  readonly telemetry?: MemoryTelemetryStore
  readonly nowMs?: number
}

/** A world at a whole minute, with a group `g` and a stream `s` unless the stores are given. */
export async function testWorld({ control, telemetry, nowMs }: TestWorldOptions = {}): Promise<TestWorld> {
  const fixture =
    control === undefined || telemetry === undefined
      ? await logsFixtureWithStream()
      : await logsFixture({ control, telemetry })
  const { clock, logs } = fixture
  clock.set(nowMs ?? Math.ceil(NOW_MS / MINUTE_MS) * MINUTE_MS)
  const common = { control: fixture.control, clock, log: silentLog }
  const actions = openActions({
    ...common,
    catalog: logs.catalog,
    pipeline: logs.pipeline,
    mail: {
      ...{ host: undefined, port: 25, user: undefined, password: undefined, tls: 'off', ca: undefined },
      from: 'a@example.com',
    },
    subscriptionUrls: [],
    publicUrl: () => 'http://127.0.0.1',
  })
  const alarms = openAlarms({
    ...common,
    metrics: fixture.telemetry.metrics,
    wantsEvents: (tenant) => actions.wantsEvents(tenant),
    scheduled: logs.insights.scheduled,
  })
  const scheduler = openQueryScheduler({ ...common, logs, actions, alarms })
  await scheduler.begin()
  actions.outbox.start()
  const deps = { ...logs, ...actions, ...alarms, telemetry: fixture.telemetry, control: fixture.control }
  const ask: TestWorld['ask'] = async (service, name, input) => {
    const operation = operations.find((candidate) => candidate.service === service && candidate.name === name)
    if (operation === undefined) throw new Error(`There is no operation ${service}.${name}.`)
    const output = await operation.handle(input as never, deps as never, {
      tenant: TENANT,
      requestId: '00000000-0000-4000-8000-000000000000',
      signal: new AbortController().signal,
      accessKeyId: undefined,
      headers: {},
    })
    return output as never
  }
  return {
    ...fixture,
    actions,
    alarms,
    scheduler,
    ask,
    put: async (...messages) => {
      const logEvents = messages.map((message) => ({ timestamp: clock.now(), message }))
      await ask('logs', 'PutLogEvents', { logGroupName: 'g', logStreamName: 's', logEvents })
    },
    pass: async (minutes) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        clock.set(Math.floor(clock.now() / MINUTE_MS + 1) * MINUTE_MS)
        await scheduler.settled()
        await actions.tick()
      }
    },
    close: async () => {
      await scheduler.stop()
      await actions.close()
      await logs.close()
    },
  }
}
