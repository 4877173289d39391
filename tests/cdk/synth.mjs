/**
 * Synthesises the stacks whose templates the tests put: what people write with aws-cdk-lib and with cdk-monitoring-constructs.
 * Writes one template for each into the folder named by the first argument. `npm run test:cdk` runs it.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { App, Duration, Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import {
  Alarm,
  AlarmRule,
  AlarmState,
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  AlarmWidget,
  Color,
  Column,
  ComparisonOperator,
  CompositeAlarm,
  CustomWidget,
  Dashboard,
  DashboardVariable,
  DefaultValue,
  GaugeWidget,
  GraphWidget,
  GraphWidgetView,
  LegendPosition,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  PeriodOverride,
  Row,
  SingleValueWidget,
  Spacer,
  Stats,
  TableLayout,
  TableSummaryColumn,
  TableWidget,
  TextWidget,
  TextWidgetBackground,
  TreatMissingData,
  Unit,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Ec2Action, Ec2InstanceAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { MetricStatistic, MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs'

const [, , folder = '.'] = process.argv
const app = new App({ analyticsReporting: false })

/** Every widget and every kind of alarm of aws-cdk-lib; the account and the region are left open, as is usual. */
function library() {
  const stack = new Stack(app, 'Library')
  const topic = new Topic(stack, 'Ops', { topicName: 'ops' })
  const dimensionsMap = { Service: 'checkout' }
  const requests = new Metric({ namespace: 'Shop', metricName: 'Requests', dimensionsMap, statistic: Stats.SUM })
  const errors = new Metric({ namespace: 'Shop', metricName: 'Errors', dimensionsMap, statistic: Stats.SUM })
  const latency = new Metric({
    ...{ namespace: 'Shop', metricName: 'Latency', dimensionsMap, statistic: Stats.percentile(99.9) },
    ...{
      unit: Unit.MILLISECONDS,
      period: Duration.minutes(1),
      color: Color.ORANGE,
      label: ['p99.9 [avg: ', '{AVG}]'].join('$'),
    },
  })
  const rate = new MathExpression({
    ...{ expression: '100 * errors / FILL(requests, 1)', usingMetrics: { errors, requests } },
    ...{ label: 'Error rate', period: Duration.minutes(1) },
  })

  const slow = latency.createAlarm(stack, 'Slow', {
    ...{ alarmName: 'checkout slow', alarmDescription: 'p99.9 of checkout', threshold: 750, evaluationPeriods: 5 },
    ...{ datapointsToAlarm: 3, treatMissingData: TreatMissingData.NOT_BREACHING },
    ...{ evaluateLowSampleCountPercentile: 'ignore' },
  })
  slow.addAlarmAction(new SnsAction(topic))
  slow.addOkAction(new SnsAction(topic))
  const failing = new Alarm(stack, 'Failing', {
    ...{ metric: rate, threshold: 5, evaluationPeriods: 3, treatMissingData: TreatMissingData.IGNORE },
    ...{ comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, alarmName: 'checkout failing' },
  })
  const silent = new Alarm(stack, 'Silent', {
    ...{ metric: requests.with({ period: Duration.minutes(5) }), threshold: 1, evaluationPeriods: 2 },
    ...{ comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD, treatMissingData: TreatMissingData.BREACHING },
  })
  const strange = new cloudwatch.AnomalyDetectionAlarm(stack, 'Strange', {
    ...{ metric: requests, evaluationPeriods: 3, stdDevs: 3, alarmName: 'checkout strange' },
    comparisonOperator: ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
  })
  const trimmed = new Metric({
    ...{ namespace: 'Shop', metricName: 'Latency', dimensionsMap, statistic: Stats.tm(10, 90) },
    period: Duration.seconds(10),
  })
  trimmed.createAlarm(stack, 'Quick', { threshold: 100, evaluationPeriods: 1 })
  const broken = new Metric({
    ...{ namespace: 'AWS/EC2', metricName: 'StatusCheckFailed_System', statistic: Stats.MAXIMUM },
    dimensionsMap: { InstanceId: 'i-0123456789abcdef0' },
  }).createAlarm(stack, 'Broken', { threshold: 1, evaluationPeriods: 2 })
  broken.addAlarmAction(new Ec2Action(Ec2InstanceAction.RECOVER))
  const composite = new CompositeAlarm(stack, 'Unhealthy', {
    compositeAlarmName: 'checkout unhealthy',
    alarmRule: AlarmRule.anyOf(
      AlarmRule.allOf(
        AlarmRule.fromAlarm(slow, AlarmState.ALARM),
        AlarmRule.not(AlarmRule.fromAlarm(silent, AlarmState.ALARM)),
      ),
      AlarmRule.fromAlarm(failing, AlarmState.ALARM),
      AlarmRule.fromAlarm(strange, AlarmState.ALARM),
      AlarmRule.fromBoolean(false),
    ),
    ...{ actionsSuppressor: silent, actionsSuppressorWaitPeriod: Duration.minutes(2) },
    actionsSuppressorExtensionPeriod: Duration.minutes(3),
  })
  composite.addAlarmAction(new SnsAction(topic))

  const logGroup = new LogGroup(stack, 'Logs', { logGroupName: '/shop/checkout' })
  const dashboard = new Dashboard(stack, 'Board', {
    ...{ dashboardName: 'checkout', defaultInterval: Duration.days(7), periodOverride: PeriodOverride.INHERIT },
    variables: [
      new DashboardVariable({
        ...{ id: 'region', type: VariableType.PROPERTY, label: 'Region', inputType: VariableInputType.RADIO },
        ...{
          value: 'region',
          values: Values.fromValues({ label: 'Here', value: 'us-east-1' }, { value: 'eu-west-1' }),
        },
        ...{ defaultValue: DefaultValue.value('us-east-1'), visible: true },
      }),
      new DashboardVariable({
        ...{ id: 'service', type: VariableType.PATTERN, inputType: VariableInputType.SELECT, value: 'checkout' },
        values: Values.fromSearchComponents({
          ...{ namespace: 'Shop', dimensions: ['Service'], metricName: 'Requests', populateFrom: 'Service' },
        }),
        defaultValue: DefaultValue.FIRST,
      }),
    ],
  })
  dashboard.addWidgets(
    new TextWidget({
      markdown: '# Checkout\n[button:Runbook](https://example.com)',
      width: 24,
      height: 2,
      background: TextWidgetBackground.TRANSPARENT,
    }),
  )
  dashboard.addWidgets(
    new GraphWidget({
      ...{ title: 'Traffic', left: [requests, errors], right: [latency], width: 12, stacked: true, liveData: true },
      ...{ leftYAxis: { label: 'n', min: 0, showUnits: false }, rightYAxis: { max: 1000 } },
      ...{ legendPosition: LegendPosition.RIGHT, start: '-PT12H' },
      leftAnnotations: [
        { value: 100, label: 'busy', color: Color.RED, fill: cloudwatch.Shading.ABOVE },
        { value: 10, visible: false },
      ],
      rightAnnotations: [slow.toAnnotation()],
      verticalAnnotations: [{ date: '2026-11-01T00:00:00Z', label: 'release' }],
    }),
    new GraphWidget({ left: [rate], view: GraphWidgetView.BAR, setPeriodToTimeRange: true, statistic: Stats.AVERAGE }),
    new GraphWidget({ left: [requests, errors], view: GraphWidgetView.PIE, setPeriodToTimeRange: true }),
  )
  dashboard.addWidgets(
    new SingleValueWidget({ metrics: [requests, rate], sparkline: true, fullPrecision: true }),
    new SingleValueWidget({ metrics: [errors], setPeriodToTimeRange: true, period: Duration.hours(1) }),
    new GaugeWidget({
      metrics: [rate],
      leftYAxis: { min: 0, max: 100 },
      annotations: [{ value: 50, color: Color.GREEN }],
    }),
    new TableWidget({
      ...{ metrics: [requests, errors], layout: TableLayout.VERTICAL, showUnitsInLabel: true },
      summary: {
        columns: [TableSummaryColumn.AVERAGE, TableSummaryColumn.MAXIMUM],
        hideNonSummaryColumns: true,
        sticky: true,
      },
      thresholds: [
        cloudwatch.TableThreshold.above(10, Color.RED),
        cloudwatch.TableThreshold.between(1, 5, Color.ORANGE),
      ],
    }),
  )
  dashboard.addWidgets(
    new Column(
      new AlarmWidget({ alarm: slow, title: 'slow?', leftYAxis: { min: 0 } }),
      new Row(
        new Spacer({ width: 3, height: 2 }),
        new AlarmStatusWidget({
          alarms: [slow, failing, composite],
          sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
          states: [AlarmState.ALARM],
        }),
      ),
    ),
    new LogQueryWidget({
      ...{ logGroupNames: [logGroup.logGroupName], title: 'Errors', view: LogQueryVisualizationType.LINE },
      queryLines: ['fields @timestamp, @message', 'filter level = "error"', 'stats count(*) by bin(5m)'],
    }),
    new LogQueryWidget({ logGroupNames: ['/shop/a', '/shop/b'], queryString: 'fields @message | limit 20' }),
    new CustomWidget({
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:widget',
      title: 'Own',
      params: { a: [1] },
      updateOnTimeRangeChange: false,
    }),
    new GraphWidget({
      title: 'Search',
      left: [
        new cloudwatch.SearchExpression({
          expression: "SEARCH('{Shop,Service} MetricName=\"Requests\"', 'Sum', 300)",
          label: 'all',
        }),
        new MathExpression({
          expression: 'SELECT AVG(Latency) FROM SCHEMA(Shop, Service) GROUP BY Service',
          period: Duration.minutes(1),
        }),
      ],
    }),
  )
  return stack
}

