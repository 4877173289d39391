import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../plan.ts'
import { bindScript } from '../script.ts'
import { clickhouse } from './clickhouse.ts'
import type { Dialect } from './dialect.ts'
import { duckdb } from './duckdb.ts'
import { type Rendered, render } from './render.ts'
import { isRelational } from './split.ts'

function rendered(query: string, dialect: Dialect = duckdb): Rendered {
  const { root, columns } = bindScript(query, { lookupTables: new Map([['users', USERS]]) })
  const plan = withFound(root)
  expect(isRelational(plan)).toBe(true)
  return render(plan, columns, dialect)
}

const USERS = { columns: ['id', 'name'], rows: [{ id: 'u1', name: 'Ann' }] }

/** What an engine does before it asks for SQL. */
function withFound(plan: Plan): Plan {
  if (plan.kind === 'scan') return plan
  const input = withFound(plan.input)
  if (plan.kind === 'lookup') return { ...plan, input, found: USERS.rows }
  if (plan.kind === 'join' || plan.kind === 'appendColumns') return { ...plan, input, found: [] }
  return { ...plan, input }
}

const DIALECTS = [duckdb, clickhouse]

describe.each([
  ['count-by-bin', 'stats count(*) by bin(5m)'],
  ['percentile-by-route', 'stats avg(ms), pct(ms, 99) by route'],
  ['filter-and-regex', 'filter level = "ERROR" and status >= 500 and @message like /user[0-9]+/ | stats count(*)'],
  ['parse', 'parse @message /took (?<t>[0-9]+) ms/ | stats avg(t)'],
  ['parse-multi', 'parse @message /item=(?<item>[a-z]+)/ multi | stats count(*) by item'],
  ['values', 'stats values(host), sortsLast(host) by level'],
  ['address', 'filter isIpInSubnet(ip, "10.0.0.0/8") | fields @timestamp'],
  ['lookup', 'lookup users id as user OUTPUTNEW name | stats count(*) by name'],
  ['join', 'stats count(*) as n by host | join type=left left=a right=b where a.host = b.host (fields host, zone)'],
  ['appendcols', 'stats count(*) as n by host | appendcols (stats max(ms) as slowest)'],
  ['needle', 'filter requestId = "r-1" | fields @message'],
  ['newest', 'fields @timestamp, level | sort @timestamp desc | limit 100'],
  ['sort-text', 'fields route | sort route asc'],
  ['dedup', 'fields host | dedup host'],
])('%s', (name, query) => {
  test.each(DIALECTS)('as SQL of $name', async (dialect) => {
    await expect(`${rendered(query, dialect).sql}\n`).toMatchFileSnapshot(`__golden__/${name}.${dialect.name}.sql`)
  })
})

test.each(DIALECTS)('a value never reaches the SQL text of $name', (dialect) => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3}'[a-z;-]{6,20}$/), (value) => {
      const { sql, params } = rendered(`filter a = "${value}" | fields b`, dialect)
      expect(params).toContain(value)
      expect(sql).not.toContain(value)
    }),
  )
})

describe('stopping early', () => {
  test.each([
    ['newest first', 'fields a | limit 5', { limit: 5, descending: true }],
    ['oldest first', 'fields a | sort @timestamp asc | limit 5', { limit: 5, descending: false }],
    ['any rows', 'fields a | limit any 5', { limit: 5, descending: true }],
    ['another order', 'fields a | sort a | limit 5', undefined],
    ['an aggregate', 'stats count(*) by a | limit 5', undefined],
  ])('%s', (_, query, stop) => {
    expect(rendered(query).stop).toEqual(stop)
  })
})

describe('texts that a message must have', () => {
  test.each([
    ['equality', 'filter a = "needle"', [['needle']]],
    ['one of several', 'filter a in ["x1", "x2"]', [['x1', 'x2']]],
    ['both', 'filter a = "one" and b = "two"', [['one'], ['two']]],
    ['a number may be spelled otherwise', 'filter a = "1"', []],
    ['an alternative', 'filter a = "one" or b = 2', []],
    ['after an aggregate', 'stats count(*) as n by a | filter a = "one"', []],
  ])('%s', (_, query, needed) => {
    expect(rendered(query).scan.needed).toEqual(needed)
  })
})
