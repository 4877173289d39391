/** One call of an operation, in words that every AWS client understands: its name and its input as JSON. */
export interface Step {
  readonly service: 'cloudwatch' | 'sns' | 'events'
  readonly operation: string
  /** `{name}` in a text stands for what an earlier answer gave, see `keep`; `{account}` for the account. */
  readonly input?: Json
  /** What must be in the answer; absent: the call must succeed. */
  readonly gives?: unknown
  /** Members of the answer to keep, by the name they get. */
  readonly keep?: Readonly<Record<string, string>>
  readonly refuses?: { readonly code: string; readonly message: string | RegExp }
}

export type Json = Readonly<Record<string, unknown>>

/** Operations that clients of 2022 do not have. */
export const NEW_OPERATIONS: readonly string[] = [
  'DeleteAlarmMuteRule',
  'DescribeAlarmContributors',
  'GetAlarmMuteRule',
  'ListAlarmMuteRules',
  'PutAlarmMuteRule',
  'PutLogAlarm',
  'UpdateEventBus',
]

const iso = (minutesAgo: number): string =>
  new Date(Math.floor(Date.now() / 60_000 - minutesAgo) * 60_000).toISOString()

const METRIC = { Namespace: 'Table', MetricName: 'm' }
const RANGE = { StartTime: iso(10), EndTime: iso(-30) }
/** On a metric without data, so that nothing but the calls changes its state. */
const ALARM = {
  ...{ AlarmName: 'a', ...METRIC, Statistic: 'Sum', Period: 60, EvaluationPeriods: 2, DatapointsToAlarm: 1 },
  ...{ Threshold: 1.5, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore', Unit: 'Count' },
  ...{ AlarmActions: ['arn:aws:sns:us-east-1:{account}:ops'], Dimensions: [{ Name: 'd', Value: 'without data' }] },
}
const ALARM_ARN = 'arn:aws:cloudwatch:us-east-1:{account}:alarm:a'
const BODY = '{"widgets":[{"type":"text","x":0,"y":0,"width":6,"height":6,"properties":{"markdown":"x"}}]}'
const MUTE = { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT4H' } }
const LOG_ALARM = {
  AlarmName: 'l',
  ...{ QueryResultsToEvaluate: 1, QueryResultsToAlarm: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
  ScheduledQueryConfiguration: {
    ...{ QueryString: 'fields @message', LogGroupIdentifiers: ['/table'], AggregationExpression: 'count(*)' },
    ScheduledQueryRoleARN: 'arn:aws:iam::{account}:role/r',
    ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300 },
  },
}
const datum = (more: Json): Json => ({ Namespace: 'Table', MetricData: [{ MetricName: 'm', ...more }] })

const cloudwatch: readonly Omit<Step, 'service'>[] = [
  {
    operation: 'PutMetricData',
    input: datum({ Dimensions: [{ Name: 'd', Value: 'v' }], Values: [1, 10], Counts: [2, 4], Unit: 'Count' }),
  },
  {
    operation: 'PutMetricData',
    input: datum({ StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 2, Maximum: 4 } }),
  },
  {
    operation: 'PutMetricData',
    input: datum({ Value: 1, Values: [1] }),
    refuses: {
      code: 'InvalidParameterCombination',
      message:
        'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    },
  },
  {
    operation: 'PutMetricData',
    input: { ...datum({ Value: 1 }), Namespace: 'AWS/Mine' },
    refuses: { code: 'InvalidParameterValue', message: /AWS\// },
  },
  {
    operation: 'ListMetrics',
    input: { ...METRIC, Dimensions: [{ Name: 'd' }] },
    gives: { Metrics: [{ ...METRIC, Dimensions: [{ Name: 'd', Value: 'v' }] }] },
  },
  {
    operation: 'ListMetrics',
    input: { NextToken: 'x' },
    refuses: { code: 'InvalidParameterValue', message: /token/i },
  },
  {
    operation: 'GetMetricStatistics',
    input: {
      ...METRIC,
      ...RANGE,
      Dimensions: [{ Name: 'd', Value: 'v' }],
      Period: 3600,
      Statistics: ['Sum', 'Maximum'],
    },
    gives: { Label: 'm', Datapoints: [{ Sum: 42, Maximum: 10, Unit: 'Count' }] },
  },
  {
    operation: 'GetMetricStatistics',
    input: { ...METRIC, ...RANGE, Period: 3600, ExtendedStatistics: ['p50', 'tm90'] },
    gives: { Datapoints: [] },
  },
  {
    operation: 'GetMetricStatistics',
    input: { ...METRIC, StartTime: RANGE.EndTime, EndTime: RANGE.EndTime, Period: 60, Statistics: ['Sum'] },
    refuses: {
      code: 'InvalidParameterValue',
      message: 'The parameter StartTime must be less than the parameter EndTime.',
    },
  },
  {
    operation: 'GetMetricData',
    input: {
      ...RANGE,
      MetricDataQueries: [
        { Id: 'm1', MetricStat: { Metric: METRIC, Period: 3600, Stat: 'Sum' }, ReturnData: false },
        { Id: 'e1', Expression: 'm1 * 2', Label: 'double' },
      ],
    },
    gives: { MetricDataResults: [{ Id: 'e1', Label: 'double', Values: [12], StatusCode: 'Complete' }] },
  },
  {
    operation: 'GetMetricData',
    input: { ...RANGE, MetricDataQueries: [{ Id: 'e1', Expression: 'NOPE(1)', Period: 60 }] },
    refuses: { code: 'ValidationError', message: /Function 'NOPE' not found/ },
  },
  {
    operation: 'GetMetricWidgetImage',
    input: { MetricWidget: '{"metrics":[["Table","m"]],"width":300,"height":200}' },
    gives: { MetricWidgetImage: /^iVBOR/ },
  },
  {
    operation: 'GetMetricWidgetImage',
    input: { MetricWidget: '{' },
    refuses: { code: 'ValidationError', message: /MetricWidget/ },
  },
  {
    operation: 'PutDashboard',
    input: { DashboardName: 'd', DashboardBody: BODY },
    gives: { DashboardValidationMessages: [] },
  },
  {
    operation: 'PutDashboard',
    input: { DashboardName: 'd', DashboardBody: '{}' },
    refuses: { code: 'InvalidParameterInput', message: /there are 1 validation errors:\n\[\n {2}\{\n {4}"dataPath"/ },
  },
  {
    operation: 'GetDashboard',
    input: { DashboardName: 'd' },
    gives: {
      DashboardArn: 'arn:aws:cloudwatch::{account}:dashboard/d',
      DashboardName: 'd',
      DashboardBody: BODY,
    },
  },
  {
    operation: 'GetDashboard',
    input: { DashboardName: 'none' },
    refuses: { code: 'ResourceNotFound', message: /none/ },
  },
  {
    operation: 'ListDashboards',
    input: { DashboardNamePrefix: 'd' },
    gives: { DashboardEntries: [{ DashboardName: 'd', Size: BODY.length }] },
  },
  { operation: 'DeleteDashboards', input: { DashboardNames: ['d', 'none'] } },
  { operation: 'ListDashboards', gives: { DashboardEntries: [] } },
  { operation: 'PutMetricAlarm', input: { ...ALARM, Tags: [{ Key: 'team', Value: 'ops' }] } },
  {
    operation: 'PutMetricAlarm',
    input: { ...ALARM, AlarmName: 'x', Period: 45 },
    refuses: { code: 'ValidationError', message: 'Period must be 10, 20, 30 or a multiple of 60' },
  },
  {
    operation: 'DescribeAlarms',
    input: { AlarmNames: ['a'] },
    gives: { MetricAlarms: [{ ...ALARM, AlarmArn: ALARM_ARN, ActionsEnabled: true, OKActions: [] }] },
  },
  {
    operation: 'DescribeAlarmsForMetric',
    input: { ...METRIC, Dimensions: ALARM.Dimensions },
    gives: { MetricAlarms: [{ AlarmName: 'a' }] },
  },
  { operation: 'PutCompositeAlarm', input: { AlarmName: 'c', AlarmRule: 'ALARM(a) OR FALSE' } },
  {
    operation: 'PutCompositeAlarm',
    input: { AlarmName: 'x', AlarmRule: 'ALARM(my alarm)' },
    refuses: { code: 'ValidationError', message: /AlarmRule/ },
  },
  {
    operation: 'SetAlarmState',
    input: { AlarmName: 'a', StateValue: 'ALARM', StateReason: 'said so', StateReasonData: '{"a":1}' },
  },
  {
    operation: 'SetAlarmState',
    input: { AlarmName: 'none', StateValue: 'OK', StateReason: 'x' },
    refuses: { code: 'ResourceNotFound', message: /./ },
  },
  {
    operation: 'SetAlarmState',
    input: { AlarmName: 'a', StateValue: 'OK', StateReason: 'x', StateReasonData: '{' },
    refuses: { code: 'InvalidFormat', message: /./ },
  },
  {
    operation: 'SetAlarmState',
    input: { AlarmName: 'a', StateValue: 'FOO', StateReason: 'x' },
    refuses: {
      code: 'ValidationError',
      message:
        "1 validation error detected: Value 'FOO' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
    },
  },
  {
    operation: 'DescribeAlarms',
    input: { AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], StateValue: 'ALARM' },
    gives: {
      MetricAlarms: [{ AlarmName: 'a', StateReason: 'said so', StateReasonData: '{"a":1}' }],
      CompositeAlarms: [{ AlarmName: 'c', AlarmRule: 'ALARM(a) OR FALSE', StateReason: /a transitioned to ALARM/ }],
    },
  },
  {
    operation: 'DescribeAlarmHistory',
    input: { AlarmName: 'a', HistoryItemType: 'StateUpdate' },
    gives: { AlarmHistoryItems: [{ HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' }] },
  },
  {
    operation: 'DescribeAlarmContributors',
    input: { AlarmName: 'a' },
    gives: { AlarmContributors: [] },
  },
  {
    operation: 'DescribeAlarmContributors',
    input: { AlarmName: 'none' },
    refuses: { code: 'ResourceNotFoundException', message: /none/ },
  },
  { operation: 'DisableAlarmActions', input: { AlarmNames: ['a'] } },
  { operation: 'EnableAlarmActions', input: { AlarmNames: ['a'] } },
  { operation: 'TagResource', input: { ResourceARN: ALARM_ARN, Tags: [{ Key: 'x', Value: 'y' }] } },
  { operation: 'UntagResource', input: { ResourceARN: ALARM_ARN, TagKeys: ['x'] } },
  {
    operation: 'ListTagsForResource',
    input: { ResourceARN: ALARM_ARN },
    gives: { Tags: [{ Key: 'team', Value: 'ops' }] },
  },
  {
    operation: 'ListTagsForResource',
    input: { ResourceARN: `${ALARM_ARN}x` },
    refuses: { code: 'ResourceNotFoundException', message: /./ },
  },
  {
    operation: 'PutAnomalyDetector',
    input: { SingleMetricAnomalyDetector: { ...METRIC, Stat: 'Sum' }, Configuration: { MetricTimezone: 'UTC' } },
  },
  {
    operation: 'DescribeAnomalyDetectors',
    input: { Namespace: 'Table' },
    gives: { AnomalyDetectors: [{ SingleMetricAnomalyDetector: { ...METRIC, Stat: 'Sum' } }] },
  },
  { operation: 'DeleteAnomalyDetector', input: { SingleMetricAnomalyDetector: { ...METRIC, Stat: 'Sum' } } },
  {
    operation: 'DeleteAnomalyDetector',
    input: { SingleMetricAnomalyDetector: { ...METRIC, Stat: 'Sum' } },
    refuses: { code: 'ResourceNotFoundException', message: /./ },
  },
  { operation: 'PutAlarmMuteRule', input: { Name: 'night', Rule: MUTE, MuteTargets: { AlarmNames: ['a'] } } },
  {
    operation: 'PutAlarmMuteRule',
    input: { Name: 'x', Rule: { Schedule: { ...MUTE.Schedule, Expression: 'cron(x)' } } },
    refuses: { code: 'ValidationError', message: /./ },
  },
  {
    operation: 'GetAlarmMuteRule',
    input: { AlarmMuteRuleName: 'night' },
    gives: { Name: 'night', Rule: MUTE, MuteType: 'RECURRING', MuteTargets: { AlarmNames: ['a'] } },
  },
  {
    operation: 'ListAlarmMuteRules',
    input: { AlarmName: 'a' },
    gives: { AlarmMuteRuleSummaries: [{ AlarmMuteRuleArn: /alarm-mute-rule:night$/ }] },
  },
  { operation: 'DeleteAlarmMuteRule', input: { AlarmMuteRuleName: 'night' } },
  {
    operation: 'GetAlarmMuteRule',
    input: { AlarmMuteRuleName: 'night' },
    refuses: { code: 'ResourceNotFoundException', message: /night/ },
  },
  { operation: 'PutLogAlarm', input: LOG_ALARM, refuses: { code: 'ValidationError', message: /\/table/ } },
  {
    operation: 'DeleteAlarms',
    input: { AlarmNames: ['a'] },
    refuses: { code: 'ResourceConflict', message: /./ },
  },
  { operation: 'DeleteAlarms', input: { AlarmNames: ['c'] } },
  { operation: 'DeleteAlarms', input: { AlarmNames: ['a'] } },
  { operation: 'DescribeAlarms', gives: { MetricAlarms: [], CompositeAlarms: [] } },
]

const TOPIC = 'arn:aws:sns:us-east-1:{account}:ops'
const FUNCTION = 'arn:aws:lambda:us-east-1:{account}:function:f'

const sns: readonly Omit<Step, 'service'>[] = [
  {
    operation: 'CreateTopic',
    input: { Name: 'ops', Attributes: { DisplayName: 'Ops' }, Tags: [{ Key: 'a', Value: 'b' }] },
    gives: { TopicArn: TOPIC },
  },
  {
    operation: 'CreateTopic',
    input: { Name: 'a b' },
    refuses: { code: 'InvalidParameter', message: 'Invalid parameter: Topic Name' },
  },
  { operation: 'ListTopics', gives: { Topics: [{ TopicArn: TOPIC }] } },
  {
    operation: 'SetTopicAttributes',
    input: { TopicArn: TOPIC, AttributeName: 'DisplayName', AttributeValue: 'Ops & more <é>' },
  },
  {
    operation: 'SetTopicAttributes',
    input: { TopicArn: TOPIC, AttributeName: 'Colour', AttributeValue: 'red' },
    refuses: { code: 'InvalidParameter', message: 'Invalid parameter: AttributeName' },
  },
  {
    operation: 'SetTopicAttributes',
    input: {
      ...{ TopicArn: TOPIC, AttributeName: 'DeliveryPolicy' },
      AttributeValue: '{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}',
    },
    refuses: {
      code: 'InvalidParameter',
      message:
        'Invalid parameter: DeliveryPolicy: http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100',
    },
  },
  {
    operation: 'SetTopicAttributes',
    input: {
      ...{ TopicArn: TOPIC, AttributeName: 'DeliveryPolicy' },
      AttributeValue: '{"http":{"defaultHealthyRetryPolicy":{"numRetries":5}}}',
    },
  },
  {
    operation: 'GetTopicAttributes',
    input: { TopicArn: TOPIC },
    gives: {
      Attributes: {
        ...{ TopicArn: TOPIC, DisplayName: 'Ops & more <é>', SubscriptionsConfirmed: '0' },
        EffectiveDeliveryPolicy: /^{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,.*"numRetries":5,/,
      },
    },
  },
  {
    operation: 'SetTopicAttributes',
    input: { TopicArn: TOPIC, AttributeName: 'FifoTopic', AttributeValue: 'true' },
    refuses: { code: 'InvalidParameter', message: 'Invalid parameter: AttributeName' },
  },
  {
    operation: 'CreateTopic',
    input: { Name: 'ops', Attributes: { FifoTopic: 'false' } },
    gives: { TopicArn: TOPIC },
  },
  {
    operation: 'CreateTopic',
    input: { Name: 'ops.fifo', Attributes: { FifoTopic: 'true' } },
    refuses: { code: 'InvalidParameter', message: 'Invalid parameter: FIFO topics are not supported' },
  },
  {
    operation: 'GetTopicAttributes',
    input: { TopicArn: `${TOPIC}x` },
    refuses: { code: 'NotFound', message: 'Topic does not exist' },
  },
  {
    operation: 'AddPermission',
    input: { TopicArn: TOPIC, Label: 'l', AWSAccountId: ['111122223333'], ActionName: ['Publish'] },
  },
  { operation: 'RemovePermission', input: { TopicArn: TOPIC, Label: 'l' } },
  {
    operation: 'Subscribe',
    input: {
      ...{ TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION, ReturnSubscriptionArn: true },
      Attributes: { FilterPolicy: '{"store":["a"]}' },
    },
    gives: { SubscriptionArn: /^arn:aws:sns:us-east-1:\d{12}:ops:[0-9a-f-]{36}$/ },
    keep: { subscription: 'SubscriptionArn' },
  },
  {
    operation: 'Subscribe',
    input: { TopicArn: TOPIC, Protocol: 'http', Endpoint: 'https://example.com' },
    refuses: { code: 'InvalidParameter', message: 'Invalid parameter: Endpoint' },
  },
  {
    operation: 'ConfirmSubscription',
    input: { TopicArn: TOPIC, Token: 'x', AuthenticateOnUnsubscribe: 'true' },
    refuses: { code: 'InvalidParameter', message: 'Invalid parameter: Token' },
  },
  {
    operation: 'ListSubscriptions',
    gives: { Subscriptions: [{ Protocol: 'lambda', Endpoint: FUNCTION, Owner: '{account}' }] },
  },
  {
    operation: 'ListSubscriptionsByTopic',
    input: { TopicArn: TOPIC },
    gives: { Subscriptions: [{ TopicArn: TOPIC, SubscriptionArn: '{subscription}' }] },
  },
  {
    operation: 'SetSubscriptionAttributes',
    input: { SubscriptionArn: '{subscription}', AttributeName: 'FilterPolicyScope', AttributeValue: 'MessageBody' },
  },
  {
    operation: 'SetSubscriptionAttributes',
    input: { SubscriptionArn: '{subscription}', AttributeName: 'RawMessageDelivery', AttributeValue: 'true' },
    refuses: { code: 'InvalidParameter', message: /does not support raw message delivery/ },
  },
  {
    operation: 'GetSubscriptionAttributes',
    input: { SubscriptionArn: '{subscription}' },
    gives: { Attributes: { FilterPolicy: '{"store":["a"]}', FilterPolicyScope: 'MessageBody', Protocol: 'lambda' } },
  },
  {
    operation: 'Publish',
    input: {
      ...{ TopicArn: TOPIC, Subject: 'Hello', MessageStructure: 'json', Message: '{"default":"d","sms":"s"}' },
      MessageAttributes: {
        n: { DataType: 'Number', StringValue: '3' },
        s: { DataType: 'String.Array', StringValue: '["a"]' },
      },
    },
    gives: { MessageId: /^[0-9a-f-]{36}$/ },
  },
  { operation: 'Publish', input: { PhoneNumber: '+15550100', Message: 'hi' }, gives: { MessageId: /./ } },
  {
    operation: 'Publish',
    input: { TopicArn: TOPIC, Message: '{}', MessageStructure: 'json' },
    refuses: {
      code: 'InvalidParameter',
      message: 'Invalid parameter: Message Structure - No default entry in JSON message body',
    },
  },
  {
    operation: 'PublishBatch',
    input: {
      TopicArn: TOPIC,
      PublishBatchRequestEntries: [
        { Id: 'good', Message: 'x' },
        { Id: 'bad', Message: 'x', Subject: ' ' },
        { Id: 'worse', Message: 'x', MessageAttributes: { n: { DataType: 'Number', StringValue: 'many' } } },
      ],
    },
    gives: {
      Successful: [{ Id: 'good' }],
      Failed: [
        { Id: 'bad', Code: 'InvalidParameter', SenderFault: true },
        { Id: 'worse', Code: 'ParameterValueInvalid', SenderFault: true },
      ],
    },
  },
  {
    operation: 'PublishBatch',
    input: {
      TopicArn: TOPIC,
      PublishBatchRequestEntries: [
        { Id: 'a', Message: 'x' },
        { Id: 'a', Message: 'x' },
      ],
    },
    refuses: { code: 'BatchEntryIdsNotDistinct', message: /same Id/ },
  },
  { operation: 'TagResource', input: { ResourceArn: TOPIC, Tags: [{ Key: 'x', Value: 'y' }] } },
  { operation: 'UntagResource', input: { ResourceArn: TOPIC, TagKeys: ['x'] } },
  { operation: 'ListTagsForResource', input: { ResourceArn: TOPIC }, gives: { Tags: [{ Key: 'a', Value: 'b' }] } },
  {
    operation: 'ListTagsForResource',
    input: { ResourceArn: `${TOPIC}x` },
    refuses: { code: 'ResourceNotFound', message: 'Resource does not exist' },
  },
  { operation: 'Unsubscribe', input: { SubscriptionArn: '{subscription}' } },
  {
    operation: 'GetSubscriptionAttributes',
    input: { SubscriptionArn: '{subscription}' },
    refuses: { code: 'NotFound', message: 'Subscription does not exist' },
  },
  { operation: 'DeleteTopic', input: { TopicArn: TOPIC } },
  { operation: 'ListTopics', gives: { Topics: [] } },
]

const BUS = 'arn:aws:events:us-east-1:{account}:event-bus/orders'
const RULE = 'arn:aws:events:us-east-1:{account}:rule/orders/r'
const QUEUE = 'arn:aws:sqs:us-east-1:{account}:dead'
const PATTERN = '{"source":["shop"],"detail":{"price":[{"numeric":[">",10]}]}}'
const where = { Rule: 'r', EventBusName: 'orders' }

const events: readonly Omit<Step, 'service'>[] = [
  { operation: 'CreateEventBus', input: { Name: 'orders' }, gives: { EventBusArn: BUS } },
  {
    operation: 'CreateEventBus',
    input: { Name: 'orders' },
    refuses: { code: 'ResourceAlreadyExistsException', message: 'Event bus orders already exists.' },
  },
  { operation: 'DescribeEventBus', input: { Name: 'orders' }, gives: { Name: 'orders', Arn: BUS } },
  {
    operation: 'DescribeEventBus',
    input: { Name: 'none' },
    refuses: { code: 'ResourceNotFoundException', message: 'Event bus none does not exist.' },
  },
  { operation: 'ListEventBuses', gives: { EventBuses: [{ Name: 'default' }, { Name: 'orders', Arn: BUS }] } },
  {
    operation: 'UpdateEventBus',
    input: { Name: 'orders', Description: 'new', DeadLetterConfig: { Arn: QUEUE } },
    gives: { Name: 'orders', Arn: BUS, Description: 'new', DeadLetterConfig: { Arn: QUEUE } },
  },
  {
    operation: 'UpdateEventBus',
    input: { Name: 'none', Description: 'new' },
    refuses: { code: 'ResourceNotFoundException', message: 'Event bus none does not exist.' },
  },
  {
    operation: 'UpdateEventBus',
    input: { Name: 'orders', DeadLetterConfig: { Arn: `${QUEUE}.fifo` } },
    refuses: {
      code: 'ValidationException',
      message: 'Parameter DeadLetterConfig is not valid. Reason: FIFO queues are not supported.',
    },
  },
  {
    operation: 'PutPermission',
    input: { EventBusName: 'orders', StatementId: 'a', Action: 'events:PutEvents', Principal: '111122223333' },
  },
  {
    operation: 'PutPermission',
    input: {
      ...{ EventBusName: 'orders', StatementId: 'b', Action: 'events:PutEvents', Principal: '*' },
      Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' },
    },
  },
  {
    operation: 'PutPermission',
    input: { EventBusName: 'orders', Action: 'events:PutEvents', Principal: '*' },
    refuses: { code: 'ValidationException', message: 'Parameter StatementId must be specified.' },
  },
  {
    operation: 'DescribeEventBus',
    input: { Name: 'orders' },
    gives: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            ...{ Sid: 'a', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
            ...{ Action: 'events:PutEvents', Resource: BUS },
          },
          {
            ...{ Sid: 'b', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: BUS },
            Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
          },
        ],
      }),
    },
  },
  { operation: 'RemovePermission', input: { EventBusName: 'orders', StatementId: 'a' } },
  {
    operation: 'RemovePermission',
    input: { EventBusName: 'orders', StatementId: 'a' },
    refuses: { code: 'ResourceNotFoundException', message: 'Statement with the provided id does not exist.' },
  },
  { operation: 'RemovePermission', input: { EventBusName: 'orders', RemoveAllPermissions: true } },
  {
    operation: 'RemovePermission',
    input: { StatementId: 'a' },
    refuses: { code: 'ResourceNotFoundException', message: 'EventBus does not have a policy.' },
  },
  {
    operation: 'PutRule',
    input: {
      ...{ Name: 'r', EventBusName: 'orders', EventPattern: PATTERN, Description: 'dear' },
      Tags: [{ Key: 'a', Value: 'b' }],
    },
    gives: { RuleArn: RULE },
  },
  {
    operation: 'PutRule',
    input: { Name: 's', ScheduleExpression: 'rate(1 minutes)' },
    refuses: { code: 'ValidationException', message: 'Parameter ScheduleExpression is not valid.' },
  },
  {
    operation: 'PutRule',
    input: { Name: 'p', EventPattern: '{"source":"shop"}' },
    refuses: { code: 'InvalidEventPatternException', message: /Event pattern is not valid/ },
  },
  {
    operation: 'DescribeRule',
    input: { Name: 'r', EventBusName: 'orders' },
    gives: { Name: 'r', Arn: RULE, EventPattern: PATTERN, State: 'ENABLED', Description: 'dear' },
  },
  {
    operation: 'ListRules',
    input: { EventBusName: 'orders', NamePrefix: 'r' },
    gives: { Rules: [{ Name: 'r', EventPattern: PATTERN }] },
  },
  { operation: 'DisableRule', input: { Name: 'r', EventBusName: 'orders' } },
  { operation: 'EnableRule', input: { Name: 'r', EventBusName: 'orders' } },
  {
    operation: 'PutTargets',
    input: {
      ...where,
      Targets: [
        {
          ...{ Id: '1', Arn: FUNCTION },
          InputTransformer: { InputPathsMap: { p: '$.detail.price' }, InputTemplate: '"price <p>"' },
        },
      ],
    },
    gives: { FailedEntryCount: 0, FailedEntries: [] },
  },
  {
    operation: 'PutTargets',
    input: { Rule: 'none', Targets: [{ Id: '1', Arn: FUNCTION }] },
    refuses: { code: 'ResourceNotFoundException', message: 'Rule none does not exist on EventBus default.' },
  },
  {
    operation: 'PutTargets',
    input: { ...where, Targets: [{ Id: '2', Arn: FUNCTION, DeadLetterConfig: { Arn: FUNCTION } }] },
    refuses: {
      code: 'ValidationException',
      message: 'Parameter DeadLetterConfig is not valid. Reason: Provided Arn is not in correct format.',
    },
  },
  {
    operation: 'PutTargets',
    input: { ...where, Targets: ['2', '3', '4', '5', '6'].map((Id) => ({ Id, Arn: FUNCTION })) },
    refuses: {
      code: 'LimitExceededException',
      message: 'The requested resource exceeds the maximum number allowed.',
    },
  },
  { operation: 'ListTargetsByRule', input: where, gives: { Targets: [{ Id: '1', Arn: FUNCTION }] } },
  {
    operation: 'ListRuleNamesByTarget',
    input: { TargetArn: FUNCTION, EventBusName: 'orders' },
    gives: { RuleNames: ['r'] },
  },
  {
    operation: 'TestEventPattern',
    input: {
      EventPattern: PATTERN,
      Event:
        '{"id":"1","account":"1","source":"shop","time":"2026-01-01T00:00:00Z","region":"x","resources":[],"detail-type":"t","detail":{"price":11}}',
    },
    gives: { Result: true },
  },
  {
    operation: 'TestEventPattern',
    input: { EventPattern: PATTERN, Event: '{' },
    refuses: { code: 'ValidationException', message: /./ },
  },
  {
    operation: 'PutEvents',
    input: {
      Entries: [
        { Source: 'shop', DetailType: 'Order', Detail: '{"price":11}', EventBusName: 'orders' },
        { Source: 'shop', DetailType: 'Order', Detail: '{' },
      ],
    },
    gives: { FailedEntryCount: 1, Entries: [{ EventId: /^[0-9a-f-]{36}$/ }, { ErrorCode: 'MalformedDetail' }] },
  },
  {
    operation: 'CreateConnection',
    input: {
      ...{ Name: 'shop', Description: 'dear', AuthorizationType: 'API_KEY' },
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'k3y' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'X-Open', Value: 'o' },
            { Key: 'X-Secret', Value: 's3cret', IsValueSecret: true },
          ],
        },
      },
    },
    gives: {
      ConnectionArn: /^arn:aws:events:us-east-1:\d{12}:connection\/shop\/[0-9a-f-]{36}$/,
      ConnectionState: 'AUTHORIZED',
    },
    keep: { connection: 'ConnectionArn' },
  },
  {
    operation: 'CreateConnection',
    input: {
      ...{ Name: 'shop', AuthorizationType: 'BASIC' },
      AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p' } },
    },
    refuses: { code: 'ResourceAlreadyExistsException', message: 'Connection shop already exists.' },
  },
  {
    operation: 'CreateConnection',
    input: {
      ...{ Name: 'other', AuthorizationType: 'API_KEY' },
      AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p' } },
    },
    refuses: { code: 'ValidationException', message: /ApiKeyAuthParameters must be specified/ },
  },
  {
    operation: 'DescribeConnection',
    input: { Name: 'shop' },
    gives: {
      ...{ Name: 'shop', Description: 'dear', ConnectionArn: '{connection}', AuthorizationType: 'API_KEY' },
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'X-Key' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'X-Open', Value: 'o', IsValueSecret: false },
            { Key: 'X-Secret', IsValueSecret: true },
          ],
        },
      },
    },
  },
  {
    operation: 'DescribeConnection',
    input: { Name: 'none' },
    refuses: {
      code: 'ResourceNotFoundException',
      message: "Failed to describe the connection(s). Connection 'none' does not exist.",
    },
  },
  {
    operation: 'UpdateConnection',
    input: { Name: 'shop', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Other' } } },
    gives: { ConnectionArn: '{connection}', ConnectionState: 'AUTHORIZED' },
  },
  {
    operation: 'ListConnections',
    input: { NamePrefix: 'sh', ConnectionState: 'AUTHORIZED', Limit: 1 },
    gives: { Connections: [{ Name: 'shop', ConnectionArn: '{connection}', AuthorizationType: 'API_KEY' }] },
  },
  {
    operation: 'CreateApiDestination',
    input: {
      ...{ Name: 'orders', ConnectionArn: '{connection}', InvocationEndpoint: 'https://example.com/orders/*' },
      ...{ HttpMethod: 'PUT', InvocationRateLimitPerSecond: 20, Description: 'dear' },
    },
    gives: {
      ApiDestinationArn: /^arn:aws:events:us-east-1:\d{12}:api-destination\/orders\/[0-9a-f-]{36}$/,
      ApiDestinationState: 'ACTIVE',
    },
  },
  {
    operation: 'CreateApiDestination',
    input: {
      ...{ Name: 'bad', ConnectionArn: '{connection}', InvocationEndpoint: 'ftp://example.com', HttpMethod: 'POST' },
    },
    refuses: { code: 'ValidationException', message: /Parameter InvocationEndpoint is not valid/ },
  },
  {
    operation: 'DescribeApiDestination',
    input: { Name: 'orders' },
    gives: {
      ...{ Name: 'orders', Description: 'dear', ConnectionArn: '{connection}', ApiDestinationState: 'ACTIVE' },
      ...{ InvocationEndpoint: 'https://example.com/orders/*', HttpMethod: 'PUT', InvocationRateLimitPerSecond: 20 },
    },
  },
  {
    operation: 'UpdateApiDestination',
    input: { Name: 'orders', HttpMethod: 'POST' },
    gives: { ApiDestinationState: 'ACTIVE' },
  },
  {
    operation: 'ListApiDestinations',
    input: { ConnectionArn: '{connection}' },
    gives: { ApiDestinations: [{ Name: 'orders', HttpMethod: 'POST', InvocationRateLimitPerSecond: 20 }] },
  },
  {
    operation: 'DeauthorizeConnection',
    input: { Name: 'shop' },
    gives: { ConnectionArn: '{connection}', ConnectionState: 'DEAUTHORIZED' },
  },
  {
    operation: 'ListApiDestinations',
    input: { NamePrefix: 'orders' },
    gives: { ApiDestinations: [{ Name: 'orders', ApiDestinationState: 'INACTIVE' }] },
  },
  { operation: 'DeleteApiDestination', input: { Name: 'orders' } },
  {
    operation: 'DeleteApiDestination',
    input: { Name: 'orders' },
    refuses: {
      code: 'ResourceNotFoundException',
      message: "Failed to describe the api-destination(s). An api-destination 'orders' does not exist.",
    },
  },
  { operation: 'DeleteConnection', input: { Name: 'shop' }, gives: { ConnectionState: 'DELETING' } },
  { operation: 'ListConnections', gives: { Connections: [] } },
  { operation: 'TagResource', input: { ResourceARN: RULE, Tags: [{ Key: 'x', Value: 'y' }] } },
  { operation: 'UntagResource', input: { ResourceARN: RULE, TagKeys: ['x'] } },
  { operation: 'ListTagsForResource', input: { ResourceARN: RULE }, gives: { Tags: [{ Key: 'a', Value: 'b' }] } },
  {
    operation: 'DeleteRule',
    input: { Name: 'r', EventBusName: 'orders' },
    refuses: { code: 'ValidationException', message: "Rule can't be deleted since it has targets." },
  },
  { operation: 'RemoveTargets', input: { ...where, Ids: ['1'] }, gives: { FailedEntryCount: 0 } },
  { operation: 'DeleteRule', input: { Name: 'r', EventBusName: 'orders' } },
  { operation: 'DeleteEventBus', input: { Name: 'orders' } },
  { operation: 'ListEventBuses', gives: { EventBuses: [{ Name: 'default' }] } },
]

/** Every operation of three services, good and bad, in an order in which each finds what it needs. */
export const CALLS: Readonly<Record<Step['service'], readonly Step[]>> = {
  cloudwatch: cloudwatch.map((step) => ({ service: 'cloudwatch', ...step })),
  sns: sns.map((step) => ({ service: 'sns', ...step })),
  events: events.map((step) => ({ service: 'events', ...step })),
}
