import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_CONFIG, type RunningServer, silentLog, startServer } from '@atalaya/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloudwatchClient, logsClient } from '../aws/client.ts'
import { resolveTarget } from '../aws/target.ts'
import { cli } from '../testing/cli.ts'

let folder: string
let server: RunningServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-alarm-'))
  server = await startServer({ ...DEFAULT_CONFIG, port: 0, emfPort: undefined, store: 'memory' }, { log: silentLog })
})

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const DEFINITION = {
  AlarmName: 'slow',
  Namespace: 'Shop',
  MetricName: 'Latency',
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 500,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: ['arn:aws:sns:us-east-1:000000000000:topic'],
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function finished(...line: string[]) {
  const running = cli(line, { AWS_ENDPOINT_URL: server.url })
  return { code: await running.done, stdout: running.stdout(), stderr: running.stderr() }
}

describe('alarm test', () => {
  const scenario = (expected: string): string => {
    file('slow.json', JSON.stringify(DEFINITION))
    return file('slow.test', `alarm slow.json\ndata Shop Latency: 100 900x2 100x2\nexpect slow: ${expected}\n`)
  }
  test('prints the timeline with reasons and passes', async () => {
    const { code, stdout } = await finished('alarm', 'test', scenario('+1m OK, +3m ALARM, +4m OK'))
    expect(stdout).toContain(
      [
        '+3m       slow: OK -> ALARM',
        '          Threshold Crossed: 2 out of the last 2 datapoints [900.0 (01/01/26 00:02:00), 900.0 (01/01/26 00:01:00)] were greater than the threshold (500.0) (minimum 2 datapoints for OK -> ALARM transition).',
        '          runs arn:aws:sns:us-east-1:000000000000:topic',
      ].join('\n'),
    )
    expect(stdout).toContain('PASS 1 as expected')
    expect(code).toBe(0)
  })
  test('fails when something else was expected', async () => {
    const { code, stdout } = await finished('alarm', 'test', scenario('+2m ALARM'))
    expect(stdout).toContain('FAIL slow: expected +2m ALARM, got +1m OK, +3m ALARM, +4m OK')
    expect(code).toBe(1)
  })
  test('takes what a PromQL query returns', async () => {
    const PromQLCriteria = { Query: 'up == 0', PendingPeriod: 120, RecoveryPeriod: 60 }
    file(
      'down.json',
      JSON.stringify({ AlarmName: 'down', EvaluationCriteria: { PromQLCriteria }, EvaluationInterval: 60 }),
    )
    const text = 'alarm down.json\nvector down instance=a: 0x4 - - -\nexpect down: +3m ALARM, +6m OK\n'
    const { code, stdout } = await finished('alarm', 'test', file('down.test', text))
    expect(stdout).toContain('+3m       down: OK -> ALARM\n          1 time series evaluated to ALARM\n')
    expect(code).toBe(0)
  })
  test('is one JSON object for programs', async () => {
    const { stdout } = await finished('alarm', 'test', '--json', scenario('+2m ALARM'))
    expect(JSON.parse(stdout)).toMatchObject({
      changes: [{ alarm: 'slow', offsetMs: 60_000, to: 'OK' }, {}, {}],
      expectations: 1,
    })
  })
  test.each([
    ['alarm missing.json', 'missing.json: ENOENT'],
    ['alarm bad.json', 'Period must be 10, 20, 30 or a multiple of 60'],
    ['alarm slow.json\nexpect other: nothing', "expects something of 'other', which is not among its alarms"],
    ['alarm slow.json\nnonsense', "line 2: 'nonsense' is none of"],
  ])('names what is wrong: %s', async (text, message) => {
    scenario('nothing')
    file('bad.json', JSON.stringify({ ...DEFINITION, Period: 45 }))
    const { code, stderr } = await finished('alarm', 'test', file('wrong.test', text))
    expect(stderr).toContain(message)
    expect(code).toBe(1)
  })
})

describe('alarm explain', () => {
  test('tells why, down to the children', async () => {
    const env = { AWS_ENDPOINT_URL: server.url }
    const client = cloudwatchClient(resolveTarget({ 'endpoint-url': undefined, region: undefined }, env))
    await client.call('PutMetricAlarm', DEFINITION)
    await client.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(slow)' })
    const StateReasonData = JSON.stringify({
      period: 60,
      evaluatedDatapoints: [{ timestamp: 'now', value: 900 }, { timestamp: 'before' }],
    })
    await client.call('SetAlarmState', {
      AlarmName: 'slow',
      StateValue: 'ALARM',
      StateReason: 'by hand',
      StateReasonData,
    })
    client.close()
    const { code, stdout } = await finished('alarm', 'explain', 'top')
    expect(stdout).toMatch(
      /^top is in ALARM since .*\nReason: .*slow transitioned to ALARM at .*\nRule: ALARM\(slow\)\nBecause: .*:slow is in ALARM\n/,
    )
    expect(stdout).toContain('  slow is in ALARM')
    expect(stdout).toContain('  Rule: 2 of 2 datapoints GreaterThanThreshold 500; missing data are treated as missing')
    expect(stdout).toContain('    now  900\n    before  no datapoint')
    expect(stdout).toContain('  Actions of this state: arn:aws:sns:us-east-1:000000000000:topic')
    expect(code).toBe(0)
  })

  test('knows log alarms', async () => {
    const env = { AWS_ENDPOINT_URL: server.url }
    const target = resolveTarget({ 'endpoint-url': undefined, region: undefined }, env)
    const [logs, client] = [logsClient(target), cloudwatchClient(target)]
    await logs.call('CreateLogGroup', { logGroupName: '/app' })
    const ScheduledQueryConfiguration = {
      QueryString: 'filter level = "ERROR"',
      LogGroupIdentifiers: ['/app'],
      ScheduledQueryRoleARN: 'arn:aws:iam::000000000000:role/queries',
      ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300 },
      AggregationExpression: 'count(*)',
    }
    await client.call('PutLogAlarm', {
      ...{ AlarmName: 'errors', ScheduledQueryConfiguration, QueryResultsToEvaluate: 3, QueryResultsToAlarm: 2 },
      ...{ Threshold: 10, ComparisonOperator: 'GreaterThanThreshold' },
    })
    const results = [
      { timestamp: 'now', status: 'Complete', value: 12 },
      { timestamp: 'before', status: 'Failed' },
    ]
    const StateReasonData = JSON.stringify({ version: '1.0', results })
    await client.call('SetAlarmState', {
      AlarmName: 'errors',
      StateValue: 'ALARM',
      StateReason: 'why',
      StateReasonData,
    })
    logs.close()
    client.close()
    const { code, stdout } = await finished('alarm', 'explain', 'errors')
    expect(stdout.split('\n').slice(1)).toEqual([
      'Reason: why',
      'Rule: 2 of 3 query results GreaterThanThreshold 10; missing data are treated as missing',
      'Query: filter level = "ERROR" | count(*) over /app, rate(5 minutes)',
      'Query results when it changed, newest first:',
      '  now  12',
      '  before  no number (Failed)',
      'Actions of this state: none',
      '',
    ])
    expect(code).toBe(0)
  })

  test('says when there is none', async () => {
    expect(await finished('alarm', 'explain', 'gone')).toMatchObject({
      code: 1,
      stderr: "atalaya: there is no alarm 'gone'\n",
    })
  })
})

test.each([[['alarm']], [['alarm', 'wake']], [['alarm', 'test']], [['alarm', 'explain', 'a', 'b']]])(
  '%j is refused',
  async (line) => {
    expect((await finished(...line)).code).toBe(2)
  },
)
