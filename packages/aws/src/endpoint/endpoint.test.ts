import { gzipSync } from 'node:zlib'
import { cbor as smithy } from '@smithy/core/cbor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  AwsError,
  type CallRecord,
  createAwsEndpoint,
  operation,
  type WireRequest,
  type WireResponse,
} from '../index.ts'
import { serviceModel } from '../model/service-model.ts'
import { SERVICE_NAMES, SERVICES } from '../services.ts'
import { bodyText, wireRequest } from '../testing/serve.ts'

const XMLNS = 'http://monitoring.amazonaws.com/doc/2010-08-01/'
const ONWARD = new AbortController().signal

/** Handlers that say what they were given, or throw what the input asks for. */
const operations = [
  operation('monitoring', 'PutMetricData', async (input, deps: { inputs: unknown[] }) => {
    deps.inputs.push(input)
    return {}
  }),
  operation('monitoring', 'GetMetricStatistics', async (_input, deps: { inputs: unknown[] }) => {
    deps.inputs.push(_input)
    return {
      Label: '<m>',
      Datapoints: [{ Timestamp: 1_363_896_240_500, Sum: 1.5, Unit: 'Count' as const }, { Timestamp: 0 }],
    }
  }),
  operation('monitoring', 'PutDashboard', async () => {
    throw new AwsError('DashboardInvalidInputError', 'bad', {
      members: { dashboardValidationMessages: [{ DataPath: '/a', Message: 'b' }], internal: 1 },
    })
  }),
  operation('monitoring', 'DeleteAlarms', async ({ AlarmNames }) => {
    const [code = '', message = ''] = AlarmNames
    throw code === 'Error'
      ? new Error('secret detail')
      : code === 'StoreUnavailable'
        ? unavailable()
        : new AwsError(code, message)
  }),
  operation('logs', 'DeleteLogGroup', async ({ logGroupName }) => {
    throw logGroupName === 'Error'
      ? new Error('secret detail')
      : logGroupName === 'StoreUnavailable'
        ? unavailable()
        : new AwsError(logGroupName, 'm')
  }),
  operation('logs', 'DescribeLogGroups', async () => ({
    logGroups: [{ logGroupName: 'a', internal: 'never on the wire' } as { logGroupName: string }],
    nextToken: undefined,
  })),
  operation('logs', 'StartLiveTail', async () => ({
    responseStream: (async function* () {
      yield { sessionUpdate: { sessionResults: [] } }
      throw new Error('secret detail')
    })(),
  })),
  operation('xray', 'GetEncryptionConfig', async () => ({
    EncryptionConfig: { Status: 'ACTIVE' as const, Type: 'NONE' as const },
  })),
  operation('xray', 'GetGroup', async () => {
    throw new AwsError('InvalidRequestException', 'Group not found')
  }),
  operation('sts', 'GetCallerIdentity', async (_input, _deps, { tenant }) => ({
    Account: tenant.accountId,
    Arn: tenant.region,
  })),
  operation('sts', 'AssumeRoleWithWebIdentity', async () => ({})),
]

function unavailable(): Error {
  const error = new Error('disk full')
  error.name = 'StoreUnavailable'
  return error
}

interface Fixture {
  readonly inputs: unknown[]
  readonly failures: unknown[]
  readonly calls: CallRecord[]
  ask(request: WireRequest): Promise<WireResponse>
}

function fixture(options: Partial<Parameters<typeof createAwsEndpoint>[0]> = {}): Fixture {
  const inputs: unknown[] = []
  const failures: unknown[] = []
  const calls: CallRecord[] = []
  const endpoint = createAwsEndpoint({
    operations,
    deps: { inputs },
    onFailure: (error, context) => failures.push({ error, ...context }),
    onCall: (call) => calls.push(call),
    ...(options as object),
  })
  return { inputs, failures, calls, ask: (request) => endpoint.handle(request, ONWARD) }
}

