import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { bindQuery } from './bind.ts'
import { parseQuery } from './parse.ts'
import type { Plan, Program, ScanNode } from './plan.ts'

const HOUR_MS = 3_600_000
const RANGE = { startMs: Date.UTC(2026, 5, 17), endMs: Date.UTC(2026, 5, 17) + HOUR_MS }

describe('a scan reads what the query needs and nothing else', () => {
  test.each([
    ['stats count(*)', []],
    ['stats count(*) by bin(5m)', ['@timestamp']],
    ['stats avg(ms) by path', ['path', 'ms']],
    ['filter level = "x" | stats count(*)', ['level']],
    ['fields a | limit any 5', ['a', '@ptr']],
    ['fields a', ['a', '@timestamp', 'sequence', '@ptr']],
    ['limit 5', ['@timestamp', 'sequence', '@message', '@ptr']],
    ['stats earliest(a)', ['a', '@timestamp', 'sequence']],
    ['fields items[0].id, items.0.id | limit any 1', ['items.0.id', '@ptr']],
  ])('%s', (text, names) => {
    expect(scanOf(bind(text).root).fields.map(({ field }) => field.name)).toEqual(names)
  })
})

describe('nodes from the last to the first', () => {
  test.each([
    ['filter a = 1', 'limit sort where scan'],
    ['sort a | limit 5', 'limit sort scan'],
    ['limit 5', 'limit sort scan'],
    ['limit any 5', 'limit scan'],
    ['stats count(*)', 'limit aggregate scan'],
    ['stats count(*) by a', 'limit sort aggregate scan'],
    ['stats count(*) + 1 as n by a', 'limit sort extend aggregate scan'],
    ['stats topk(3, a)', 'limit sort aggregate where scan'],
    ['dedup a | limit 3', 'limit dedup scan'],
    ['fields strlen(a) as b, c | filter b > 1', 'limit sort where extend scan'],
    ['parse "*x" as a | accum a', 'limit accum sort capture scan'],
    ['parse @message csv as a', 'limit sort extend scan'],
    ['pattern @message | diff', 'limit sort pattern scan'],
    ['filter a = 1 | logcompare timeshift 1d', 'limit sort pattern where scan'],
    ['countFrequent a', 'limit sort aggregate scan'],
  ])('%s', (text, kinds) => {
    expect(kindsOf(bind(text).root).join(' ')).toBe(kinds)
  })
})

test('a query without limit gets the one that the request has', () => {
  const program = bindQuery(parseQuery('fields a'), { range: RANGE, nowMs: RANGE.endMs, defaultLimit: 7 })
  expect(program.root).toMatchObject({ kind: 'limit', count: 7 })
  expect(bind('fields a').root).toMatchObject({ kind: 'limit', count: 10_000 })
})

test('columns have ids that are unique in the program', () => {
  const program = bind(
    'fields a | join left=l right=r where l.a = r.b (SOURCE "g" | stats count(*) as n by b) | fields l.a as x, r.n as y',
  )
  const ids = [...JSON.stringify(program).matchAll(/"column":\{"id":(\d+)/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a plan is plain data', () => {
  const program = bind('filter a in (SOURCE "g" | fields b) | parse /(x)/ as c multi | stats pct(c, 90) by bin(1mo)')
  expect(JSON.parse(JSON.stringify(program))).toEqual(program)
})

test('what is constant is computed once', () => {
  expect(bind('filter a = 2 + 3 * 4').root).toMatchObject({
    input: { input: { test: { name: 'eq', args: [{ kind: 'column' }, { kind: 'const', value: 14 }] } } },
  })
})

test.each([
  ['diff', HOUR_MS],
  ['diff previousDay', 24 * HOUR_MS],
  ['diff previousWeek', 7 * 24 * HOUR_MS],
  ['diff previousMonth', 31 * 24 * HOUR_MS],
])('%s compares with %d ms before', (diff, shiftMs) => {
  const { root } = bind(`filter a = 1 | pattern @message | ${diff}`)
  const pattern = find(root, 'pattern')
  const previous = pattern.kind === 'pattern' ? pattern.diff?.previous : undefined
  expect(previous && scanOf(previous).range).toEqual({
    startMs: RANGE.startMs - shiftMs,
    endMs: RANGE.endMs - shiftMs,
  })
})

test('START and END of a source are the range', () => {
  const { root } = bind('SOURCE "g" START=-30m END=now | fields a')
  expect(scanOf(root).range).toEqual({ startMs: RANGE.endMs - HOUR_MS / 2, endMs: RANGE.endMs + 1 })
})

test('filterIndex tells the scan, and filters', () => {
  const { root } = bind('filterIndex a in ["x", 1]')
  expect(scanOf(root).indexed).toEqual([{ field: 'a', values: ['x', '1'] }])
  expect(find(root, 'where')).toMatchObject({ test: { name: 'in' } })
})

test('lookup tables are checked when they are known', () => {
  const options = { range: RANGE, nowMs: RANGE.endMs, lookupTables: new Map([['users', ['id', 'name']]]) }
  const query = (text: string) => () => bindQuery(parseQuery(text), options)
  expect(query('lookup users id OUTPUT name')).not.toThrow()
  expect(query('lookup users id OUTPUT age')).toThrow(SyntaxProblem)
  expect(query('lookup others id OUTPUT name')).toThrow('does not exist')
  expect(() => bind('lookup others id OUTPUT name')).not.toThrow()
})

function bind(text: string): Program {
  return bindQuery(parseQuery(text), { range: RANGE, nowMs: RANGE.endMs })
}

function kindsOf(plan: Plan): readonly string[] {
  return plan.kind === 'scan' ? ['scan'] : [plan.kind, ...kindsOf(plan.input)]
}

function find(plan: Plan, kind: Plan['kind']): Plan {
  if (plan.kind === kind) return plan
  if (plan.kind === 'scan') throw new Error(`no ${kind}`)
  return find(plan.input, kind)
}

function scanOf(plan: Plan): ScanNode {
  return find(plan, 'scan') as ScanNode
}
