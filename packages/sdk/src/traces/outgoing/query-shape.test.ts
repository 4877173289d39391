import fc from 'fast-check'
import { expect, test } from 'vitest'
import { queryShape } from './query-shape.ts'

test.each([
  ['SELECT * FROM videos WHERE id = $1', 'SELECT * FROM videos WHERE id = $1', 'SELECT videos'],
  ["select name from users where mail='ana@example.org'", 'select name from users where mail=?', 'SELECT users'],
  ['SELECT 1', 'SELECT ?', 'SELECT'],
  [
    "INSERT INTO a.b (x, y) VALUES ('o''clock', 1.5e-3), (2, 'z')",
    'INSERT INTO a.b (x, y) VALUES (?), (?)',
    'INSERT a.b',
  ],
  [
    'UPDATE ONLY "my table" SET x1 = -7 WHERE y2 IN (1, 2,3)',
    'UPDATE ONLY "my table" SET x1 = -? WHERE y2 IN (?)',
    'UPDATE "my table"',
  ],
  [
    "DELETE FROM t WHERE a = E'it\\'s' AND b = B'01' AND c = U&'\\0041' AND d = n'x'",
    'DELETE FROM t WHERE a = ? AND b = ? AND c = ? AND d = ?',
    'DELETE t',
  ],
  ["SELECT 'a\\' FROM t", 'SELECT ? FROM t', 'SELECT t'],
  ['DO $body$ BEGIN secret; END $body$', 'DO ?', 'DO'],
  ['SELECT $$x$$, $a$ $$ $a$ FROM t', 'SELECT ? FROM t', 'SELECT t'],
  ['SELECT a -- token=secret\nFROM t', 'SELECT a FROM t', 'SELECT t'],
  ['/* user /* nested */ ana */ SELECT a FROM t', 'SELECT a FROM t', 'SELECT t'],
  ["SELECT a FROM t WHERE b = 'never ends", 'SELECT a FROM t WHERE b = ?', 'SELECT t'],
  ['SELECT a FROM t /* never ends', 'SELECT a FROM t', 'SELECT t'],
  ['DO $x$ never ends', 'DO ?', 'DO'],
  ['CREATE TABLE IF NOT EXISTS t (a int4)', 'CREATE TABLE IF NOT EXISTS t (a int4)', 'CREATE t'],
  ['WITH a AS (SELECT x FROM b) SELECT * FROM a', 'WITH a AS (SELECT x FROM b) SELECT * FROM a', 'WITH b'],
  ['BEGIN', 'BEGIN', 'BEGIN'],
  ['nonsense 12ab 0xff .5', 'nonsense ? ? ?', 'QUERY'],
  ['SELECT a$1 FROM größe', 'SELECT a$1 FROM größe', 'SELECT gr'],
  ['', '', 'QUERY'],
  ['$', '$', 'QUERY'],
])('%s', (sql, text, summary) => {
  expect(queryShape(sql)).toEqual({ text, summary, operation: summary.split(' ')[0] })
})

const literal = fc.oneof(
  fc.string().map((value) => [value, `'${value.replaceAll("'", "''")}'`] as const),
  fc.string().map((value) => [value, `E'${value.replace(/['\\]/g, '\\$&')}'`] as const),
  fc.stringMatching(/^[^$]*$/).map((value) => [value, `$q$${value}$q$`] as const),
  fc.nat().map((value) => [String(value), String(value)] as const),
  fc.stringMatching(/^[^\n]*$/).map((value) => [value, `1 -- ${value}\n`] as const),
)

test('no value comes through, wherever it stands and wherever the statement is cut', () => {
  const secret = fc.stringMatching(/^[QZ]{8,20}$/)
  fc.assert(
    fc.property(fc.array(literal, { maxLength: 4 }), secret, literal, fc.nat(200), (others, value, [, after], cut) => {
      const list = [...others.map(([, written]) => written), `'${value}'`, after]
      const sql = `INSERT INTO t VALUES (${list.join(', ')})`
      expect(queryShape(sql).text).not.toContain(value)
      expect(queryShape(sql.slice(0, cut)).text).not.toMatch(/[QZ]{8}/)
    }),
  )
})

test('long statements cost no more than long enough ones', () => {
  const { text } = queryShape(`SELECT ${'column_name, '.repeat(100_000)} x FROM t`)
  expect(text).toHaveLength(1_000)
  for (let index = 0; index < 1_200; index++) queryShape(`SELECT c${index} FROM t`)
  expect(queryShape('SELECT c1 FROM t').summary).toBe('SELECT t')
})
