import { expect, test } from 'vitest'
import { caret, columnsOf, csv, jsonLines, problemText, progressLine, table } from './format.ts'

const rows = [
  new Map([
    ['path', '/a'],
    ['n', '12'],
    ['@ptr', 'x'],
  ]),
  new Map([
    ['path', '/b, "c"'],
    ['max(ms)', '3.5'],
  ]),
]

test('a table has columns in order of appearance, numbers to the right, and no pointers', () => {
  expect(table(rows)).toBe(
    ['path      n  max(ms)', '-------  --  -------', '/a       12', '/b, "c"          3.5', ''].join('\n'),
  )
  expect(table([])).toBe('')
})

test('a cell is one line', () => {
  expect(table([new Map([['m', 'a\n  b']])])).toBe('m\n---\na b\n')
})

test('csv', () => {
  expect(csv(rows)).toBe('path,n,max(ms)\r\n/a,12,\r\n"/b, ""c""",,3.5\r\n')
})

test('columns stand in the order of the query, also those that the first rows lack', () => {
  const part = (...names: readonly string[]) => new Map(names.map((name) => [name, 'x']))
  const rows = [part('n', '@ptr'), part('path', 'n'), part('level', 'max', '@ptr'), part('path', 'level', 'n')]
  expect(columnsOf(rows)).toEqual(['path', 'n', 'level', 'max'])
  expect(columnsOf([part('n'), part('level', 'n'), part('path', 'level', 'n')])).toEqual(['path', 'level', 'n'])
})

test('one JSON object a line', () => {
  expect(jsonLines(rows.slice(0, 1))).toBe('{"path":"/a","n":"12","@ptr":"x"}\n')
})

test('progress', () => {
  expect(progressLine({ status: 'Running', records: 5_000_000, bytes: 1.75e9, elapsedMs: 500 })).toBe(
    'Running: 5,000,000 records, 1.8 GB in 0.50 s (3.5 GB/s)',
  )
})

test.each([
  ['fields a ; b', 9, 10, 'fields a ; b\n         ^'],
  ['fields a\n| filtr b\n| limit 1', 11, 16, '| filtr b\n  ^^^^^'],
  ['fields', 6, 6, 'fields\n      ^'],
])('%j', (query, start, end, drawn) => {
  expect(caret(query, start, end)).toBe(drawn)
})

test('a problem does not list all commands', () => {
  expect(problemText("mismatched input 'fitler' expecting {K_FIELDS, K_DISPLAY, K_FILTER}. Did you mean filter?")).toBe(
    "mismatched input 'fitler' expecting a command: fields, filter, stats, sort, limit, parse and others. Did you mean filter?",
  )
  expect(problemText("mismatched input 'x' expecting {'|', <EOF>}")).toBe("mismatched input 'x' expecting {'|', <EOF>}")
})
