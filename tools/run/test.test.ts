import { describe, expect, test } from 'vitest'
import { chooseSuites, countsOf, summarize } from './test.mjs'

describe('words after npm test choose the suites', () => {
  test.each<readonly [readonly string[], ReturnType<typeof chooseSuites>]>([
    [[], { unit: [], endToEnd: [] }],
    [['-t', '--bail=1'], { unit: ['-t', '--bail=1'], endToEnd: ['-t', '--bail=1'] }],
    [['packages/sdk'], { unit: ['packages/sdk'], endToEnd: undefined }],
    [['tests/emf', '--bail=1'], { unit: undefined, endToEnd: ['--bail=1', 'tests/emf'] }],
    [['./tests/emf', 'filter'], { unit: ['filter'], endToEnd: ['./tests/emf'] }],
  ])('%j', (words, suites) => {
    expect(chooseSuites(words)).toEqual(suites)
  })
})

const file = (status: string, ...tests: readonly string[]) => ({
  name: '/x/a.test.ts',
  status,
  assertionResults: tests.map((outcome) => ({ status: outcome, fullName: `is ${outcome}` })),
})
const report = (...testResults: readonly object[]) => JSON.stringify({ testResults })

test('a report is counted test by test', () => {
  const counts = countsOf(report(file('failed', 'passed', 'failed', 'skipped'), file('passed', 'passed', 'todo')))
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: ['/x/a.test.ts: is skipped', '/x/a.test.ts: is todo'] })
})

test('a file that did not load is a failure', () => {
  expect(countsOf(report(file('failed'), file('passed', 'passed')))).toEqual({ passed: 1, failed: 1, skipped: [] })
})

test('the last line sums up', () => {
  const results = [
    { passed: 10, failed: 0, skipped: [] },
    { passed: 5, failed: 0, skipped: ['needs boto3'] },
  ]
  expect(summarize(results, false)).toEqual({
    text: '\nskipped:\n  needs boto3\n15 passed, 0 failed, 1 skipped',
    failed: false,
  })
  const strict = summarize(results, true)
  expect(strict.failed).toBe(true)
  expect(strict.text.split('\n').at(-1)).toBe('15 passed, 1 failed')
})

test('a failure fails, and so does a run without a single test', () => {
  expect(summarize([{ passed: 3, failed: 1, skipped: [] }], false).failed).toBe(true)
  expect(summarize([], false).failed).toBe(true)
})
