import { expect, test } from 'vitest'
import { alarmMatchers, runAlarms } from './index.ts'

interface TimelineMatchers {
  toGoThrough(alarm: string, timeline: string): void
  toRaise(alarm: string): void
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the parameter of the declaration that is extended.
  interface Matchers<T = any> extends TimelineMatchers {}
}

expect.extend(alarmMatchers)

const ALARM = {
  AlarmName: 'errors',
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
}

test('an alarm goes through what is expected', async () => {
  const run = await runAlarms({ alarms: ALARM, data: 'data Shop Errors: 0 9 0 9 0 0 0' })
  expect(run).toGoThrough('errors', '+1m OK, +4m ALARM, +5m OK')
  expect(run).toRaise('errors')
})

test('what differs is told with the reasons', async () => {
  const run = await runAlarms({ alarms: [JSON.stringify(ALARM)], data: 'data Shop Errors: 0 9 0 0' })
  expect(run).not.toRaise('errors')
  const { pass, message } = alarmMatchers.toGoThrough(run, 'errors', '+2m ALARM')
  expect(pass).toBe(false)
  expect(message()).toMatch(/^errors: expected \+2m ALARM, got \+1m OK\n {2}OK: Threshold Crossed: /)
})

test('an alarm on a PromQL query is given what the query returns', async () => {
  const PromQLCriteria = { Query: 'histogram_quantile(0.99, rate(http_bucket[5m])) > 0.5', PendingPeriod: 120 }
  const alarms = { AlarmName: 'slow', EvaluationCriteria: { PromQLCriteria }, EvaluationInterval: 60 }
  const run = await runAlarms({ alarms, data: 'vector slow route=/pay: 0.6 0.7 0.9 - -' })
  expect(run).toGoThrough('slow', '+3m ALARM, +4m OK')
})

test('the template of a stack is taken as it is, whatever its order', async () => {
  const { AlarmName: _, ...Properties } = ALARM
  const Resources = {
    Top: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmRule: { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Errors', 'Arn'] }, '")']] } },
    },
    Errors: { Type: 'AWS::CloudWatch::Alarm', Properties },
  }
  const data = 'data Shop Errors: 0 9 0 9 0 0 0'
  expect(await runAlarms({ alarms: { Resources }, data })).toGoThrough('Top', '+4m ALARM, +5m OK')
  const separate = [{ AlarmName: 'top', AlarmRule: 'ALARM(errors)' }, ALARM]
  expect(await runAlarms({ alarms: separate, data })).toRaise('top')
})
