import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { matchFilterPattern } from './compile.ts'
import { parseFilterPattern } from './parse.ts'

const PAGE = readFileSync(new URL('../../../../docs/reference/filter-patterns.md', import.meta.url), 'utf8')

interface Example {
  readonly pattern: string
  readonly message: string
  readonly matches: boolean
}

function* examples(page: string): Generator<Example> {
  for (const [, block = ''] of page.matchAll(/```filter-pattern\n(.*?)```/gs)) {
    let pattern = ''
    for (const [, word, text = ''] of block.matchAll(/^(pattern|match|miss) +(.*)$/gm)) {
      if (word === 'pattern') pattern = text
      else yield { pattern, message: text, matches: word === 'match' }
    }
  }
}

test.each([...examples(PAGE)])('the page says of $pattern and $message: $matches', ({ pattern, message, matches }) => {
  expect(matchFilterPattern(parseFilterPattern(pattern), message)).toBe(matches)
})

test('the page has examples', () => {
  expect([...examples(PAGE)].length).toBeGreaterThan(25)
})
