/**
 * Claim: 10,000 alarms, evaluated every minute, take at most 5 % of one core.
 *
 * Runs the scheduler on the embedded stores with a clock that is set from minute to minute: a metric for each alarm gets one
 * datapoint a minute (not part of the figure), then the alarms are evaluated. Counted is the CPU time of this process and of
 * the engine. In one minute 1,000 alarms change their state.
 *
 * Every tenth alarm watches an expression of two metrics. ALARMS_COUNT (10,000) and ALARMS_MINUTES (10) change the size.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, MINUTE_MS, NO_UNIT_CODE, type Tenant } from '@atalaya/model'
import type { MetricPoints } from '@atalaya/store'
import { EmbeddedTelemetryStore, SqliteControlStore } from '@atalaya/store-duckdb'
import { initialState } from '../packages/server/src/alarms/alarm-state.ts'
import { alarmArn } from '../packages/server/src/alarms/names.ts'
import { openAlarms } from '../packages/server/src/alarms/open-alarms.ts'
import type { MetricAlarmRecord } from '../packages/server/src/alarms/transition.ts'
import { silentLog } from '../packages/server/src/telemetry/log.ts'
import { cpuSeconds } from './support/processes.ts'
import { count, ms, report, setting } from './support/report.ts'

const ALARMS = setting('ALARMS_COUNT', 10_000)
const MINUTES = setting('ALARMS_MINUTES', 10)
const MATH_EVERY = setting('ALARMS_MATH_EVERY', 10)
const CHANGING = Math.min(1_000, ALARMS)
const TENANT: Tenant = { accountId: '000000000000', region: 'us-east-1' }

const directory = mkdtempSync(join(tmpdir(), 'atalaya-alarms-'))
const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
const clock = fixedClock(startMs)
const telemetry = await EmbeddedTelemetryStore.open({ directory: join(directory, 'telemetry'), clock, log: () => {} })
const control = await SqliteControlStore.open(join(directory, 'control.db'))
try {
  const { alarms, scheduler } = openAlarms({ control, metrics: telemetry.metrics, clock, log: silentLog })
  const series = Array.from({ length: ALARMS }, (_, index) =>
    telemetry.metrics.seriesId(TENANT, 'Bench', 'latency', [{ name: 'host', value: String(index) }]),
  )
  await alarms.change((change) => {
    for (let index = 0; index < ALARMS; index += 1) change.create(alarm(index), initialState(startMs))
  })
  const quiet: number[] = []
  const walls: number[] = []
  let changing = 0
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const isBusy = minute === Math.ceil(MINUTES / 2)
    await telemetry.append({ metrics: points(series, startMs + (minute - 1) * MINUTE_MS, isBusy) })
    clock.set(startMs + minute * MINUTE_MS + 5_000)
    const cpuBefore = cpu()
    const wallBefore = performance.now()
    await scheduler.run()
    const used = cpu() - cpuBefore
    const wall = performance.now() - wallBefore
    if (isBusy) changing = used
    // The first evaluation is every alarm's first transition; the one after the busy one is that of those that come back.
    else if (minute > 1 && minute !== Math.ceil(MINUTES / 2) + 1) quiet.push(used)
    walls.push(wall)
  }
  const mean = quiet.reduce((sum, value) => sum + value, 0) / quiet.length
  const transitions = control.count('alarm-history') - ALARMS
  report(`alarms: ${count(ALARMS)} alarms of one minute, ${MINUTES} minutes`, [
    { what: 'CPU of an evaluation', claim: '<= 5 % of a core', measured: `${share(mean)} (${ms(mean * 1_000)})` },
    { what: `CPU when ${count(CHANGING)} change`, claim: '', measured: `${share(changing)} (${ms(changing * 1_000)})` },
    { what: 'longest evaluation', claim: '', measured: ms(Math.max(...walls)) },
    { what: 'transitions recorded', claim: '', measured: count(transitions) },
  ])
} finally {
  await telemetry.close()
  await control.close()
  rmSync(directory, { recursive: true, force: true })
}

function alarm(index: number): MetricAlarmRecord {
  const name = `host-${index}`
  const times = { createdMs: startMs, updatedMs: startMs }
  const definition = {
    AlarmName: name,
    ...(index % MATH_EVERY === 0 ? expression(index) : metric(index)),
    EvaluationPeriods: 1 + (index % 3),
    DatapointsToAlarm: 1,
    Threshold: 50,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: ['arn:aws:sns:us-east-1:000000000000:topic'],
  } as const
  return { type: 'MetricAlarm', tenant: TENANT, name, arn: alarmArn(TENANT, name), ...times, definition }
}

function metric(index: number) {
  return {
    ...({ Namespace: 'Bench', MetricName: 'latency', Statistic: 'Average', Period: 60 } as const),
    Dimensions: [{ Name: 'host', Value: String(index) }],
  }
}

function expression(index: number) {
  const query = (id: string, host: number) => ({
    Id: id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: 'Bench', MetricName: 'latency', Dimensions: [{ Name: 'host', Value: String(host) }] },
      ...{ Period: 60, Stat: 'Average' },
    },
  })
  const Metrics = [query('a', index), query('b', Math.max(0, index - 1)), { Id: 'e', Expression: 'MAX([a, b * 0])' }]
  return { Metrics }
}

function points(series: readonly number[], timeMs: number, isBusy: boolean): MetricPoints {
  const values = series.map((_, index) => (isBusy && index < CHANGING ? 99 : 1))
  return {
    series,
    timestampsMs: series.map(() => timeMs),
    units: series.map(() => NO_UNIT_CODE),
    resolutions: series.map(() => 60),
    counts: series.map(() => 1),
    sums: values,
    mins: values,
    maxs: values,
    values,
  }
}

/** CPU seconds of this process and of its children. */
function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + children().reduce((sum, pid) => sum + cpuSeconds(pid), 0)
}

function children(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const parent = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]
      return Number(parent) === process.pid ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

function share(seconds: number): string {
  return `${((seconds / 60) * 100).toFixed(2)} %`
}
