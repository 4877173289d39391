import { jsonText } from '@atalaya/alarms'
import { describe, expect, test } from 'vitest'
import type { AlarmTransition, CompositeAlarmRecord, MetricAlarmRecord } from '../transition.ts'
import { configurationChangeEvent, stateChangeEvent } from './events.ts'
import { actionData, createdData, deletedData, stateUpdateData, updatedData } from './history-data.ts'
import { lambdaPayload } from './lambda.ts'
import { alarmDocument, notification, subjectOf } from './sns.ts'

/*
 * Messages are compared with files in __golden__. Keys, their order and the form of numbers are part of what receivers see.
 */

const TENANT = { accountId: '111122223333', region: 'us-east-1' }
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:topic'
const AT = Date.parse('2026-09-14T11:18:44.123Z')
const arnOf = (name: string): string => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`

const METRIC: MetricAlarmRecord = {
  type: 'MetricAlarm',
  tenant: TENANT,
  name: 'n',
  arn: arnOf('n'),
  createdMs: AT - 60_000,
  updatedMs: AT,
  definition: {
    AlarmName: 'n',
    Namespace: 'ns',
    MetricName: 'm',
    Dimensions: [{ Name: 'k', Value: 'v' }],
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    Threshold: 50,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'missing',
    AlarmActions: [TOPIC],
  },
}

const MATH: MetricAlarmRecord = {
  ...METRIC,
  definition: {
    AlarmName: 'n',
    AlarmDescription: 'the error rate',
    EvaluationPeriods: 3,
    Threshold: 1e7,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Metrics: [
      { Id: 'e1', Expression: 'm1 / m2', Label: 'rate' },
      {
        Id: 'm1',
        MetricStat: { Metric: { Namespace: 'ns', MetricName: 'errors' }, Period: 60, Stat: 'Sum', Unit: 'Count' },
        ReturnData: false,
      },
      {
        Id: 'm2',
        MetricStat: { Metric: { Namespace: 'ns', MetricName: 'all' }, Period: 60, Stat: 'p99' },
        ReturnData: false,
      },
    ],
  },
}

const COMPOSITE: CompositeAlarmRecord = {
  type: 'CompositeAlarm',
  tenant: TENANT,
  name: 'top',
  arn: arnOf('top'),
  createdMs: AT,
  updatedMs: AT,
  definition: {
    AlarmName: 'top',
    AlarmRule: 'ALARM(n)',
    ActionsSuppressor: 'maintenance',
    ActionsSuppressorWaitPeriod: 60,
    ActionsSuppressorExtensionPeriod: 120,
    AlarmActions: [TOPIC],
  },
}

const REASON =
  'Threshold Crossed: 1 out of the last 1 datapoints [99.5 (14/09/26 11:17:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).'

const TRANSITION: AlarmTransition = {
  alarm: METRIC,
  previous: { value: 'OK', reason: 'fine', reasonData: '{"threshold":50.0}', timestampMs: AT - 60_000 },
  state: { value: 'ALARM', reason: REASON, reasonData: '{"recentDatapoints":[99.5]}', timestampMs: AT },
}

const OF_COMPOSITE: AlarmTransition = {
  ...TRANSITION,
  alarm: COMPOSITE,
  state: {
    value: 'ALARM',
    reason: `${arnOf('n')} transitioned to ALARM`,
    timestampMs: AT,
    actionsSuppressedBy: 'WaitPeriod',
    actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
  },
  triggeringChildren: [{ arn: arnOf('n'), value: 'ALARM', timestampMs: AT }],
}

const OF_CONTRIBUTOR: AlarmTransition = {
  ...TRANSITION,
  contributor: { id: '0123456789abcdef', attributes: { host: 'a' } },
  mute: { mutedByArn: 'arn:rule', windowStartMs: AT, windowEndMs: AT + 60_000 },
}

const EVENT_ID = '00000000-0000-0000-0000-000000000000'

/** One line for each member, so that a difference reads as one; numbers stay as they are written. */
function indented(json: string): string {
  let depth = 0
  return json.replaceAll(/"(?:\\.|[^"\\])*"|\{\}|\[\]|[{}[\],]/g, (token) => {
    if (token === '{' || token === '[') {
      depth += 1
      return `${token}\n${'  '.repeat(depth)}`
    }
    if (token === '}' || token === ']') {
      depth -= 1
      return `\n${'  '.repeat(depth)}${token}`
    }
    return token === ',' ? `,\n${'  '.repeat(depth)}` : token
  })
}

describe('messages', () => {
  const event = (transition: AlarmTransition): string => jsonText(stateChangeEvent(transition, EVENT_ID))
  const configured = (change: Parameters<typeof configurationChangeEvent>[2]): string =>
    jsonText(configurationChangeEvent(METRIC, TRANSITION.state, change, AT, EVENT_ID))
  test.each([
    ['sns-metric', alarmDocument(TRANSITION)],
    ['sns-metric-after-mute', alarmDocument(TRANSITION, true)],
    ['sns-math', alarmDocument({ ...TRANSITION, alarm: MATH })],
    ['sns-composite', alarmDocument(OF_COMPOSITE)],
    ['sns-contributor', alarmDocument(OF_CONTRIBUTOR)],
    ['sns-message', notification(TRANSITION).message],
    ['lambda-metric', lambdaPayload(TRANSITION)],
    ['lambda-composite', lambdaPayload(OF_COMPOSITE)],
    ['event-state', event(TRANSITION)],
    ['event-state-math', event({ ...TRANSITION, alarm: MATH })],
    ['event-state-composite', event(OF_COMPOSITE)],
    ['event-contributor', event(OF_CONTRIBUTOR)],
    ['event-created', configured({ operation: 'create' })],
    ['event-updated', configured({ operation: 'update', previous: MATH })],
    ['event-deleted', configured({ operation: 'delete' })],
    ['history-created', createdData(METRIC, TRANSITION.state)],
    ['history-updated', updatedData(METRIC, MATH, TRANSITION.state)],
    ['history-deleted', deletedData(COMPOSITE, TRANSITION.state)],
    ['history-state', stateUpdateData(TRANSITION.previous, TRANSITION.state)],
    [
      'history-action',
      actionData({ succeeded: true, stateUpdatedMs: AT, resource: TOPIC, publishedMessage: '{}', error: null }),
    ],
  ])('%s', async (name, json) => {
    expect(() => JSON.parse(json) as unknown).not.toThrow()
    await expect(`${indented(json)}\n`).toMatchFileSnapshot(`__golden__/${name}.txt`)
  })

  test.each([
    ['email-metric', TRANSITION],
    ['email-math', { ...TRANSITION, alarm: MATH }],
    ['email-composite', OF_COMPOSITE],
  ])('%s', async (name, transition) => {
    const { email } = JSON.parse(notification(transition).message) as { readonly email: string }
    await expect(email).toMatchFileSnapshot(`__golden__/${name}.txt`)
  })
})

describe('the subject', () => {
  const subject = (name: string, region = 'us-east-1'): string =>
    subjectOf({ ...TRANSITION, alarm: { ...METRIC, name, tenant: { ...TENANT, region } } })
  test.each([
    ['n', 'us-east-1', 'ALARM: "n" in US East (N. Virginia)'],
    ['größer als 10', 'eu-central-1', 'ALARM: "gr_er als 10" in EU (Frankfurt)'],
    ['n', 'here', 'ALARM: "n" in here'],
  ])('of %s in %s', (name, region, expected) => expect(subject(name, region)).toBe(expected))
  test('has at most 100 characters', () => {
    const long = subject('x'.repeat(255))
    expect(long).toHaveLength(100)
    expect(long).toMatch(/^ALARM: "x+\.\.\." in US East \(N\. Virginia\)$/)
  })
})

test('the captured order of keys', () => {
  const keys = Object.keys(JSON.parse(alarmDocument(TRANSITION)) as object)
  expect(keys).toEqual([
    'AlarmName',
    'AlarmDescription',
    'AWSAccountId',
    'AlarmConfigurationUpdatedTimestamp',
    'NewStateValue',
    'NewStateReason',
    'StateChangeTime',
    'Region',
    'AlarmArn',
    'OldStateValue',
    'ActionExecutedAfterMuteWindow',
    'OKActions',
    'AlarmActions',
    'InsufficientDataActions',
    'Trigger',
  ])
})

test('history never exceeds what the API allows', () => {
  const long = { ...TRANSITION.state, reason: 'r'.repeat(1_023), reasonData: JSON.stringify({ a: 'x'.repeat(3_900) }) }
  const data = stateUpdateData(long, long)
  expect(data.length).toBeLessThanOrEqual(4_095)
  expect(JSON.parse(data)).toMatchObject({ newState: { stateValue: 'ALARM' } })
  const published = 'x'.repeat(5_000)
  const action = actionData({
    succeeded: true,
    stateUpdatedMs: AT,
    resource: TOPIC,
    publishedMessage: published,
    error: null,
  })
  expect(JSON.parse(action)).toMatchObject({ actionState: 'Succeeded', publishedMessage: null })
})
