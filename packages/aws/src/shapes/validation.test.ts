import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AwsError } from '../aws-error.ts'
import { serviceModel } from '../model/service-model.ts'
import type { ServiceName } from '../operation.ts'
import { SERVICE_NAMES } from '../services.ts'
import { inputDecoder } from './decode.ts'
import { explainRefusal } from './explain.ts'
import { CborTimestamp, REFUSED, type WireForm } from './wire-form.ts'

function decode(service: ServiceName, operation: string, text: string): unknown {
  const decoded = inputDecoder(service, operation, 'json')(JSON.parse(text))
  if (decoded !== REFUSED) return decoded
  const { code, message } = explainRefusal(service, operation, 'json', JSON.parse(text))
  return `${code}: ${message}`
}

const PATTERN = String.raw`Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`
const AT_LEAST_1 = 'Member must have length greater than or equal to 1'
const AT_MOST_512 = 'Member must have length less than or equal to 512'

describe('constraint failures', () => {
  test.each([
    [
      'logs',
      'GetLogEvents',
      '{"logStreamName":"s","limit":10001}',
      "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    ],
    [
      'logs',
      'GetLogEvents',
      '{"logStreamName":"s","limit":0}',
      "InvalidParameterException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'logs',
      'GetLogEvents',
      '{}',
      "InvalidParameterException: 1 validation error detected: Value null at 'logStreamName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'logs',
      'GetLogEvents',
      '{"logStreamName":null}',
      "InvalidParameterException: 1 validation error detected: Value null at 'logStreamName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'logs',
      'DeleteLogGroup',
      '{"logGroupName":"a b"}',
      `InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: ${PATTERN}`,
    ],
    [
      'logs',
      'DeleteLogGroup',
      '{"logGroupName":""}',
      `InvalidParameterException: 2 validation errors detected: Value '' at 'logGroupName' failed to satisfy constraint: ${PATTERN}; Value '' at 'logGroupName' failed to satisfy constraint: ${AT_LEAST_1}`,
    ],
    [
      'logs',
      'DeleteLogGroup',
      `{"logGroupName":"${'a'.repeat(513)}"}`,
      `InvalidParameterException: 1 validation error detected: Value '${'a'.repeat(513)}' at 'logGroupName' failed to satisfy constraint: ${AT_MOST_512}`,
    ],
    // The service's own words.
    [
      'logs',
      'CreateLogGroup',
      `{"logGroupName":"${'a'.repeat(513)}"}`,
      'InvalidParameterException: Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    ],
    [
      'logs',
      'CreateLogStream',
      `{"logGroupName":"a","logStreamName":"${'a'.repeat(513)}"}`,
      'InvalidParameterException: Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    ],
    [
      'logs',
      'PutMetricFilter',
      '{"logGroupName":"a","filterName":"f","filterPattern":"","metricTransformations":[{"metricName":"m","metricNamespace":"n","metricValue":"1"},{"metricName":"m","metricNamespace":"n","metricValue":"1"}]}',
      "InvalidParameterException: 1 validation error detected: Value '[{metricName=m, metricNamespace=n, metricValue=1}, {metricName=m, metricNamespace=n, metricValue=1}]' at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'logs',
      'PutMetricFilter',
      '{"logGroupName":"a","filterName":"f","filterPattern":"","metricTransformations":[{"metricName":"a:b","metricNamespace":"n"}]}',
      "InvalidParameterException: 2 validation errors detected: Value 'a:b' at 'metricTransformations.1.member.metricName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*$]*; Value null at 'metricTransformations.1.member.metricValue' failed to satisfy constraint: Member must not be null",
    ],
    [
      'logs',
      'PutLogEvents',
      '{"logGroupName":"a","logStreamName":"s","logEvents":[]}',
      `InvalidParameterException: 1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: ${AT_LEAST_1}`,
    ],
    [
      'logs',
      'PutLogEvents',
      '{"logGroupName":"a","logStreamName":"s","logEvents":[null]}',
      "InvalidParameterException: 1 validation error detected: Value null at 'logEvents.1.member' failed to satisfy constraint: Member must not be null",
    ],
    [
      'logs',
      'FilterLogEvents',
      '{"logGroupName":"a","logStreamNames":["ok","not:ok"]}',
      `InvalidParameterException: 1 validation error detected: Value '[ok, not:ok]' at 'logStreamNames' failed to satisfy constraint: Member must satisfy constraint: [${AT_MOST_512}, ${AT_LEAST_1}, Member must satisfy regular expression pattern: [^:*]*, Member must not be null]`,
    ],
    [
      'logs',
      'TagResource',
      '{"resourceArn":"a","tags":{"a!":"b"}}',
      String.raw`InvalidParameterException: 1 validation error detected: Value '{a!=b}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$, Member must not be null]`,
    ],
    [
      'logs',
      'TagResource',
      '{"resourceArn":"a","tags":{"a":"b!"}}',
      String.raw`InvalidParameterException: 1 validation error detected: Value '{a=b!}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$, Member must not be null]`,
    ],
    [
      'logs',
      'TagResource',
      '{"resourceArn":"a","tags":{}}',
      `InvalidParameterException: 1 validation error detected: Value '{}' at 'tags' failed to satisfy constraint: ${AT_LEAST_1}`,
    ],
    [
      'logs',
      'DescribeLogStreams',
      '{"logGroupName":"a","orderBy":"x"}',
      "InvalidParameterException: 1 validation error detected: Value 'x' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LogStreamName, LastEventTime]",
    ],
    [
      'monitoring',
      'SetAlarmState',
      '{"AlarmName":"a","StateValue":"X","StateReason":"r"}',
      "ValidationException: 1 validation error detected: Value 'X' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
    ],
    [
      'monitoring',
      'PutMetricData',
      '{"Namespace":"n","MetricData":[{"MetricName":"m"},{"MetricName":"","Dimensions":[{"Name":"a"}]}]}',
      "ValidationException: 2 validation errors detected: Value '' at 'metricData.2.member.metricName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'metricData.2.member.dimensions.1.member.value' failed to satisfy constraint: Member must not be null",
    ],
    [
      'sts',
      'AssumeRole',
      '{"RoleArn":"x","RoleSessionName":"ab"}',
      "ValidationError: 1 validation error detected: Value 'x' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [
      'events',
      'PutRule',
      '{"Name":"a b"}',
      String.raw`ValidationException: 1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`,
    ],
    [
      'xray',
      'GetSamplingTargets',
      '{}',
      "InvalidRequestException: 1 validation error detected: Value null at 'samplingStatisticsDocuments' failed to satisfy constraint: Member must not be null",
    ],
  ] as const)('%s %s %s', (service, operation, text, expected) => {
    expect(decode(service, operation, text)).toBe(expected)
  })

  test('31 dimensions: PutMetricData has words of its own, other operations have not', () => {
    const Dimensions = Array.from({ length: 31 }, (_, index) => ({ Name: `n${index}`, Value: 'v' }))
    const put = { Namespace: 'n', MetricData: [{ MetricName: 'm', Dimensions }] }
    expect(decode('monitoring', 'PutMetricData', JSON.stringify(put))).toEqual(put)
    const get = { Namespace: 'n', MetricName: 'm', Dimensions, StartTime: 0, EndTime: 1, Period: 60 }
    expect(decode('monitoring', 'GetMetricStatistics', JSON.stringify(get))).toMatch(
      /^ValidationException: .* at 'dimensions' failed to satisfy constraint: Member must have length less than or equal to 30$/,
    )
  })

  test('long values and long lists of failures are cut', () => {
    const logEvents = Array.from({ length: 10_001 }, () => ({ timestamp: -1, message: '' }))
    const text = JSON.stringify({ logGroupName: 'a', logStreamName: 's', logEvents })
    const message = decode('logs', 'PutLogEvents', text) as string
    expect(message).toMatch(/^InvalidParameterException: 20 validation errors detected: /)
    expect(message.length).toBeLessThan(6_000)
  })
})

describe('lengths count code points', () => {
  test.each([
    ['\u{1f600}'.repeat(512), true],
    ['\u{1f600}'.repeat(513), false],
    ['a'.repeat(512), true],
    ['a'.repeat(513), false],
  ])('%#', (name, accepted) => {
    const decoded = decode('logs', 'GetLogEvents', JSON.stringify({ logStreamName: name }))
    expect(typeof decoded === 'object').toBe(accepted)
  })
})

describe('values of the wrong type', () => {
  test.each([
    ['{"logGroupName":1}', 'NUMBER_VALUE can not be converted to a String'],
    ['{"logGroupName":true}', 'TRUE_VALUE can not be converted to a String'],
    ['{"logGroupName":[]}', 'Start of list found where not expected'],
    ['{"logGroupName":{}}', 'Start of structure or map found where not expected'],
    ['{"limit":"5"}', 'STRING_VALUE can not be converted to an Integer'],
    ['{"limit":2147483648}', 'NUMBER_VALUE can not be converted to an Integer'],
    ['{"startTime":"now"}', 'STRING_VALUE can not be converted to a Long'],
    ['{"startTime":1e300}', 'NUMBER_VALUE can not be converted to a Long'],
    ['{"interleaved":"true"}', 'STRING_VALUE can not be converted to a Boolean'],
    ['{"logStreamNames":"a"}', 'Expected list or null'],
    ['{"logStreamNames":{}}', 'Start of structure or map found where not expected'],
    ['{"logStreamNames":[1]}', 'NUMBER_VALUE can not be converted to a String'],
  ])('%s', (text, message) => {
    expect(decode('logs', 'FilterLogEvents', text)).toBe(`SerializationException: ${message}`)
  })

  test.each([
    [
      '{"Namespace":"n","MetricData":[{"MetricName":"m","Value":"1"}]}',
      'STRING_VALUE can not be converted to a Double',
    ],
    [
      '{"Namespace":"n","MetricData":[{"MetricName":"m","Timestamp":"now"}]}',
      'STRING_VALUE can not be converted to milliseconds since epoch',
    ],
    [
      '{"Namespace":"n","MetricData":[{"MetricName":"m","Timestamp":1e300}]}',
      'NUMBER_VALUE can not be converted to milliseconds since epoch',
    ],
    ['{"Namespace":"n","MetricData":["m"]}', 'Expected map or null'],
  ])('%s', (text, message) => {
    expect(decode('monitoring', 'PutMetricData', text)).toBe(`SerializationException: ${message}`)
  })
})

describe('what is accepted', () => {
  test('timestamps become milliseconds, special doubles numbers', () => {
    const text =
      '{"Namespace":"n","MetricData":[{"MetricName":"m","Timestamp":1790149691.123,"Values":[1,"NaN","-Infinity"]}]}'
    expect(decode('monitoring', 'PutMetricData', text)).toEqual({
      Namespace: 'n',
      MetricData: [
        { MetricName: 'm', Timestamp: 1_790_149_691_123, Values: [1, Number.NaN, Number.NEGATIVE_INFINITY] },
      ],
    })
  })

  test('integers with a fraction are cut off', () => {
    expect(decode('logs', 'GetLogEvents', '{"logStreamName":"s","limit":5.9}')).toEqual({
      logStreamName: 's',
      limit: 5,
    })
  })

  test('unknown members, nulls and __proto__ are left out', () => {
    const text =
      '{"logGroupName":"a","logStreamName":"s","x":1,"sequenceToken":null,"__proto__":{"polluted":1},"logEvents":[{"timestamp":1,"message":"m","__proto__":{"polluted":1},"y":{}}]}'
    const decoded = decode('logs', 'PutLogEvents', text)
    expect(decoded).toStrictEqual({
      logGroupName: 'a',
      logStreamName: 's',
      logEvents: [{ timestamp: 1, message: 'm' }],
    })
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('__proto__ in a map', () => {
    const decoded = decode('logs', 'TagResource', '{"resourceArn":"a","tags":{"__proto__":"x","b":"c"}}')
    expect(decoded).toStrictEqual({ resourceArn: 'a', tags: { b: 'c' } })
  })
})

/** Any tree that a parser may hand over. */
const trees = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, undefined, true, 'a', '', 'OK', 'Seconds', 0, 1, -1, 1.5, 1e300, Number.NaN, 10n ** 30n),
    fc.string(),
    fc.double(),
    fc.uint8Array({ maxLength: 4 }),
    fc.constant(new CborTimestamp(5)),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))

/** A tree that follows an input's shape for the most part, so that the walk gets somewhere. */
function shaped(service: ServiceName, name: string, depth: number): fc.Arbitrary<unknown> {
  const shape = serviceModel(service).shapes.get(name)
  const right = (): fc.Arbitrary<unknown> => {
    if (depth > 6) return fc.constant(null)
    switch (shape?.type) {
      case 'structure':
        return fc.record(
          Object.fromEntries(
            Object.entries(shape.members ?? {}).map(([member, { shape: target }]) => [
              member,
              shaped(service, target, depth + 1),
            ]),
          ),
          { requiredKeys: [], noNullPrototype: true },
        )
      case 'list':
        return fc.array(shaped(service, shape.member?.shape ?? '', depth + 1), { maxLength: 3 })
      case 'map':
        return fc.dictionary(fc.string({ maxLength: 5 }), shaped(service, shape.value?.shape ?? '', depth + 1), {
          maxKeys: 2,
          noNullPrototype: true,
        })
      case 'string':
        return fc.oneof(fc.constantFrom(...(shape.enum ?? ['a'])), fc.string({ maxLength: 20 }))
      case 'boolean':
        return fc.boolean()
      default:
        return fc.oneof(fc.integer({ min: -2, max: 200 }), fc.double())
    }
  }
  return fc.oneof({ weight: 30, arbitrary: right() }, { weight: 1, arbitrary: trees.tree })
}

describe('the fast and the slow walk agree on every operation', () => {
  const operations = SERVICE_NAMES.flatMap((service) =>
    [...serviceModel(service).operations.values()].map(({ name, input }) => ({ service, name, input: input ?? '' })),
  )
  test.each(operations)('$service $name', ({ service, name, input }) => {
    const forms: readonly WireForm[] = ['json', 'cbor', 'plain']
    fc.assert(
      fc.property(shaped(service, input, 0), fc.constantFrom(...forms), (tree, form) => {
        const copy = structuredCloneWithTimes(tree)
        const refused = inputDecoder(service, name, form)(tree) === REFUSED
        let explained: unknown
        try {
          explained = explainRefusal(service, name, form, copy)
        } catch (error) {
          explained = error
        }
        // An input in which nothing is wrong makes the slow walk complain of a bug.
        expect(explained instanceof AwsError).toBe(refused)
      }),
      { numRuns: 15 },
    )
  })
})

function structuredCloneWithTimes(tree: unknown): unknown {
  if (tree instanceof CborTimestamp || tree instanceof Uint8Array || typeof tree !== 'object' || tree === null)
    return tree
  if (Array.isArray(tree)) return tree.map(structuredCloneWithTimes)
  const copy = Object.entries(tree).map(([name, value]) => [name, structuredCloneWithTimes(value)])
  return Object.fromEntries(copy)
}