const json = (target: string, body: unknown, headers: WireRequest['headers'] = {}) =>
  wireRequest({
    headers: { 'x-amz-target': target, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const form = (body: string, headers: WireRequest['headers'] = {}) =>
  wireRequest({ headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body })
const rpc = (name: string, body: Uint8Array, prefix = 'GraniteServiceVersion20100801') =>
  wireRequest({ path: `/service/${prefix}/operation/${name}`, headers: { 'smithy-protocol': 'rpc-v2-cbor' }, body })

/** Status, headers and body, with the request id replaced. */
async function shown(response: WireResponse): Promise<string> {
  const id = response.headers['x-amzn-requestid'] ?? ''
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  const body =
    response.headers['content-type'] === 'application/cbor'
      ? JSON.stringify(smithy.deserialize(response.body as Uint8Array))
      : await bodyText(response)
  const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\n`)
  return `${response.status}\n${headers.join('')}\n${body}`.replaceAll(id, 'REQUEST-ID')
}

describe('bytes on the wire', () => {
  test('JSON 1.0 answer', async () => {
    const { ask } = fixture()
    const request = json('GraniteServiceVersion20100801.GetMetricStatistics', {
      Namespace: 'n',
      MetricName: 'm',
      StartTime: 0,
      EndTime: 60.5,
      Period: 60,
    })
    expect(await shown(await ask(request))).toBe(
      '200\ncontent-type: application/x-amz-json-1.0\nx-amzn-requestid: REQUEST-ID\n\n{"Label":"<m>","Datapoints":[{"Timestamp":1363896240.5,"Sum":1.5,"Unit":"Count"},{"Timestamp":0}]}',
    )
  })

  test('query answer', async () => {
    const { ask, inputs } = fixture()
    const text =
      'Action=GetMetricStatistics&Version=2010-08-01&Namespace=n&MetricName=m&StartTime=1970-01-01T00%3A00%3A00Z&EndTime=1970-01-01T00%3A01%3A00Z&Period=60'
    expect(await shown(await ask(form(text)))).toBe(
      `200\ncontent-type: text/xml\nx-amzn-requestid: REQUEST-ID\n\n<GetMetricStatisticsResponse xmlns="${XMLNS}"><GetMetricStatisticsResult><Label>&lt;m&gt;</Label><Datapoints><member><Timestamp>2013-03-21T20:04:00.500Z</Timestamp><Sum>1.5</Sum><Unit>Count</Unit></member><member><Timestamp>1970-01-01T00:00:00Z</Timestamp></member></Datapoints></GetMetricStatisticsResult><ResponseMetadata><RequestId>REQUEST-ID</RequestId></ResponseMetadata></GetMetricStatisticsResponse>`,
    )
    // The same by GET.
    await ask(wireRequest({ method: 'GET', query: text }))
    expect(inputs[0]).toEqual({ Namespace: 'n', MetricName: 'm', StartTime: 0, EndTime: 60_000, Period: 60 })
    expect(inputs[1]).toEqual(inputs[0])
  })

  test('query answer without output', async () => {
    const { ask } = fixture()
    expect(await shown(await ask(form('Action=PutMetricData&Version=2010-08-01&Namespace=n')))).toBe(
      `200\ncontent-type: text/xml\nx-amzn-requestid: REQUEST-ID\n\n<PutMetricDataResponse xmlns="${XMLNS}"><ResponseMetadata><RequestId>REQUEST-ID</RequestId></ResponseMetadata></PutMetricDataResponse>`,
    )
  })

  test('CBOR answer', async () => {
    const { ask } = fixture()
    const input = { Namespace: 'n', MetricName: 'm', StartTime: 0, EndTime: 60.5, Period: 60 }
    const response = await ask(rpc('GetMetricStatistics', smithy.serialize(input)))
    expect(response.headers).toEqual({
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': expect.any(String),
    })
    expect(Buffer.from(response.body as Uint8Array).toString('hex')).toBe(
      [
        'a2', // map of 2
        '654c6162656c', // "Label"
        '633c6d3e',
        '6a44617461706f696e7473', // "Datapoints"
        '82a3',
        '6954696d657374616d70c1fb41d452d9ec200000', // tag 1 and a double
        '6353756dfb3ff8000000000000',
        '64556e697465436f756e74',
        'a1',
        '6954696d657374616d70c1fb0000000000000000',
      ].join(''),
    )
  })

  test('CBOR answer without output has neither body nor content type', async () => {
    const { ask } = fixture()
    const response = await ask(rpc('PutMetricData', smithy.serialize({ Namespace: 'n' })))
    expect(response).toEqual({
      status: 200,
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': expect.any(String) },
      body: new Uint8Array(),
    })
  })

  test('X-Ray answers spell out what is not set', async () => {
    const { ask } = fixture()
    expect(await shown(await ask(wireRequest({ path: '/EncryptionConfig', body: '{}' })))).toBe(
      '200\ncontent-type: application/json\nx-amzn-requestid: REQUEST-ID\n\n{"EncryptionConfig":{"KeyId":null,"Status":"ACTIVE","Type":"NONE"}}',
    )
  })

  test('Logs: undefined and unknown members stay inside', async () => {
    const { ask } = fixture()
    expect(await shown(await ask(json('Logs_20140328.DescribeLogGroups', '')))).toBe(
      '200\ncontent-type: application/x-amz-json-1.1\nx-amzn-requestid: REQUEST-ID\n\n{"logGroups":[{"logGroupName":"a"}]}',
    )
  })
})

describe('errors on the wire', () => {
  const deleteAlarms = (protocol: string, code: string, message = 'a <b>') => {
    if (protocol === 'json') return json('GraniteServiceVersion20100801.DeleteAlarms', { AlarmNames: [code, message] })
    if (protocol === 'cbor') return rpc('DeleteAlarms', smithy.serialize({ AlarmNames: [code, message] }))
    const names = `AlarmNames.member.1=${code}&AlarmNames.member.2=${encodeURIComponent(message)}`
    return form(`Action=DeleteAlarms&Version=2010-08-01&${names}`)
  }

  test('CloudWatch JSON', async () => {
    expect(await shown(await fixture().ask(deleteAlarms('json', 'InvalidParameterValueException')))).toBe(
      '400\ncontent-type: application/x-amz-json-1.0\nx-amzn-requestid: REQUEST-ID\nx-amzn-errortype: InvalidParameterValueException\nx-amzn-query-error: InvalidParameterValue;Sender\n\n{"__type":"com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterValueException","message":"a <b>"}',
    )
  })

  test('CloudWatch CBOR', async () => {
    expect(await shown(await fixture().ask(deleteAlarms('cbor', 'InvalidParameterValueException')))).toBe(
      '400\ncontent-type: application/cbor\nsmithy-protocol: rpc-v2-cbor\nx-amzn-requestid: REQUEST-ID\nx-amzn-errortype: InvalidParameterValueException\nx-amzn-query-error: InvalidParameterValue;Sender\n\n{"__type":"com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterValueException","message":"a <b>"}',
    )
  })

  test('CloudWatch query', async () => {
    expect(await shown(await fixture().ask(deleteAlarms('query', 'InvalidParameterValueException')))).toBe(
      `400\ncontent-type: text/xml\nx-amzn-requestid: REQUEST-ID\n\n<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>a &lt;b&gt;</Message></Error><RequestId>REQUEST-ID</RequestId></ErrorResponse>`,
    )
  })

  // Shape, query code, status: the table of CloudWatch.
  test.each([
    ['InvalidParameterValueException', 'InvalidParameterValue', 400],
    ['InvalidParameterCombinationException', 'InvalidParameterCombination', 400],
    ['MissingRequiredParameterException', 'MissingParameter', 400],
    ['InvalidFormatFault', 'InvalidFormat', 400],
    ['ResourceNotFound', 'ResourceNotFound', 404],
    ['ResourceNotFoundException', 'ResourceNotFoundException', 404],
    ['LimitExceededFault', 'LimitExceeded', 400],
    ['InvalidNextToken', 'InvalidNextToken', 400],
    ['DashboardInvalidInputError', 'InvalidParameterInput', 400],
    ['DashboardNotFoundError', 'ResourceNotFound', 404],
    ['InternalServiceFault', 'InternalServiceError', 500],
    ['ConcurrentModificationException', 'ConcurrentModificationException', 429],
    ['ValidationError', 'ValidationError', 400],
    ['ValidationException', 'ValidationError', 400],
    // The query code leads to the shape.
    ['InvalidParameterValue', 'InvalidParameterValue', 400],
  ])('%s is %s %i', async (shape, code, status) => {
    for (const protocol of ['json', 'cbor', 'query']) {
      const response = await fixture().ask(deleteAlarms(protocol, shape))
      expect(response.status).toBe(status)
      const type = status < 500 ? 'Sender' : 'Receiver'
      if (protocol === 'query') expect(await bodyText(response)).toContain(`<Type>${type}</Type><Code>${code}</Code>`)
      else expect(response.headers['x-amzn-query-error']).toBe(`${code};${type}`)
    }
  })

  test('generic codes have the generic namespace', async () => {
    const response = await fixture().ask(deleteAlarms('json', 'AccessDeniedException', 'm'))
    expect(await bodyText(response)).toBe('{"__type":"com.amazon.coral.service#AccessDeniedException","message":"m"}')
  })

  test('further members of an error, as far as its shape knows them', async () => {
    const ask = fixture().ask
    const input = { DashboardName: 'd', DashboardBody: '{}' }
    expect(await bodyText(await ask(json('GraniteServiceVersion20100801.PutDashboard', input)))).toBe(
      '{"__type":"com.amazonaws.cloudwatch.v2010_08_01#DashboardInvalidInputError","message":"bad","dashboardValidationMessages":[{"DataPath":"/a","Message":"b"}]}',
    )
    expect(
      await bodyText(await ask(form('Action=PutDashboard&Version=2010-08-01&DashboardName=d&DashboardBody=x'))),
    ).toContain(
      '<Message>bad</Message><dashboardValidationMessages><member><DataPath>/a</DataPath><Message>b</Message></member></dashboardValidationMessages></Error>',
    )
    const { body } = await ask(rpc('PutDashboard', smithy.serialize(input)))
    expect(smithy.deserialize(body as Uint8Array)).toEqual({
      __type: 'com.amazonaws.cloudwatch.v2010_08_01#DashboardInvalidInputError',
      message: 'bad',
      dashboardValidationMessages: [{ DataPath: '/a', Message: 'b' }],
    })
  })

  test('Logs', async () => {
    expect(
      await shown(
        await fixture().ask(json('Logs_20140328.DeleteLogGroup', { logGroupName: 'ResourceNotFoundException' })),
      ),
    ).toBe(
      '400\ncontent-type: application/x-amz-json-1.1\nx-amzn-requestid: REQUEST-ID\nx-amzn-errortype: ResourceNotFoundException\n\n{"__type":"ResourceNotFoundException","message":"m"}',
    )
  })

  test('X-Ray', async () => {
    expect(await shown(await fixture().ask(wireRequest({ path: '/GetGroup', body: '{}' })))).toBe(
      '400\ncontent-type: application/json\nx-amzn-requestid: REQUEST-ID\nx-amzn-errortype: InvalidRequestException\n\n{"Message":"Group not found"}',
    )
  })
})

describe('failures that are ours', () => {
  test.each([
    ['Logs', json('Logs_20140328.DeleteLogGroup', { logGroupName: 'Error' }), 500, 'InternalFailure'],
    [
      'Logs, store away',
      json('Logs_20140328.DeleteLogGroup', { logGroupName: 'StoreUnavailable' }),
      503,
      'ServiceUnavailableException',
    ],
    [
      'CloudWatch',
      json('GraniteServiceVersion20100801.DeleteAlarms', { AlarmNames: ['Error'] }),
      500,
      'InternalServiceFault',
    ],
    [
      'CloudWatch, store away',
      json('GraniteServiceVersion20100801.DeleteAlarms', { AlarmNames: ['StoreUnavailable'] }),
      503,
      'InternalServiceFault',
    ],
    [
      'CloudWatch query',
      form('Action=DeleteAlarms&Version=2010-08-01&AlarmNames.member.1=Error'),
      500,
      '<Type>Receiver</Type><Code>InternalServiceError</Code>',
    ],
  ])('%s', async (_name, request, status, code) => {
    const { ask, failures } = fixture()
    const response = await ask(request)
    const text = await bodyText(response)
    expect(response.status).toBe(status)
    expect(text).toContain(code)
    expect(text).not.toMatch(/secret|disk/)
    expect(failures).toEqual([
      {
        error: expect.any(Error),
        requestId: response.headers['x-amzn-requestid'],
        service: expect.any(String),
        operation: expect.stringMatching(/^Delete/),
      },
    ])
  })

  test('in an event stream: an error frame, no detail', async () => {
    const { ask, failures } = fixture()
    const text = await bodyText(await ask(json('Logs_20140328.StartLiveTail', { logGroupIdentifiers: ['g'] })))
    expect(text).toContain('initial-response')
    expect(text).toContain('{"sessionResults":[]}')
    expect(text).toContain('InternalFailure')
    expect(text).not.toContain('secret')
    expect(failures).toHaveLength(1)
  })

  test('a caller that hung up is no failure', async () => {
    const failures: unknown[] = []
    const endpoint = createAwsEndpoint({ operations, deps: { inputs: [] }, onFailure: (error) => failures.push(error) })
    const gone = AbortSignal.abort()
    await endpoint.handle(json('Logs_20140328.DeleteLogGroup', { logGroupName: 'Error' }), gone)
    expect(failures).toEqual([])
  })

  test('observers that throw change nothing', async () => {
    const broken = () => {
      throw new Error('observer')
    }
    const { ask } = fixture({ onCall: broken, onFailure: broken })
    expect((await ask(json('Logs_20140328.DeleteLogGroup', { logGroupName: 'Error' }))).status).toBe(500)
  })
})

describe('routing', () => {
  test.each([
    [
      'unknown Logs operation',
      json('Logs_20140328.Foo', {}),
      400,
      '"UnknownOperationException","message":"There is no operation \'Foo\'."',
    ],
    ['unknown CloudWatch operation', json('GraniteServiceVersion20100801.Foo', {}), 404, 'UnknownOperationException'],
    ['unknown CBOR operation', rpc('Foo', smithy.serialize({})), 404, 'UnknownOperationException'],
    [
      'CBOR of a service that has none',
      rpc('PutLogEvents', smithy.serialize({}), 'Logs_20140328'),
      404,
      'UnknownOperationException',
    ],
    ['unknown target', json('Nobody_1.Foo', {}), 404, 'UnknownOperationException'],
    ['target without dot', json('Foo', {}), 404, 'UnknownOperationException'],
    [
      'unknown action',
      form('Action=Foo&Version=2010-08-01'),
      400,
      '<Code>InvalidAction</Code><Message>Could not find operation Foo for version 2010-08-01</Message>',
    ],
    ['unknown version', form('Action=PutMetricData&Version=2000-01-01'), 400, '<Code>InvalidAction</Code>'],
    ['no action', form('Version=2010-08-01'), 400, '<Code>MissingAction</Code>'],
    ['nothing', wireRequest({}), 400, '<Code>MissingAction</Code>'],
    [
      'JSON without target',
      wireRequest({ headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' }),
      404,
      'UnknownOperationException',
    ],
    ['unknown path', wireRequest({ path: '/nowhere', body: '{}' }), 404, 'UnknownOperationException'],
    ['prototype as operation', json('Logs_20140328.__proto__', {}), 400, 'UnknownOperationException'],
    [
      'not supported in JSON',
      json('Logs_20140328.PutTransformer', {}),
      404,
      'Atalaya does not support the operation PutTransformer of CloudWatch Logs yet.',
    ],
    [
      'not supported in query',
      form('Action=CreateTopic&Version=2010-03-31&Name=n'),
      400,
      '<Code>InvalidAction</Code><Message>Atalaya does not support the operation CreateTopic of SNS yet.</Message>',
    ],
    [
      'not supported in CBOR',
      rpc('PutMetricStream', smithy.serialize({})),
      404,
      'Atalaya does not support the operation PutMetricStream of CloudWatch yet.',
    ],
    [
      'not supported in REST',
      wireRequest({ path: '/Groups', body: '{}' }),
      404,
      'Atalaya does not support the operation GetGroups of X-Ray yet.',
    ],
    ['form that is none', form('Action=%zz'), 400, '<Code>MalformedQueryString</Code>'],
    [
      'value of the wrong type in a form',
      form('Action=PutMetricData&Version=2010-08-01&Namespace=n&MetricData.member.1.Value=x'),
      400,
      '<Code>MalformedInput</Code>',
    ],
    [
      'constraint failure in a form',
      form('Action=PutMetricData&Version=2010-08-01'),
      400,
      "<Code>ValidationError</Code><Message>1 validation error detected: Value null at 'namespace' failed to satisfy constraint: Member must not be null</Message>",
    ],
    ['body that is no JSON', json('Logs_20140328.DeleteLogGroup', '{'), 400, '"__type":"SerializationException"'],
    ['body that is a list', json('Logs_20140328.DeleteLogGroup', '[]'), 400, 'Start of list found where not expected'],
    ['body that is null', json('Logs_20140328.DeleteLogGroup', 'null'), 400, '"__type":"SerializationException"'],
    [
      'body that is no UTF-8',
      wireRequest({ headers: { 'x-amz-target': 'Logs_20140328.DeleteLogGroup' }, body: Buffer.from([0x7b, 0xff]) }),
      400,
      'UTF-8',
    ],
    ['body that is no CBOR', rpc('DeleteAlarms', Buffer.from([0xa1])), 400, 'SerializationException'],
    ['body that is CBOR but no map', rpc('DeleteAlarms', Buffer.from([0x80])), 400, 'SerializationException'],
  ])('%s', async (_name, request, status, text) => {
    const response = await fixture().ask(request)
    const body =
      response.headers['content-type'] === 'application/cbor'
        ? JSON.stringify(smithy.deserialize(response.body as Uint8Array))
        : await bodyText(response)
    expect(body).toContain(text)
    expect(response.status).toBe(status)
  })

  test('the protocol header comes before the target, the target before the form', async () => {
    const { ask, calls } = fixture()
    const headers = {
      'x-amz-target': 'Logs_20140328.DescribeLogGroups',
      'content-type': 'application/x-www-form-urlencoded',
    }
    await ask({
      ...rpc('PutMetricData', smithy.serialize({ Namespace: 'n' })),
      headers: { ...headers, 'smithy-protocol': 'rpc-v2-cbor' },
    })
    await ask(wireRequest({ headers, query: 'Action=GetCallerIdentity&Version=2011-06-15' }))
    await ask(wireRequest({ query: 'Action=GetCallerIdentity&Version=2011-06-15' }))
    expect(calls.map(({ service, operation: name, status }) => `${service} ${name} ${status}`)).toEqual([
      'monitoring PutMetricData 200',
      'logs DescribeLogGroups 200',
      'sts GetCallerIdentity 200',
    ])
  })

  test('a form without version goes where its signature says', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/r/sts/aws4_request, SignedHeaders=host, Signature=x'
    expect((await fixture().ask(form('Action=GetCallerIdentity', { authorization }))).status).toBe(200)
  })

  test.each([
    [{ method: 'POST', path: '/' }, true],
    [{ method: 'GET', path: '/' }, false],
    [{ method: 'GET', path: '/', query: 'Action=ListMetrics&Version=2010-08-01' }, true],
    [{ method: 'GET', path: '/', query: 'X-Action=1' }, false],
    [{ method: 'OPTIONS', path: '/' }, false],
    [{ method: 'POST', path: '/TraceSegments' }, true],
    [{ method: 'GET', path: '/TraceSegments' }, false],
    [{ method: 'POST', path: '/v1/metrics' }, false],
    [{ method: 'POST', path: '/v1/metrics', headers: { 'x-amz-target': 'x' } }, true],
    [{ method: 'POST', path: '/Nowhere', headers: { authorization: 'AWS4-HMAC-SHA256 x' } }, true],
    [{ method: 'POST', path: '/service/a/operation/b' }, true],
    [{ method: 'GET', path: '/health' }, false],
  ])('accepts %j: %s', (parts, expected) => {
    const endpoint = createAwsEndpoint({ operations: [], deps: {} })
    expect(endpoint.accepts(wireRequest(parts))).toBe(expected)
  })
})

describe('every operation of every model', () => {
  const empty = createAwsEndpoint({ operations: [], deps: {} })
  test.each(SERVICE_NAMES)('%s: known, not supported, never a fake success', async (service) => {
    const model = serviceModel(service)
    const pathOf = new Map([...model.paths].map(([path, name]) => [name, path]))
    for (const name of model.operations.keys()) {
      const { targetPrefix, apiVersion } = SERVICES[service]
      const path = pathOf.get(name)
      const request =
        path !== undefined
          ? wireRequest({ path })
          : targetPrefix === undefined
            ? form(`Action=${name}&Version=${apiVersion}`)
            : json(`${targetPrefix}.${name}`, '{}')
      const response = await empty.handle(request, ONWARD)
      expect(await bodyText(response)).toContain(`Atalaya does not support the operation ${name} of`)
      expect([400, 404]).toContain(response.status)
    }
  })
})

test('CloudWatch by all three protocols: equal input', async () => {
  const { ask, inputs } = fixture()
  const data = { MetricName: 'm', Value: 1.5, Timestamp: 1_363_896_240, Unit: 'Count' }
  await ask(json('GraniteServiceVersion20100801.PutMetricData', { Namespace: 'n', MetricData: [data] }))
  await ask(rpc('PutMetricData', smithy.serialize({ Namespace: 'n', MetricData: [data] })))
  const member = 'MetricData.member.1.'
  await ask(
    form(
      `Action=PutMetricData&Version=2010-08-01&Namespace=n&${member}MetricName=m&${member}Value=1.5&${member}Unit=Count&${member}Timestamp=2013-03-21T20%3A04%3A00Z`,
    ),
  )
  const expected = { Namespace: 'n', MetricData: [{ ...data, Timestamp: 1_363_896_240_000 }] }
  expect(inputs).toEqual([expected, expected, expected])
})

describe('bodies', () => {
  const target = { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData' }
  const text = '{"Namespace":"n"}'
  const chunked = (content: string) =>
    `${content.length.toString(16)};x=y\r\n${content}\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`
  const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024, ' '))

  test.each([
    ['plain', {}, text],
    ['identity', { 'content-encoding': 'identity' }, text],
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync(text)],
    ['GZIP in capitals', { 'content-encoding': 'GZIP' }, gzipSync(text)],
    ['gzip, large', { 'content-encoding': 'gzip' }, gzipSync(text + ' '.repeat(5 * 1024 * 1024))],
    ['gzip, stored', { 'content-encoding': 'gzip' }, gzipSync(text + ' '.repeat(100 * 1024), { level: 0 })],
    ['aws-chunked', { 'content-encoding': 'aws-chunked' }, chunked(text)],
    [
      'aws-chunked by its hash only',
      { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '17' },
      chunked(text),
    ],
    [
      'gzip in aws-chunked',
      { 'content-encoding': 'gzip,aws-chunked' },
      (() => {
        const inner = gzipSync(text)
        return Buffer.concat([Buffer.from(`${inner.length.toString(16)}\r\n`), inner, Buffer.from('\r\n0\r\n\r\n')])
      })(),
    ],
  ])('%s', async (_name, headers, body) => {
    const { ask, inputs } = fixture()
    const response = await ask(wireRequest({ headers: { ...target, ...headers }, body }))
    expect(await bodyText(response)).toBe('{}')
    expect(inputs).toEqual([{ Namespace: 'n' }])
  })

  test.each([
    ['another encoding', { 'content-encoding': 'br' }, text, 415, 'UnsupportedMediaType'],
    ['no gzip', { 'content-encoding': 'gzip' }, text, 400, 'InvalidContentEncoding'],
    ['cut gzip', { 'content-encoding': 'gzip' }, gzipSync(text).subarray(0, 20), 400, 'InvalidContentEncoding'],
    ['bomb', { 'content-encoding': 'gzip' }, bomb, 413, 'RequestEntityTooLarge'],
    ['bomb in a bomb', { 'content-encoding': 'gzip, gzip' }, gzipSync(bomb), 413, 'RequestEntityTooLarge'],
    ['too large', {}, Buffer.alloc(21 * 1024 * 1024, ' '), 413, 'RequestEntityTooLarge'],
    ['chunk too long', { 'content-encoding': 'aws-chunked' }, 'ff\r\nabc\r\n0\r\n\r\n', 400, 'InvalidContentEncoding'],
    ['chunk too short', { 'content-encoding': 'aws-chunked' }, '1\r\nabc\r\n0\r\n\r\n', 400, 'InvalidContentEncoding'],
    ['no last chunk', { 'content-encoding': 'aws-chunked' }, '1\r\na\r\n', 400, 'InvalidContentEncoding'],
    ['no chunk', { 'content-encoding': 'aws-chunked' }, text, 400, 'InvalidContentEncoding'],
    [
      'another length',
      { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '5' },
      chunked(text),
      400,
      'InvalidContentEncoding',
    ],
  ])('%s', async (_name, headers, body, status, code) => {
    const { ask, inputs } = fixture()
    const response = await ask(wireRequest({ headers: { ...target, ...headers }, body }))
    expect(await bodyText(response)).toContain(`#${code}"`)
    expect(response.status).toBe(status)
    expect(response.headers['content-type']).toBe('application/x-amz-json-1.0')
    expect(inputs).toEqual([])
  })

  test('a cap below the size of synchronous inflating', async () => {
    const { ask } = fixture({ maxBodyBytes: 1_000 })
    const request = wireRequest({
      headers: { ...target, 'content-encoding': 'gzip' },
      body: gzipSync(' '.repeat(2_000)),
    })
    expect((await ask(request)).status).toBe(413)
  })
})

