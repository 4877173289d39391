/** Good requests that the fuzzer starts from: one for each shape that the decoders know. */
const now = (): number => Math.floor(Date.now() / 1_000)
const group = '/fuzz/group'
const stream = { logGroupName: group, logStreamName: 's' }
const query = (Stat: string) => ({
  Id: 'q1',
  MetricStat: { Metric: { Namespace: 'Fuzz', MetricName: 'm' }, Period: 60, Stat },
})

export interface Seed {
  readonly service: 'logs' | 'monitoring' | 'sts'
  readonly operation: string
  readonly input: () => unknown
}

export const SEEDS: readonly Seed[] = [
  { service: 'logs', operation: 'CreateLogGroup', input: () => ({ logGroupName: group, tags: { a: 'b' } }) },
  { service: 'logs', operation: 'CreateLogStream', input: () => stream },
  { service: 'logs', operation: 'DescribeLogGroups', input: () => ({ logGroupNamePrefix: '/f', limit: 5 }) },
  {
    service: 'logs',
    operation: 'DescribeLogStreams',
    input: () => ({ logGroupName: group, orderBy: 'LastEventTime', limit: 3 }),
  },
  {
    service: 'logs',
    operation: 'PutLogEvents',
    input: () => ({
      ...stream,
      logEvents: [
        { timestamp: Date.now() - 1, message: 'plain ERROR 12' },
        { timestamp: Date.now(), message: EMF },
      ],
    }),
  },
  {
    service: 'logs',
    operation: 'GetLogEvents',
    input: () => ({ ...stream, limit: 10, startFromHead: true, startTime: 1, endTime: Date.now() }),
  },
  {
    service: 'logs',
    operation: 'FilterLogEvents',
    input: () => ({ logGroupName: group, filterPattern: '{ $.a = 1 && $.b[*] != "x*" }', limit: 10 }),
  },
  { service: 'logs', operation: 'PutRetentionPolicy', input: () => ({ logGroupName: group, retentionInDays: 30 }) },
  {
    service: 'logs',
    operation: 'TagResource',
    input: () => ({ resourceArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}`, tags: { a: 'b' } }),
  },
  {
    service: 'logs',
    operation: 'PutMetricFilter',
    input: () => ({
      logGroupName: group,
      filterName: 'f',
      filterPattern: '[a, b = 4*, c > 1]',
      metricTransformations: [{ metricName: 'm', metricNamespace: 'Fuzz', metricValue: '$c', dimensions: { A: '$a' } }],
    }),
  },
  {
    service: 'logs',
    operation: 'TestMetricFilter',
    input: () => ({ filterPattern: '?ERROR -x "a b" %4[0-9]%', logEventMessages: ['ERROR 404', '{"a":1}'] }),
  },
  {
    service: 'logs',
    operation: 'StartLiveTail',
    input: () => ({ logGroupIdentifiers: ['arn:aws:logs:us-east-1:000000000000:log-group:/none'] }),
  },
  {
    service: 'monitoring',
    operation: 'PutMetricData',
    input: () => ({
      Namespace: 'Fuzz',
      MetricData: [
        { MetricName: 'm', Value: 1.5, Unit: 'Count', Timestamp: now(), Dimensions: [{ Name: 'A', Value: '1' }] },
        { MetricName: 'm', Values: [1, 2], Counts: [1, 3], StorageResolution: 1 },
        { MetricName: 'm', StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
      ],
    }),
  },
  {
    service: 'monitoring',
    operation: 'ListMetrics',
    input: () => ({ Namespace: 'Fuzz', Dimensions: [{ Name: 'A' }], RecentlyActive: 'PT3H' }),
  },
  {
    service: 'monitoring',
    operation: 'GetMetricStatistics',
    input: () => ({
      Namespace: 'Fuzz',
      MetricName: 'm',
      StartTime: now() - 600,
      EndTime: now(),
      Period: 60,
      Statistics: ['Sum', 'Average'],
    }),
  },
  {
    service: 'monitoring',
    operation: 'GetMetricData',
    input: () => ({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of CloudWatch's labels.
      MetricDataQueries: [query('p99.9'), { ...query('TM(5%:95%)'), Id: 'q2', Label: '${MAX}' }],
      StartTime: now() - 600,
      EndTime: now(),
    }),
  },
  { service: 'sts', operation: 'GetCallerIdentity', input: () => ({}) },
]

const EMF = JSON.stringify({
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [{ Namespace: 'Fuzz', Dimensions: [['A'], []], Metrics: [{ Name: 'e', Unit: 'Count' }] }],
  },
  A: 'x',
  e: [1, 2, 3],
})

export const PATTERNS: readonly string[] = [
  'ERROR',
  '?ERROR ?WARN -debug',
  '"exact phrase"',
  '%ab+c[^d-f]{2,3}(x|y)?%',
  '%^[hc]at$%',
  '{ $.a.b[0].c = "x*" }',
  '{ ($.a = 1 || $.b != 2.5e3) && $.c IS NULL && $.d NOT EXISTS }',
  "{ $.['a b'].* > -1 }",
  '[ip, user = *x*, ..., status = 4* || status = %5..%, bytes > 100]',
  '[]',
  '[...]',
]
