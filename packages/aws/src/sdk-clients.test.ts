/** The real AWS SDK against the endpoint, in every protocol it can be made to speak. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AwsError, createAwsEndpoint, operation } from './index.ts'
import { serve } from './testing/serve.ts'

const SECRET = 'a secret'
const inputs: unknown[] = []
const failures: unknown[] = []

const operations = [
  operation('monitoring', 'PutMetricData', async (input) => {
    inputs.push(input)
    return {}
  }),
  operation('monitoring', 'GetMetricData', async (input) => {
    inputs.push(input)
    return {
      MetricDataResults: [
        { Id: 'm1', Label: 'a <b> & "c"', Timestamps: [1_790_149_691_000, 1_790_149_631_500], Values: [1, 2.5] },
        { Id: 'm2', Timestamps: [], Values: [], StatusCode: 'Complete' as const },
      ],
      Messages: [],
    }
  }),
  operation('monitoring', 'ListMetrics', async () => {
    throw new AwsError('InvalidParameterValueException', 'no & never')
  }),
  operation('monitoring', 'SetAlarmState', async () => {
    throw new AwsError('ResourceNotFound', 'gone')
  }),
  operation('logs', 'PutLogEvents', async (input) => {
    inputs.push(input)
    return { nextSequenceToken: '1' }
  }),
  operation('logs', 'CreateLogGroup', async () => {
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
  }),
  operation('logs', 'DescribeLogGroups', async (_input, _deps, call) => ({
    logGroups: [{ logGroupName: 'a', creationTime: 1, arn: `${call.tenant.region}:${call.tenant.accountId}` }],
  })),
  operation('logs', 'StartLiveTail', async () => ({ responseStream: live() })),
  operation('sts', 'GetCallerIdentity', async (_input, _deps, { tenant }) => ({
    Account: tenant.accountId,
    Arn: `arn:aws:iam::${tenant.accountId}:root`,
    UserId: tenant.accountId,
  })),
]

async function* live() {
  yield { sessionStart: { requestId: 'r', sessionId: 's', logGroupIdentifiers: ['g'] } }
  yield { sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [{ message: 'hällo', timestamp: 5 }] } }
  throw new AwsError('SessionTimeoutException', 'three hours')
}

let server: Awaited<ReturnType<typeof serve>>
let settings: {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  maxAttempts: number
}

beforeAll(async () => {
  const endpoint = createAwsEndpoint({
    operations,
    deps: {},
    // The SDK's signer is the second opinion on ours.
    authenticate: { secretOf: (key) => (key === '123456789012' ? SECRET : undefined) },
    onFailure: (error) => failures.push(error),
  })
  server = await serve(endpoint)
  settings = {
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: SECRET },
    maxAttempts: 1,
  }
})
beforeEach(() => {
  inputs.length = 0
})
afterAll(async () => {
  await server.close()
  expect(failures).toEqual([])
})

const PROTOCOLS = [
  { name: 'JSON 1.0', protocol: undefined },
  { name: 'query', protocol: AwsQueryProtocol },
  { name: 'RPC v2 CBOR', protocol: SmithyRpcV2CborProtocol },
]

describe.each(PROTOCOLS)('CloudWatch over $name', ({ protocol }) => {
  const client = () => new CloudWatchClient({ ...settings, ...(protocol === undefined ? {} : { protocol }) })

  test('PutMetricData arrives as the same input', async () => {
    await client().send(
      new PutMetricDataCommand({
        Namespace: 'Möbel & mehr',
        MetricData: [
          {
            MetricName: 'a=b',
            Dimensions: [{ Name: 'd', Value: 'v+ %' }],
            Timestamp: new Date(1_790_149_691_123),
            Values: [1, 2.5, -0.001, 1e300],
            Counts: [1, 1, 2, 3],
            Unit: 'Count/Second',
            StorageResolution: 1,
          },
          { MetricName: 'n', Value: 0 },
        ],
      }),
    )
    expect(inputs).toEqual([
      {
        Namespace: 'Möbel & mehr',
        MetricData: [
          {
            MetricName: 'a=b',
            Dimensions: [{ Name: 'd', Value: 'v+ %' }],
            // The query protocol of the SDK sends whole seconds.
            Timestamp: expect.toSatisfy((time: number) => time === 1_790_149_691_123 || time === 1_790_149_691_000),
            Values: [1, 2.5, -0.001, 1e300],
            Counts: [1, 1, 2, 3],
            Unit: 'Count/Second',
            StorageResolution: 1,
          },
          { MetricName: 'n', Value: 0 },
        ],
      },
    ])
  })

  test('a large PutMetricData is compressed and arrives', async () => {
    const MetricData = Array.from({ length: 600 }, (_, index) => ({ MetricName: `metric-${index}`, Value: index }))
    const sent = client()
    if (protocol === SmithyRpcV2CborProtocol) {
      // With compression this client announces the length of the uncompressed body and waits for ever.
      sent.config.disableRequestCompression = async () => true
    }
    await sent.send(new PutMetricDataCommand({ Namespace: 'n', MetricData }))
    expect(inputs).toEqual([{ Namespace: 'n', MetricData }])
  })

  test('GetMetricData brings back dates, numbers and empty lists', async () => {
    const answer = await client().send(
      new GetMetricDataCommand({
        StartTime: new Date(0),
        EndTime: new Date(60_000),
        MetricDataQueries: [{ Id: 'm1', Expression: 'SUM(METRICS())', ReturnData: false }],
      }),
    )
    expect(inputs).toEqual([
      {
        StartTime: 0,
        EndTime: 60_000,
        MetricDataQueries: [{ Id: 'm1', Expression: 'SUM(METRICS())', ReturnData: false }],
      },
    ])
    expect(answer.MetricDataResults).toEqual([
      expect.objectContaining({
        Id: 'm1',
        Label: 'a <b> & "c"',
        Timestamps: [new Date(1_790_149_691_000), new Date(1_790_149_631_500)],
        Values: [1, 2.5],
      }),
      expect.objectContaining({ Id: 'm2', Timestamps: [], Values: [], StatusCode: 'Complete' }),
    ])
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('errors have their class, name and status', async () => {
    await expect(client().send(new ListMetricsCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(/^InvalidParameterValue(Exception)?$/),
      message: 'no & never',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    })
    await expect(
      client().send(new SetAlarmStateCommand({ AlarmName: 'a', StateValue: 'OK', StateReason: 'r' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound', message: 'gone', $metadata: { httpStatusCode: 404 } })
  })

  test('a constraint failure names value and member', async () => {
    await expect(
      client().send(new SetAlarmStateCommand({ AlarmName: 'a', StateValue: 'FOO' as 'OK', StateReason: 'r' })),
    ).rejects.toMatchObject({
      message:
        "1 validation error detected: Value 'FOO' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('a wrong secret is refused', async () => {
    const stranger = new CloudWatchClient({
      ...settings,
      ...(protocol === undefined ? {} : { protocol }),
      credentials: { accessKeyId: '123456789012', secretAccessKey: 'wrong' },
    })
    await expect(stranger.send(new ListMetricsCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('does not match the signature you provided'),
      $metadata: { httpStatusCode: 403 },
    })
  })
})

describe('CloudWatch Logs over JSON 1.1', () => {
  const client = () => new CloudWatchLogsClient({ ...settings })

  test('PutLogEvents', async () => {
    const input = { logGroupName: '/a', logStreamName: 's', logEvents: [{ timestamp: 1, message: 'x' }] }
    expect(await client().send(new PutLogEventsCommand(input))).toMatchObject({ nextSequenceToken: '1' })
    expect(inputs).toEqual([input])
  })

  test('tenant from scope and access key', async () => {
    const { logGroups } = await client().send(new DescribeLogGroupsCommand({}))
    expect(logGroups).toEqual([{ logGroupName: 'a', creationTime: 1, arn: 'eu-west-1:123456789012' }])
  })

  test('error classes', async () => {
    await expect(client().send(new CreateLogGroupCommand({ logGroupName: 'a' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('StartLiveTail streams events and ends with a modelled exception', async () => {
    const tail = new CloudWatchLogsClient({ ...settings, disableHostPrefix: true })
    const { responseStream } = await tail.send(new StartLiveTailCommand({ logGroupIdentifiers: ['g'] }))
    const events: unknown[] = []
    await expect(
      (async () => {
        for await (const event of responseStream ?? []) events.push(event)
      })(),
    ).rejects.toMatchObject({ name: 'SessionTimeoutException', message: 'three hours' })
    expect(events).toEqual([
      { sessionStart: { requestId: 'r', sessionId: 's', logGroupIdentifiers: ['g'] } },
      { sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [{ message: 'hällo', timestamp: 5 }] } },
    ])
  })
})

test('STS GetCallerIdentity over query', async () => {
  const answer = await new STSClient(settings).send(new GetCallerIdentityCommand({}))
  expect(answer).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' })
})
