import { expect, test } from 'vitest'
import { fieldsOf } from './log-line.ts'

test.each([
  [
    'what has a place of its own is left out',
    { timestamp: 't', level: 'info', message: 'm', traceId: 'x', status: 200 },
    'status=200',
  ],
  ['in the order of the line', { b: 1, a: true, none: null }, 'b=1  a=true  none=null'],
  ['an error by its message', { error: { message: 'no', type: 'E' } }, 'error=no'],
  ['another object as JSON', { ids: [1, 2], of: { message: 3 } }, 'ids=[1,2]  of={"message":3}'],
  ['60 characters stay', { text: 'x'.repeat(60) }, `text=${'x'.repeat(60)}`],
  ['longer ones are cut', { text: 'x'.repeat(61) }, `text=${'x'.repeat(60)}…`],
  [
    'eight fields',
    Object.fromEntries([...'abcdefghi'].map((name) => [name, 1])),
    'a=1  b=1  c=1  d=1  e=1  f=1  g=1  h=1',
  ],
])('%s', (_, line, text) => {
  expect(fieldsOf(line)).toBe(text)
})
