import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FORMAT_LETTERS } from './functions/time-format.ts'
import { checkCase, parseScript } from './script.ts'
import { interpretScript } from './script-interpreter.ts'

const PAGE = readFileSync(new URL('../../../../docs/reference/logs-insights.md', import.meta.url), 'utf8')

const EXAMPLES = [...PAGE.matchAll(/```insights\n(.*?)```/gs)].flatMap(([, block = '']) => parseScript(block, 'page'))

test.each(EXAMPLES.map((example) => [example.query, example] as const))(
  'the page says what comes of %s',
  async (_, example) => {
    expect(await checkCase(example, interpretScript)).toBeUndefined()
  },
)

test('the page has examples', () => {
  expect(EXAMPLES.length).toBeGreaterThan(3)
})

test('the page names every letter of strftime', () => {
  const missing = [...FORMAT_LETTERS].filter((letter) => !PAGE.includes(`%${letter}`))
  expect(missing).toEqual([])
})
