import { expect, test } from 'vitest'
import { mutatedQueries, queryProblem } from './fuzz.ts'
import { loadScripts } from './script.ts'

const SEEDS = [...new Set(loadScripts().map(({ query }) => query))]

/** `bench/insights-fuzz.ts` runs 100,000. */
const COUNT = 4_000

test('mutated queries are refused with a place, or print and parse to the same tree', () => {
  const problems: string[] = []
  for (const text of mutatedQueries(SEEDS, COUNT, 20_260_617)) {
    const problem = queryProblem(text)
    if (problem !== undefined) problems.push(`${JSON.stringify(text)} ${problem}`)
  }
  expect(problems.slice(0, 5)).toEqual([])
})

test.each(SEEDS)('%s prints and parses to the same tree', (text) => {
  expect(queryProblem(text)).toBeUndefined()
})

test('no text takes long', () => {
  const long = [
    '('.repeat(9_999),
    `fields ${'-'.repeat(9_000)}a`,
    `filter ${'not '.repeat(2_400)}a`,
    `fields ${'a+'.repeat(4_900)}a`,
    `filter ${'a=1 or '.repeat(1_400)}a=1`,
    `fields ${'f('.repeat(3_000)}`,
    `fields a ${'| fields a '.repeat(900)}`,
    `filter a in (${'filter a in ('.repeat(700)}`,
    `parse "${'*'.repeat(4_000)}" as ${'a,'.repeat(2_800)}a`,
    `parse /${'(a)'.repeat(2_000)}/ as a`,
    `fields a${'.b'.repeat(4_900)}`,
    `fields a${' # comment\n'.repeat(900)}`,
    `filldown ${'*a'.repeat(4_900)}`,
    '"'.repeat(9_999),
  ]
  for (const text of long) {
    const begin = performance.now()
    expect(queryProblem(text), text.slice(0, 40)).toBeUndefined()
    expect(performance.now() - begin, text.slice(0, 40)).toBeLessThan(2_000)
  }
})
