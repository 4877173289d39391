import { fixedClock } from '@atalaya/model'
import { expect, test } from 'vitest'
import { jsonLog } from './log.ts'

test('one JSON object a line, from the least level up', () => {
  const lines: string[] = []
  const log = jsonLog((line) => lines.push(line), 'warn', fixedClock(0))
  log.info('hidden')
  log.warn('shown', { code: 7 })
  expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"shown","code":7}\n'])
})

test('an error keeps its message and its causes', () => {
  const lines: string[] = []
  const log = jsonLog((line) => lines.push(line), 'info', fixedClock(0))
  log.error('failed', { error: new Error('outer', { cause: new TypeError('inner') }) })
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    error: { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } },
  })
})