/** What the monitoring facade makes of a handful of resources, with alarms on most of what it knows. */
function monitoring() {
  const stack = new Stack(app, 'Monitoring', { env: { account: '123456789012', region: 'us-east-1' } })
  const topic = new Topic(stack, 'Alerts')
  const facade = new MonitoringFacade(stack, 'Shop', {
    alarmFactoryDefaults: {
      ...{ alarmNamePrefix: 'Shop', actionsEnabled: true, datapointsToAlarm: 3 },
      action: new SnsAlarmActionStrategy({ onAlarmTopic: topic, onOkTopic: topic }),
    },
  })
  const handler = LambdaFunction.fromFunctionArn(
    stack,
    'Handler',
    'arn:aws:lambda:us-east-1:123456789012:function:checkout',
  )
  const queue = Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:123456789012:orders')
  const dead = Queue.fromQueueArn(stack, 'Dead', 'arn:aws:sqs:us-east-1:123456789012:orders-dead')
  const table = Table.fromTableName(stack, 'Table', 'orders')
  const factory = facade.createMetricFactory()
  const orders = factory.createMetric('Orders', MetricStatistic.SUM, 'Orders', { Shop: 'north' }, undefined, 'ShopApp')
  facade
    .addLargeHeader('Shop')
    .monitorLambdaFunction({
      ...{ lambdaFunction: handler, humanReadableName: 'checkout' },
      ...{
        addFaultRateAlarm: { Critical: { maxErrorRate: 1, customTags: ['paging'] } },
        addLatencyP99Alarm: { Warning: { maxLatency: Duration.seconds(1) } },
      },
      ...{
        addThrottlesCountAlarm: { Warning: { maxErrorCount: 1 } },
        addFaultCountAlarm: { Critical: { maxErrorCount: 5, customTags: ['paging'] } },
      },
      addLowTpsAlarm: { Warning: { minTps: 1 } },
    })
    .monitorSqsQueueWithDlq({
      ...{ queue, deadLetterQueue: dead },
      ...{ addQueueMaxSizeAlarm: { Warning: { maxMessageCount: 1000 } } },
      addDeadLetterQueueMaxSizeAlarm: { Critical: { maxMessageCount: 0 } },
    })
    .monitorDynamoTable({
      table,
      addConsumedReadCapacityAlarm: { Warning: { maxConsumedCapacityUnits: 100 } },
      addSystemErrorCountAlarm: { Critical: { maxErrorCount: 0 } },
    })
    .monitorLog({
      alarmFriendlyName: 'logs',
      logGroupName: '/shop/checkout',
      title: 'Errors',
      pattern: 'error',
      limit: 5,
      addMinIncomingLogsAlarm: { Warning: { minCount: 1 } },
    })
    .monitorCustom({
      alarmFriendlyName: 'orders',
      metricGroups: [
        {
          title: 'Orders',
          metrics: [
            {
              metric: orders,
              alarmFriendlyName: 'few',
              addAlarm: { Warning: { threshold: 1, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD } },
            },
            {
              ...{ metric: orders, anomalyDetectionStandardDeviationToRender: 3, alarmFriendlyName: 'strange' },
              addAlarmOnAnomaly: {
                Warning: { alarmWhenAboveTheBand: true, alarmWhenBelowTheBand: true, standardDeviationForAlarm: 4 },
              },
            },
            {
              searchQuery: 'Orders',
              dimensionsMap: { Shop: undefined },
              statistic: MetricStatistic.SUM,
              namespace: 'ShopApp',
            },
          ],
        },
      ],
    })
  facade.createCompositeAlarmUsingTag('paging')
  return stack
}

for (const stack of [library(), monitoring()]) {
  const assembly = app.synth()
  const { template } = assembly.getStackByName(stack.stackName)
  const { Parameters: _bootstrap, Rules: _rules, ...rest } = template
  writeFileSync(
    join(folder, `${stack.stackName.toLowerCase()}.template.json`),
    `${JSON.stringify(rest, undefined, 2)}\n`,
  )
}
