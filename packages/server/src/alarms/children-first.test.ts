import { expect, test } from 'vitest'
import { childrenFirst } from './children-first.ts'

interface Alarm {
  readonly AlarmName: string
  readonly AlarmRule?: string
  readonly ActionsSuppressor?: string
}

const composite = (AlarmName: string, AlarmRule: string, ActionsSuppressor?: string): Alarm => ({
  ...{ AlarmName, AlarmRule },
  ...(ActionsSuppressor === undefined ? {} : { ActionsSuppressor }),
})

test.each<[string, readonly Alarm[], string]>([
  ['nothing to order', [{ AlarmName: 'b' }, { AlarmName: 'a' }], 'b a'],
  ['a child that comes later', [composite('top', 'ALARM(a)'), { AlarmName: 'b' }, { AlarmName: 'a' }], 'a top b'],
  [
    'by ARN, on several levels',
    [
      composite('top', 'OK("arn:aws:cloudwatch:us-east-1:000000000000:alarm:middle one")'),
      composite('middle one', 'AT_LEAST(1, ALARM, (a, elsewhere))'),
      { AlarmName: 'a' },
    ],
    'a middle one top',
  ],
  ['a suppressor', [composite('top', 'TRUE', 'maintenance'), { AlarmName: 'maintenance' }], 'maintenance top'],
  ['a circle', [composite('x', 'ALARM(y)'), composite('y', 'ALARM(x)')], 'y x'],
  ['no rule', [composite('x', 'ALARM('), { AlarmName: 'a' }], 'x a'],
])('%s', (_name, alarms, order) => {
  expect(
    childrenFirst(alarms, (alarm) => alarm)
      .map(({ AlarmName }) => AlarmName)
      .join(' '),
  ).toBe(order)
})
