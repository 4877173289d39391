import { expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { expandSavedQueries, placeholders, type SavedQuery } from './saved-query.ts'

const SAVED: readonly SavedQuery[] = [
  {
    name: 'Errors',
    text: 'filter level = "{{level}}" | limit {{ n }}',
    parameters: [
      { name: 'level', defaultValue: 'ERROR' },
      { name: 'n', defaultValue: undefined },
    ],
  },
  { name: 'team/All of it', text: 'fields @message', parameters: [] },
  { name: 'Nested', text: '$Errors(n=1)', parameters: [] },
  { name: 'Long', text: `fields ${'a'.repeat(9_900)}`, parameters: [] },
]

const find = (name: string) => SAVED.find((saved) => saved.name === name)

test.each([
  ['fields a', 'fields a'],
  ['$Errors(n="5")', 'filter level = "ERROR" | limit 5'],
  ['$Errors(level = "WARN", n = 5) | fields a', 'filter level = "WARN" | limit 5 | fields a'],
  ["SOURCE 'g' | $Errors( n='5' )", `SOURCE 'g' | filter level = "ERROR" | limit 5`],
  ['$Errors(level="say \\"hi\\"", n=1)', 'filter level = "say "hi"" | limit 1'],
  ['$`team/All of it`() | limit 1', 'fields @message | limit 1'],
  ['filter a in ($`team/All of it`())', 'filter a in (fields @message)'],
  ['filter a = "$Errors(n=1)" # $Errors(n=1)', 'filter a = "$Errors(n=1)" # $Errors(n=1)'],
  ['filter a like /^$Errors(n=1)/', 'filter a like /^$Errors(n=1)/'],
  ['parse @message /$Errors(n=1)/ as x', 'parse @message /$Errors(n=1)/ as x'],
  ['fields a / b, c / $Errors(n=1)', 'fields a / b, c / filter level = "ERROR" | limit 1'],
  ['filter a = {{p}}', 'filter a = {{p}}'],
])('%s', (text, expanded) => {
  expect(expandSavedQueries(text, find)).toBe(expanded)
})

test.each([
  ['$Nothing()', '$Nothing()', 'There is no saved query Nothing'],
  ['fields a | $Errors()', '$Errors()', 'The parameter n of the saved query Errors has no value'],
  ['$Errors(n=1, m=2)', '$Errors(n=1, m=2)', 'has no parameter m'],
  ['$Errors(n)', '$Errors(n', 'takes arguments such as'],
  ['$Errors(n=1', '', "mismatched input '<EOF>' expecting {',', ')'}"],
  ['$Errors(n=1 m=2)', 'm', "mismatched input 'm'"],
  ['$Nested()', '$Nested()', 'invokes another one'],
  ['$Long() | $Long()', '$Long() | $Long()', 'more than 10000 characters'],
])('%s is refused', (text, at, message) => {
  try {
    expandSavedQueries(text, find)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    expect(error.message).toContain(message)
    expect(text.slice(error.start, error.end)).toBe(at)
  }
})

test('placeholders are found in order, each once', () => {
  expect(placeholders('a {{x}} "{{ y }}" {{x}} {{1}} {z}')).toEqual(['x', 'y'])
})
