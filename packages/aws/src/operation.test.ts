import { expect, expectTypeOf, test } from 'vitest'
import { type InputOf, operation } from './index.ts'

const putLogEvents = operation('logs', 'PutLogEvents', async (input, deps: { readonly count: number }) => ({
  nextSequenceToken: `${input.logEvents.length + deps.count}`,
}))

test('a declaration carries service, name and behaviour', async () => {
  expect(putLogEvents).toMatchObject({ service: 'logs', name: 'PutLogEvents' })
  const handle = putLogEvents.handle as (input: unknown, deps: unknown, call: unknown) => Promise<unknown>
  expect(await handle({ logEvents: [{}, {}] }, { count: 1 }, {})).toEqual({ nextSequenceToken: '3' })
})

test('input types follow the model', () => {
  expectTypeOf<InputOf<'logs', 'PutLogEvents'>['logEvents'][number]['timestamp']>().toEqualTypeOf<number>()
  expectTypeOf<InputOf<'logs', 'PutLogEvents'>['sequenceToken']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<InputOf<'monitoring', 'GetMetricStatistics'>['StartTime']>().toEqualTypeOf<number>()
})