describe('callers', () => {
  const identity = (credential: string | undefined) =>
    form('Action=GetCallerIdentity&Version=2011-06-15', {
      authorization:
        credential === undefined
          ? undefined
          : `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=x`,
    })
  test.each([
    [undefined, '999999999999', 'eu-central-1'],
    ['AKIDEXAMPLE/20260101/us-west-2/sts/aws4_request', '999999999999', 'us-west-2'],
    ['123456789012/20260101/us-west-2/sts/aws4_request', '123456789012', 'us-west-2'],
    ['123456789012/20260101/../sts/aws4_request', '123456789012', 'eu-central-1'],
    ['garbage', '999999999999', 'eu-central-1'],
  ])('%s', async (credential, account, region) => {
    const { ask } = fixture({ defaultAccountId: '999999999999', defaultRegion: 'eu-central-1' })
    const text = await bodyText(await ask(identity(credential)))
    expect(text).toContain(`<Account>${account}</Account>`)
    expect(text).toContain(`<Arn>${region}</Arn>`)
  })
})

describe('the gate', () => {
  const gate = { authenticate: { secretOf: () => undefined } }
  const authorization =
    'AWS4-HMAC-SHA256 Credential=a/20260101/r/logs/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=x'
  test.each([
    ['unsigned JSON of Logs', json('Logs_20140328.DescribeLogGroups', {}), 400, 'MissingAuthenticationTokenException'],
    [
      'unsigned JSON of CloudWatch',
      json('GraniteServiceVersion20100801.PutMetricData', {}),
      403,
      'MissingAuthenticationTokenException',
    ],
    [
      'unsigned query',
      form('Action=GetCallerIdentity&Version=2011-06-15'),
      403,
      '<Code>MissingAuthenticationToken</Code>',
    ],
    ['unsigned X-Ray', wireRequest({ path: '/EncryptionConfig' }), 403, 'Authentication Token'],
    [
      'malformed',
      json('GraniteServiceVersion20100801.PutMetricData', {}, { authorization: 'AWS4-HMAC-SHA256 x' }),
      400,
      'IncompleteSignatureException',
    ],
    [
      'out of date',
      json('Logs_20140328.DescribeLogGroups', {}, { authorization, host: 'h', 'x-amz-date': '20260101T000000Z' }),
      400,
      'InvalidSignatureException',
    ],
  ])('%s', async (_name, request, status, code) => {
    const response = await fixture(gate).ask(request)
    expect(await bodyText(response)).toContain(code)
    expect(response.status).toBe(status)
  })

  test('an operation that AWS accepts unsigned', async () => {
    const token = 'WebIdentityToken=abcd&RoleArn=arn:aws:iam::123456789012:role/x&RoleSessionName=ab'
    const request = form(`Action=AssumeRoleWithWebIdentity&Version=2011-06-15&${token}`)
    expect((await fixture(gate).ask(request)).status).toBe(200)
  })
})

