import { expect, test } from 'vitest'
import { readDefinitions } from './definitions.ts'
import { parseTemplateText } from './template-text.ts'

const TEMPLATE = `
AWSTemplateFormatVersion: 2010-09-09
Description: alarms of the shop
Parameters:
  Limit: { Type: Number, Default: 500 }
  Stage: { Type: String, Default: prod }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsQuiet: !Not [!Condition IsProd]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: ops
  Slow:
    Type: AWS::CloudWatch::Alarm
    Condition: IsProd
    Properties:
      AlarmName: !Sub 'slow-\${Stage}'
      AlarmDescription: !Join
        - ' '
        - - in
          - !Ref AWS::Region
      Namespace: Shop
      MetricName: Latency
      Dimensions:
        - Name: route
          Value: !If [IsProd, /a, /b]
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 2
      Threshold: !Ref Limit
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic, !ImportValue pager]
  Quiet:
    Type: AWS::CloudWatch::Alarm
    Condition: IsQuiet
    Properties: {}
  Top:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: !Sub
        - ALARM("\${Arn}")
        - Arn: !GetAtt Slow.Arn
`

test('a template in YAML is taken as it is', () => {
  expect(readDefinitions(TEMPLATE).map(({ input }) => input)).toEqual([
    {
      ...{ AlarmName: 'slow-prod', AlarmDescription: 'in us-east-1', Namespace: 'Shop', MetricName: 'Latency' },
      Dimensions: [{ Name: 'route', Value: '/a' }],
      ...{ Statistic: 'Maximum', Period: 60, EvaluationPeriods: 2, Threshold: 500 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', AlarmActions: ['arn:aws:sns:us-east-1:000000000000:ops'] },
    },
    { AlarmName: 'Top', AlarmRule: 'ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow-prod")' },
  ])
})

test.each<[string, unknown]>([
  ['a: !Ref b', { a: { Ref: 'b' } }],
  ['a: !GetAtt b.Arn', { a: { 'Fn::GetAtt': 'b.Arn' } }],
  ['a: !GetAtt [b, Arn]', { a: { 'Fn::GetAtt': ['b', 'Arn'] } }],
  ['a: !Base64 {Ref: b}', { a: { 'Fn::Base64': { Ref: 'b' } } }],
  ['a: !If [c, !Ref x, !Ref AWS::NoValue]', { a: { 'Fn::If': ['c', { Ref: 'x' }, { Ref: 'AWS::NoValue' }] } }],
  ['a: 2010-09-09', { a: '2010-09-09' }],
  ['a: !Unknown b', { a: 'b' }],
  ['{"a": "!Ref b"}', { a: '!Ref b' }],
])('%s', (text, value) => {
  expect(parseTemplateText(text)).toEqual(value)
})

test.each(['{', 'a: [', 'a: b: c'])('%j is neither JSON nor YAML', (text) => {
  expect(() => parseTemplateText(text)).toThrow()
})
