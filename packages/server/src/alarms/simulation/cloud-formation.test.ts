import { describe, expect, test } from 'vitest'
import { resolveTemplate } from './cloud-formation.ts'

/** A reference in a text, as `Fn::Sub` has them. */
const sub = (name: string): string => `\${${name}}`

const TEMPLATE = {
  Parameters: {
    Stage: { Type: 'String', Default: 'test' },
    Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Open: { Type: 'String' },
  },
  Mappings: { Limits: { test: { latency: 750 } } },
  Conditions: {
    IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
    IsLive: { 'Fn::Not': [{ Condition: 'IsTest' }] },
    Both: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsLive' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsTest' }, { Condition: 'IsLive' }] },
  },
  Resources: {
    Slow: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: { 'Fn::Sub': `${sub('Stage')} slow` } } },
    Unnamed: { Type: 'AWS::CloudWatch::Alarm' },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'ops' } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f' } },
    Circle: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Circle', 'TopicName'] } } },
  },
}

const SLOW_ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:test slow'

function resolved(value: unknown): unknown {
  const { Circle: _, ...others } = TEMPLATE.Resources
  const template = { ...TEMPLATE, Resources: { ...others, Probe: { Type: 'X::Y::Probe', Properties: { value } } } }
  return resolveTemplate(template, ['X::Y::Probe'])[0]?.properties.value
}

describe('a value', () => {
  test.each<[unknown, unknown]>([
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'Stage' }, 'test'],
    [{ Ref: 'Names' }, ['a', 'b']],
    [{ Ref: 'Topic' }, 'arn:aws:sns:us-east-1:000000000000:ops'],
    [{ Ref: 'Slow' }, 'test slow'],
    [{ Ref: 'Unnamed' }, 'Unnamed'],
    [{ 'Fn::GetAtt': ['Slow', 'Arn'] }, SLOW_ARN],
    [{ 'Fn::GetAtt': 'Slow.Arn' }, SLOW_ARN],
    [{ 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'ops'],
    [{ 'Fn::GetAtt': ['Function', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:f'],
    [{ 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Slow', 'Arn'] }, '")']] }, `ALARM("${SLOW_ARN}")`],
    [{ 'Fn::Sub': `a ${sub('Stage')} ${sub('Slow.Arn')} ${sub('!Kept')}` }, `a test ${SLOW_ARN} ${sub('Kept')}`],
    [{ 'Fn::Sub': [`${sub('x')}-${sub('AWS::AccountId')}`, { x: { Ref: 'Stage' } }] }, 'test-000000000000'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Limits', { Ref: 'Stage' }, 'latency'] }, 750],
    [{ 'Fn::If': ['IsTest', 1, 2] }, 1],
    [{ 'Fn::If': ['Both', 1, { Ref: 'AWS::NoValue' }] }, undefined],
    [
      [1, { 'Fn::If': ['IsLive', 2, { Ref: 'AWS::NoValue' }] }, 3],
      [1, 3],
    ],
    [{ 'Fn::If': ['Either', { deep: [{ Ref: 'Stage' }] }, 2] }, { deep: ['test'] }],
    [
      { Ref: 'Stage', other: 1 },
      { Ref: 'Stage', other: 1 },
    ],
  ])('%j is %j', (value, expected) => {
    expect(resolved(value)).toEqual(expected)
  })

  test.each<[unknown, string]>([
    [{ Ref: 'Nobody' }, "the template has no 'Nobody'"],
    [{ Ref: 'Open' }, 'the parameter Open has no default'],
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue cannot be resolved without AWS'],
    [{ 'Fn::If': ['Nothing', 1, 2] }, "the template has no condition 'Nothing'"],
    [{ 'Fn::Join': 'x' }, 'expected a list in the template, got "x"'],
  ])('%j cannot be: %s', (value, message) => {
    expect(() => resolved(value)).toThrow(message)
  })
})

test('a resource that refers to itself is refused', () => {
  expect(() => resolveTemplate(TEMPLATE, ['AWS::SNS::Topic'])).toThrow('Circle refers to itself')
})

test('resources of a condition that does not hold are not made', () => {
  const Resources = {
    Live: { Type: 'AWS::SNS::Topic', Condition: 'IsLive' },
    Test: { Type: 'AWS::SNS::Topic', Condition: 'IsTest' },
  }
  expect(resolveTemplate({ ...TEMPLATE, Resources }, ['AWS::SNS::Topic'])).toEqual([
    { id: 'Test', type: 'AWS::SNS::Topic', properties: {} },
  ])
})

test('actions that come from elsewhere are left out', () => {
  const made = (Properties: object) => {
    const Resources = { Topic: TEMPLATE.Resources.Topic, Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } }
    return resolveTemplate({ ...TEMPLATE, Resources }, ['AWS::CloudWatch::Alarm'])[0]?.properties
  }
  const AlarmActions = [{ Ref: 'Open' }, { Ref: 'Topic' }, { 'Fn::ImportValue': 'x' }]
  expect(made({ AlarmActions })).toEqual({ AlarmActions: ['arn:aws:sns:us-east-1:000000000000:ops'] })
  expect(() => made({ Threshold: { Ref: 'Open' } })).toThrow('the parameter Open has no default')
})