test('an operation adds a header to its answer', async () => {
  const put = operation('monitoring', 'PutMetricData', async (_input, _deps: unknown, { addHeader }) => {
    addHeader?.('x-amzn-failure-message', 'InvalidEntity')
    return {}
  })
  const { headers } = await fixture({ operations: [put] }).ask(
    form('Action=PutMetricData&Version=2010-08-01&Namespace=n'),
  )
  expect(headers['x-amzn-failure-message']).toBe('InvalidEntity')
})

test('an operation answers with bytes in place of a document', async () => {
  const draw = operation('monitoring', 'GetMetricWidgetImage', async (_input, _deps: unknown, { replaceBody }) => {
    replaceBody?.('image/png', Uint8Array.of(1, 2, 3))
    return { MetricWidgetImage: Uint8Array.of(1, 2, 3) }
  })
  const { status, headers, body } = await fixture({ operations: [draw] }).ask(
    form('Action=GetMetricWidgetImage&Version=2010-08-01&MetricWidget=%7B%7D'),
  )
  expect([status, headers['content-type'], body]).toEqual([200, 'image/png', Uint8Array.of(1, 2, 3)])
})

test('calls are reported with what they cost', async () => {
  const { ask, calls } = fixture()
  await ask(json('Logs_20140328.DescribeLogGroups', '{}'))
  await ask(json('Logs_20140328.Foo', '{}'))
  expect(calls).toEqual([
    { service: 'logs', operation: 'DescribeLogGroups', status: 200, durationMs: expect.any(Number), requestBytes: 2 },
    { service: 'logs', operation: 'Foo', status: 400, durationMs: expect.any(Number), requestBytes: 2 },
  ])
})

