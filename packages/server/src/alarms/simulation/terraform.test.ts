// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of Terraform
import { describe, expect, test } from 'vitest'
import { readDefinitions } from './definitions.ts'

const inputs = (json: unknown) => readDefinitions(JSON.stringify(json)).map(({ input }) => input)
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:ops'

/** What a plan shows of an alarm beside what was said. */
const UNSAID = {
  ...{
    alarm_description: null,
    datapoints_to_alarm: null,
    extended_statistic: null,
    threshold_metric_id: null,
    unit: null,
  },
  ...{
    insufficient_data_actions: null,
    ok_actions: [],
    tags: null,
    evaluation_criteria: [],
    evaluation_interval: null,
  },
  ...{
    actions_enabled: true,
    treat_missing_data: 'missing',
    evaluate_low_sample_count_percentiles: '',
    region: 'us-east-1',
  },
}
const LATENCY = {
  ...{
    alarm_name: 'slow',
    namespace: 'Shop',
    metric_name: 'Latency',
    dimensions: { route: '/a' },
    statistic: 'Maximum',
  },
  ...{
    period: 60,
    evaluation_periods: 2,
    threshold: 0,
    comparison_operator: 'GreaterThanThreshold',
    alarm_actions: [TOPIC],
  },
}
const EXPECTED = {
  ...{ AlarmName: 'slow', Namespace: 'Shop', MetricName: 'Latency', Dimensions: [{ Name: 'route', Value: '/a' }] },
  ...{
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  },
  ...{ AlarmActions: [TOPIC], OKActions: [], ActionsEnabled: true, TreatMissingData: 'missing' },
}

const plan = (...resources: object[]) => ({
  ...{ format_version: '1.2', terraform_version: '1.9.0' },
  planned_values: { root_module: { resources } },
})
const alarm = (values: object, name = 'x') => ({
  ...{
    address: `aws_cloudwatch_metric_alarm.${name}`,
    mode: 'managed',
    type: 'aws_cloudwatch_metric_alarm',
    name,
    values,
  },
})

describe('what terraform show prints', () => {
  test('of a plan', () => {
    expect(inputs(plan(alarm({ ...UNSAID, ...LATENCY, metric_query: [] })))).toEqual([EXPECTED])
  })

  test('of a state, with modules in modules', () => {
    const values = { ...UNSAID, ...LATENCY, id: 'slow', arn: 'arn:x', tags_all: {}, datapoints_to_alarm: 0, unit: '' }
    const child = { address: 'module.a', child_modules: [{ resources: [alarm({ ...values, metric_query: [] })] }] }
    const state = { format_version: '1.0', values: { root_module: { child_modules: [child] } } }
    expect(inputs(state)).toEqual([EXPECTED])
  })

  test('of expressions and bands', () => {
    const metric = { metric_name: 'm', namespace: 'N', period: 60, stat: 'Sum', unit: null, dimensions: null }
    const unsaid = { account_id: null, label: null, period: null, return_data: null }
    const values = {
      ...UNSAID,
      ...{ alarm_name: 'band', evaluation_periods: 1, comparison_operator: 'GreaterThanUpperThreshold' },
      ...{ threshold: null, threshold_metric_id: 'e1', dimensions: null, period: null, statistic: null },
      metric_query: [
        { ...unsaid, id: 'e1', expression: 'ANOMALY_DETECTION_BAND(m1)', return_data: true, metric: [] },
        { ...unsaid, id: 'm1', expression: '', return_data: true, metric: [metric] },
      ],
    }
    expect(inputs(plan(alarm(values)))).toMatchObject([
      {
        AlarmName: 'band',
        ThresholdMetricId: 'e1',
        Metrics: [
          { Id: 'e1', Expression: 'ANOMALY_DETECTION_BAND(m1)', ReturnData: true },
          {
            Id: 'm1',
            ReturnData: true,
            MetricStat: { Metric: { MetricName: 'm', Namespace: 'N' }, Period: 60, Stat: 'Sum' },
          },
        ],
      },
    ])
  })

  test('of PromQL', () => {
    const evaluation_criteria = [
      { promql_criteria: [{ query: 'up == 0', pending_period: 120, recovery_period: null }] },
    ]
    const values = { ...UNSAID, alarm_name: 'down', evaluation_periods: 0, threshold: 0, evaluation_interval: 60 }
    expect(inputs(plan(alarm({ ...values, evaluation_criteria })))).toMatchObject([
      {
        ...{ AlarmName: 'down', EvaluationInterval: 60 },
        EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod: 120 } },
      },
    ])
    expect(inputs(plan(alarm({ ...values, evaluation_criteria })))[0]).not.toHaveProperty('Threshold')
  })

  test('of composite alarms with a suppressor', () => {
    const values = {
      ...{ alarm_name: 'top', alarm_rule: 'ALARM(slow)', alarm_actions: null, ok_actions: null, actions_enabled: true },
      actions_suppressor: [{ alarm: 'maintenance', wait_period: 60, extension_period: 120 }],
    }
    const resource = { mode: 'managed', type: 'aws_cloudwatch_composite_alarm', name: 'top', values }
    expect(readDefinitions(JSON.stringify(plan(resource)))).toEqual([
      {
        type: 'composite',
        input: {
          ...{ AlarmName: 'top', AlarmRule: 'ALARM(slow)', ActionsEnabled: true, ActionsSuppressor: 'maintenance' },
          ...{ ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 120 },
        },
      },
    ])
  })

  test('without alarms', () => {
    expect(() => inputs(plan({ mode: 'managed', type: 'aws_s3_bucket', name: 'b', values: {} }))).toThrow(
      'no alarm found',
    )
  })
})

describe('configuration', () => {
  const variable = { limit: { default: 500 }, unknown: {} }
  const resource = {
    aws_sns_topic: { ops: { name: 'ops' } },
    aws_cloudwatch_metric_alarm: {
      slow: {
        ...{ namespace: 'Shop', metric_name: 'Latency', statistic: 'Maximum', period: 60, evaluation_periods: 2 },
        ...{
          threshold: '${var.limit}',
          comparison_operator: 'GreaterThanThreshold',
          alarm_description: 'over ${var.limit} ms',
        },
        alarm_actions: ['${aws_sns_topic.ops.arn}', '${module.pager.arn}', '${var.unknown}'],
      },
    },
    aws_cloudwatch_composite_alarm: {
      top: {
        alarm_name: 'top',
        alarm_rule:
          'ALARM(${aws_cloudwatch_metric_alarm.slow.alarm_name}) OR ALARM("${aws_cloudwatch_metric_alarm.slow.arn}")',
      },
    },
  }
  test('has its references filled, and loses actions from elsewhere', () => {
    expect(inputs({ resource, variable })).toMatchObject([
      { AlarmName: 'slow', Threshold: 500, AlarmDescription: 'over 500 ms', AlarmActions: [TOPIC] },
      { AlarmName: 'top', AlarmRule: 'ALARM(slow) OR ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow")' },
    ])
  })
})
