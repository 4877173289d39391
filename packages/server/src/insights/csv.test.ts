import { expect, test } from 'vitest'
import { CsvProblem, parseCsv } from './csv.ts'

test.each([
  [
    'id,name\nu1,Ann\nu2,Bob\n',
    ['id', 'name'],
    [
      ['u1', 'Ann'],
      ['u2', 'Bob'],
    ],
  ],
  ['id,name\r\nu1,"Ann, the first"\r\n', ['id', 'name'], [['u1', 'Ann, the first']]],
  ['a,b\n"x ""y""","1\n2"', ['a', 'b'], [['x "y"', '1\n2']]],
  ['\ufeffa,b\n1', ['a', 'b'], [['1', '']]],
  ['a\n\n1\n\n', ['a'], [['1']]],
  ['a,b\n,\n', ['a', 'b'], [['', '']]],
])('%j', (text, columns, rows) => {
  expect(parseCsv(text)).toEqual({ columns, rows })
})

test.each([
  ['', 'no header'],
  ['a,a\n1,2', "Column 1 has no name of its own: 'a'".replace('1', '2')],
  ['a,\n1,2', 'Column 2'],
  ['a,b\n1,2\n1,2,3', 'Line 3 has 3 cells'],
  ['a\n"x', 'Line 2 has a quote that is not closed'],
  ['a\n"x"y', 'Line 2 has a quote'],
])('refuses %j', (text, message) => {
  expect(() => parseCsv(text)).toThrow(CsvProblem)
  expect(() => parseCsv(text)).toThrow(message)
})