test('an operation declared twice is refused', () => {
  expect(() => createAwsEndpoint({ operations: [...operations, ...operations], deps: { inputs: [] } })).toThrow(
    'BUG: the operation monitoring.PutMetricData is declared twice',
  )
})

describe('random requests: always an AWS error or an answer, never a failure', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(smithy.serialize(JSON.parse(text)))),
    fc.webQueryParameters().map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 100 }).map((content) => gzipSync(content)),
  )
  const headers = fc.record(
    {
      'x-amz-target': fc.oneof(
        fc.constantFrom(
          'Logs_20140328.DescribeLogGroups',
          'Logs_20140328.DeleteLogGroup',
          'GraniteServiceVersion20100801.PutMetricData',
        ),
        fc.string(),
      ),
      'content-type': fc.constantFrom(
        'application/x-www-form-urlencoded',
        'application/x-amz-json-1.0',
        'application/cbor',
        'text/plain',
      ),
      'content-encoding': fc.constantFrom('gzip', 'aws-chunked', 'identity', 'br', 'gzip, gzip', ''),
      'smithy-protocol': fc.constant('rpc-v2-cbor'),
      authorization: fc.oneof(
        fc.string(),
        fc
          .string()
          .map(
            (text) =>
              `AWS4-HMAC-SHA256 Credential=${text}/20260101/r/logs/aws4_request, SignedHeaders=host;x-amz-date, Signature=${text}`,
          ),
      ),
      'x-amz-content-sha256': fc.constantFrom('UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x'),
      'x-amz-date': fc.constantFrom('20260101T000000Z', 'x'),
    },
    { requiredKeys: [] },
  )
  const requests = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT'),
    path: fc.oneof(
      fc.constantFrom(
        '/',
        '/TraceSegments',
        '/service/GraniteServiceVersion20100801/operation/PutMetricData',
        '/GetGroup',
      ),
      fc.webPath(),
    ),
    query: fc.oneof(
      fc.constantFrom('', 'Action=PutMetricData&Version=2010-08-01', 'X-Amz-Signature=a&X-Amz-Credential=b'),
      fc.string(),
    ),
    headers,
    body: bytes,
  })

  test.each([
    ['open', {}],
    ['gated', { authenticate: { secretOf: () => 'secret' } }],
  ])('%s', async (_name, options) => {
    const { ask, failures } = fixture(options)
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const response = await ask(wireRequest(request))
        expect([200, 400, 403, 404, 413, 415]).toContain(response.status)
        expect(response.headers['x-amzn-requestid']).toBeDefined()
      }),
      { numRuns: 1_000 },
    )
    expect(failures).toEqual([])
  })
})
