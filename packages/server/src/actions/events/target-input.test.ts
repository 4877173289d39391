import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inputProblem, type TargetInput, targetText, valueAt } from './target-input.ts'

/** The event of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
const EVENT = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING', 'a b': 1, list: [{ x: 'quote " here' }] },
}
const AROUND = { ruleArn: 'arn:rule', ruleName: 'my-rule', ingestionMs: Date.UTC(2026, 10, 18) }

const template = (InputTemplate: string, InputPathsMap: Record<string, string> = {}): TargetInput => ({
  InputTransformer: { InputPathsMap, InputTemplate },
})
const PATHS = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  missing: '$.detail.nothing',
  detail: '$.detail.list[0]',
}

test.each<[TargetInput, string]>([
  [{}, JSON.stringify(EVENT)],
  [{ InputPath: '$' }, JSON.stringify(EVENT)],
  [{ InputPath: '$.detail.state' }, '"RUNNING"'],
  [{ InputPath: '$.nothing' }, 'null'],
  [{ Input: '{"a": 1}' }, '{"a": 1}'],
  [template('"instance <instance> is in <state>"', PATHS), '"instance i-0123456789 is in RUNNING"'],
  [
    template('{"instance" : <instance>, "status": "<state>!"}', PATHS),
    '{"instance" : "i-0123456789", "status": "RUNNING!"}',
  ],
  [template('{"m": <missing>, "t": "<missing>"}', PATHS), '{"m": null, "t": ""}'],
  [template('{"d": <detail>}', PATHS), '{"d": {"x":"quote \\" here"}}'],
  [template('"d: <detail>"', PATHS), '"d: {\\"x\\":\\"quote \\\\\\" here\\"}"'],
  [
    template('"<aws.events.rule-name> <aws.events.rule-arn> <aws.events.event.ingestion-time>"'),
    '"my-rule arn:rule 2026-11-18T00:00:00.000Z"',
  ],
  [template('{"e": <aws.events.event.json>}'), `{"e": ${JSON.stringify(EVENT)}}`],
  [template('a < b and <state>', PATHS), 'a < b and "RUNNING"'],
])('%j', (target, text) => {
  expect(inputProblem({ Id: '1', ...target })).toBeUndefined()
  expect(targetText(target, EVENT, AROUND)).toBe(text)
})

test.each([
  ['$', EVENT],
  ['$.detail.instance-id', 'i-0123456789'],
  ["$.detail['a b']", 1],
  ['$["detail"]["a b"]', 1],
  ['$.resources[0]', 'arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  ['$.resources[1]', undefined],
  ['$.resources.length', undefined],
  ['$.constructor', undefined],
  ['$.detail.state.length', undefined],
])('%s', (path, value) => {
  expect(valueAt(EVENT, path)).toEqual(value)
})

test.each<[TargetInput, RegExp]>([
  [{ Input: '{}', InputPath: '$' }, /Only one/],
  [{ Input: 'env:dev' }, /^JSON syntax error in input for target 1: \[Source: \(String\)"env:dev"\]$/],
  [{ InputPath: 'detail' }, /InputPath/],
  [{ InputPath: '$..x' }, /InputPath/],
  [template('<x>'), /placeholder x/],
  [template('<x>', { x: 'nope' }), /InputPathsMap x/],
])('%j is refused', (target, problem) => {
  expect(inputProblem({ Id: '1', ...target })).toMatch(problem)
})

test('whatever the values, a template of JSON gives JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const target = template('{"a": <a>, "text": "x <a> <b>", "b": [<b>]}', { a: '$.a', b: '$.b' })
      const result = JSON.parse(targetText(target, { a, b }, AROUND))
      expect(result.a).toEqual(JSON.parse(JSON.stringify(a)))
    }),
  )
})
