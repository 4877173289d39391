import { expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { bindScript, loadMalformed } from './script.ts'

const ROWS = loadMalformed()

test.each(ROWS)('refuses %s', (query, at) => {
  const problem = problemOf(query)
  expect(problem.message).not.toBe('')
  expect(query.slice(problem.start, problem.end)).toBe(at)
  // An error at the end points behind the last character.
  if (at === '') expect(problem.start).toBe(query.length)
})

test('there are enough of them', () => {
  expect(ROWS.length).toBeGreaterThan(300)
})

function problemOf(query: string): SyntaxProblem {
  try {
    bindScript(query, { lookupTables: new Map() })
  } catch (error) {
    if (error instanceof SyntaxProblem) return error
    throw error
  }
  throw new Error(`accepted: ${query}`)
}
