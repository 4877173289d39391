import { MINUTE_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { readDefinitions } from './definitions.ts'
import { differences, offsetText, readAlarmTest, timelineOf } from './notation.ts'
import { simulate } from './simulate.ts'

const CLI = {
  AlarmName: 'latency',
  Namespace: 'Shop',
  MetricName: 'Latency',
  Dimensions: [{ Name: 'route', Value: '/a b' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 500,
  ComparisonOperator: 'GreaterThanThreshold',
}
const { AlarmName: _, ...PROPERTIES } = CLI
const CLOUD_FORMATION = {
  Resources: {
    latency: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { ...PROPERTIES, Threshold: '500', AlarmActions: [{ Ref: 'Topic' }] },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  },
}
const TERRAFORM = {
  resource: {
    aws_cloudwatch_metric_alarm: {
      latency: {
        namespace: 'Shop',
        metric_name: 'Latency',
        dimensions: { route: '/a b' },
        statistic: 'Maximum',
        period: 60,
        evaluation_periods: 2,
        threshold: 500,
        comparison_operator: 'GreaterThanThreshold',
        tags: { a: 'b' },
      },
    },
  },
}
const DESCRIBED = { MetricAlarms: [{ ...CLI, StateValue: 'OK', AlarmArn: 'arn:x' }], CompositeAlarms: [] }

const TEXT = `
# Two slow minutes in a row.
alarm latency.json
start 2026-11-21T12:00:00Z
data Shop Latency route="/a b" every 1m: 120 130 - 900x2 110x3
expect latency: +2m OK, +5m ALARM, +6m OK
until +8m
`

const timeline = async (definition: unknown, text = TEXT): Promise<string> => {
  const { startMs, endMs, series } = readAlarmTest(text)
  const changes = await simulate({ alarms: readDefinitions(JSON.stringify(definition)), series, startMs, endMs })
  return timelineOf(changes, 'latency')
}

describe('the same alarm', () => {
  test.each([
    ['of the AWS CLI', CLI],
    ['as described', DESCRIBED],
    ['of CloudFormation', CLOUD_FORMATION],
    ['of Terraform', TERRAFORM],
  ])('%s', async (_name, definition) => {
    expect(await timeline(definition)).toBe('+1m OK, +5m ALARM, +6m OK')
  })

  test('in Terraform with expressions', async () => {
    const metric_query = [
      { id: 'e1', expression: 'm1 * 2', return_data: true },
      {
        id: 'm1',
        metric: [
          { namespace: 'Shop', metric_name: 'Latency', period: 60, stat: 'Maximum', dimensions: { route: '/a b' } },
        ],
      },
    ]
    const { latency } = TERRAFORM.resource.aws_cloudwatch_metric_alarm
    const { namespace: _n, metric_name: _m, dimensions: _d, statistic: _s, period: _p, ...rest } = latency
    const resource = { aws_cloudwatch_metric_alarm: { latency: { ...rest, threshold: 1_000, metric_query } } }
    expect(await timeline({ resource })).toBe('+1m OK, +5m ALARM, +6m OK')
  })
})

describe('an alarm on a PromQL query', () => {
  const EvaluationCriteria = { PromQLCriteria: { Query: 'up == 0', PendingPeriod: 120, RecoveryPeriod: 60 } }
  const PROMQL = { AlarmName: 'down', EvaluationCriteria, EvaluationInterval: 60 }
  const run = async (definition: unknown, text: string, alarm = 'down') => {
    const { startMs, endMs, series, vectors } = readAlarmTest(`alarm down.json\n${text}`)
    const alarms = readDefinitions(JSON.stringify(definition))
    const changes = await simulate({ alarms, series, vectors, startMs, endMs })
    return { changes, timeline: timelineOf(changes, alarm) }
  }
  const TERRAFORM_CRITERIA = { query: 'up == 0', pending_period: 120, recovery_period: 60 }
  test.each([
    ['of the AWS CLI', PROMQL],
    [
      'of CloudFormation',
      {
        Resources: {
          down: {
            Type: 'AWS::CloudWatch::Alarm',
            Properties: {
              EvaluationCriteria: {
                PromQLCriteria: { Query: 'up == 0', PendingPeriod: '120', RecoveryPeriod: { Ref: 'Recovery' } },
              },
              EvaluationInterval: '60',
            },
          },
        },
        Parameters: { Recovery: { Type: 'Number', Default: '60' } },
      },
    ],
    [
      'of Terraform',
      {
        resource: {
          aws_cloudwatch_metric_alarm: {
            down: { evaluation_criteria: { promql_criteria: TERRAFORM_CRITERIA }, evaluation_interval: 60 },
          },
        },
      },
    ],
    [
      'of Terraform, with lists of blocks',
      {
        resource: {
          aws_cloudwatch_metric_alarm: {
            down: [{ evaluation_criteria: [{ promql_criteria: [TERRAFORM_CRITERIA] }], evaluation_interval: 60 }],
          },
        },
      },
    ],
  ])('%s alarms after the third evaluation, and recovers after the period', async (_name, definition) => {
    const { changes, timeline: actual } = await run(definition, 'vector down instance="10.0.0.1:9090": 0x4 - - - -')
    expect(actual).toBe('+3m ALARM, +6m OK')
    expect(changes.map(({ reason }) => reason)).toEqual([
      '1 time series evaluated to ALARM',
      '0 time series evaluated to ALARM',
    ])
  })

  test('is in ALARM while one of its contributors is, and runs actions for each', async () => {
    const topic = 'arn:aws:sns:us-east-1:000000000000:topic'
    const definition = [
      { ...PROMQL, AlarmActions: [topic] },
      { AlarmName: 'top', AlarmRule: 'ALARM(down)' },
    ]
    const text = 'vector down host=a: 0 0 0 - -\nvector down host=b: - 0 0 0 0 0\nuntil +10m'
    const { changes, timeline: actual } = await run(definition, text)
    expect(actual).toBe('+3m ALARM, +8m OK')
    expect(changes[0]?.actions).toEqual([topic])
    expect(timelineOf(changes, 'top')).toBe('+3m ALARM, +8m OK')
  })

  test.each([
    [10, 'vector down every 10s: 0x6', '+30s ALARM, +1m20s OK'],
    [30, 'vector down every 10s: 0x6', '+1m ALARM, +2m OK'],
    [300, 'vector down: 0x12', '+10m ALARM, +20m OK'],
  ])('is evaluated every %i seconds', async (EvaluationInterval, text, expected) => {
    const PromQLCriteria = { Query: 'up == 0', PendingPeriod: 20, RecoveryPeriod: 10 }
    const definition = { ...PROMQL, EvaluationCriteria: { PromQLCriteria }, EvaluationInterval }
    expect((await run(definition, `${text}\nuntil +20m`)).timeline).toBe(expected)
  })

  test('is waited for while it warms up, and looks at no more than 500 elements', async () => {
    const warm = { ...PROMQL, WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } }
    expect((await run(warm, 'vector down: 0x10')).timeline).toBe('+7m ALARM')
    const many = Array.from({ length: 501 }, (_value, index) => `vector down host=${index}: 0x3`).join('\n')
    const { changes } = await run(PROMQL, many)
    expect(changes).toMatchObject([{ offsetMs: 3 * MINUTE_MS, reason: '100+ time series evaluated to ALARM' }])
  })

  test('must be one when a vector is given', async () => {
    await expect(run([PROMQL, CLI], 'vector latency: 0')).rejects.toThrow(
      "'latency', which is no alarm on a PromQL query",
    )
  })
})

test('composite alarms and actions are part of it', async () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:topic'
  const alarms = readDefinitions(
    JSON.stringify([
      { ...CLI, EvaluationPeriods: 1 },
      { AlarmName: 'top', AlarmRule: 'ALARM(latency)', AlarmActions: [topic] },
    ]),
  )
  const { startMs, series } = readAlarmTest(TEXT)
  const changes = await simulate({ alarms, series, startMs, endMs: startMs + 5 * MINUTE_MS })
  expect(changes.filter(({ alarm }) => alarm === 'top').map(({ to, actions }) => [to, actions])).toEqual([
    ['ALARM', [topic]],
  ])
})

describe('recorded datapoints', () => {
  const minute = (at: number): string => `2026-11-21T12:0${at}:00+00:00`
  const one = (at: number, value: number) => ({ Timestamp: minute(at), Maximum: value, Unit: 'Milliseconds' })
  const STATISTICS = { Label: 'Latency', Datapoints: [one(3, 900), one(0, 120), one(1, 900), one(4, 110)] }
  const SETS = {
    Datapoints: (
      [
        [0, 120],
        [1, 900],
        [4, 110],
      ] as const
    ).map(([at, Maximum]) => {
      return { Timestamp: 1_795_262_400 + at * 60, SampleCount: 4, Minimum: 1, Maximum, Average: 50 }
    }),
  }
  const RESULTS = {
    MetricDataResults: [
      { Id: 'm1', Timestamps: [minute(4), minute(3), minute(1), minute(0)], Values: [110, 900, 900, 120] },
      { Id: 'm2', Timestamps: [minute(0)], Values: [1] },
    ],
  }
  const line = 'alarm l.json\ndata Shop Latency route="/a b" from'
  test.each<[string, string, object, string]>([
    ['of one statistic', `${line} rec.json`, STATISTICS, '+1m OK, +2m ALARM, +5m OK'],
    ['as statistic sets', `${line} rec.json`, SETS, '+1m OK, +2m ALARM, +5m OK'],
    ['one of several results', `${line} rec.json m1`, RESULTS, '+1m OK, +2m ALARM, +5m OK'],
    ['from another start on', `start 2026-11-21T12:01:00Z\n${line} rec.json`, STATISTICS, '+1m ALARM, +4m OK'],
  ])('%s', async (_name, text, recording, expected) => {
    const files: string[] = []
    const { startMs, endMs, series } = readAlarmTest(text, (file) => {
      files.push(file)
      return JSON.stringify(recording)
    })
    expect(files).toEqual(['rec.json'])
    expect(endMs).toBe(Date.parse('2026-11-21T12:05:00Z'))
    const alarms = readDefinitions(JSON.stringify({ ...CLI, EvaluationPeriods: 1 }))
    const changes = await simulate({ alarms, series, startMs, endMs })
    expect(timelineOf(changes, 'latency')).toBe(expected)
  })

  test.each<[string, string, string]>([
    ['rec.json', '[]', 'line 2: rec.json: expected what get-metric-statistics or get-metric-data prints as JSON'],
    ['rec.json', '{', 'line 2: rec.json: '],
    ['rec.json', JSON.stringify(RESULTS), 'rec.json: there are several results: name the id of one'],
    ['rec.json m3', JSON.stringify(RESULTS), "rec.json: there is no result 'm3'"],
    ['rec.json', '{"Datapoints":[{"Timestamp":"2026-11-21T12:00:00Z","Sum":1,"Maximum":1}]}', 'or one statistic alone'],
    ['rec.json', '{"Datapoints":[{"Timestamp":"noon","Sum":1}]}', 'expected a Timestamp, got "noon"'],
    [
      'rec.json',
      '{"MetricDataResults":[{"Timestamps":["2026-11-21T12:00:00Z"],"Values":[]}]}',
      'as many Values as Timestamps',
    ],
    ['', '{}', 'line 2: expected a file, and if wanted the id of a result in it'],
  ])('%s with %s cannot be read', (file, text, message) => {
    expect(() => readAlarmTest(`${line} ${file}`, () => text)).toThrow(message)
  })
})

test.each<[string, readonly object[], number, string]>([
  ['two alarms of one name', [CLI, { ...CLI, Period: 300 }], 1, "two alarms are called 'latency'"],
  ['years by the minute', [CLI], 1_000_001, 'from start to end there are more than 1000000 evaluations'],
])('%s cannot be tested', async (_name, alarms, minutes, message) => {
  const scenario = {
    alarms: readDefinitions(JSON.stringify(alarms)),
    series: [],
    startMs: 0,
    endMs: minutes * MINUTE_MS,
  }
  await expect(simulate(scenario)).rejects.toThrow(message)
})

test('what differs is told', async () => {
  const { startMs, endMs, series, expected } = readAlarmTest(TEXT)
  const changes = await simulate({ alarms: readDefinitions(JSON.stringify(CLI)), series, startMs, endMs })
  expect(differences(changes, expected)).toEqual([
    'latency: expected +2m OK, +5m ALARM, +6m OK, got +1m OK, +5m ALARM, +6m OK',
  ])
  expect(differences(changes, new Map([['latency', []]]))).toEqual([
    'latency: expected nothing, got +1m OK, +5m ALARM, +6m OK',
  ])
})

describe('what cannot be read', () => {
  test.each([
    ['start now', 'line 1: start must be a full minute'],
    ['data A', 'line 1: expected: data'],
    ['data A m: 1 x', "line 1: expected a number, - or 5x10, got 'x'"],
    ['data A m every soon: 1', "line 1: expected a duration such as 1m, 90s or 1h30m, got 'soon'"],
    ['data A m host: 1', "line 1: expected NAME=VALUE, got 'host'"],
    ['expect a: 5m OK', "line 1: expected a time after the start such as +5m, got '5m'"],
    ['expect a: +5m FINE', "line 1: expected a time and a state such as +5m ALARM, got '+5m FINE'"],
    ['vector', 'line 1: expected: vector ALARM'],
    ['vector : 1', 'line 1: vector needs the name of an alarm'],
    ['vector a every 0s: 1', 'line 1: the distance of values must not be zero'],
    ['wake up', "line 1: 'wake' is none of"],
    ['# nothing', 'no alarm is named'],
  ])('%s', (text, message) => expect(() => readAlarmTest(text)).toThrow(message))
  test('a log alarm', () => {
    const text = '{"AlarmName":"l","ScheduledQueryConfiguration":{}}'
    expect(() => readDefinitions(text)).toThrow('l is a log alarm: datapoints say nothing about it')
  })
  test('a file without alarms', () => expect(() => readDefinitions('{"Resources":{}}')).toThrow('no alarm found'))
})

test.each([
  [0, '+0s'],
  [90_000, '+1m30s'],
  [90_000_000, '+1d1h'],
])('%i ms are %s', (ms, text) => expect(offsetText(ms)).toBe(text))
