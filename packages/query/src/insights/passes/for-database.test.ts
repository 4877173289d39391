import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { insightsCases } from '../generate.ts'
import type { Plan } from '../plan.ts'
import { bindScript } from '../script.ts'
import { interpretScript } from '../script-interpreter.ts'
import { isRelational } from '../sql/split.ts'
import { forDatabase } from './for-database.ts'

const NO_TABLES = new Map()

function planOf(query: string): Plan {
  return forDatabase(bindScript(query, { lookupTables: NO_TABLES })).root
}

/** Kinds of nodes from the top down to the part that SQL can compute, which is `sql`. */
function shapeOf(plan: Plan): string {
  if (isRelational(plan)) return 'sql'
  return plan.kind === 'scan' ? 'scan' : `${plan.kind} ${shapeOf(plan.input)}`
}

describe('what a database is left with', () => {
  test.each([
    ['everything', 'filter a = 1 | fields a, abs(b) | limit 5', 'sql'],
    ['all but a column that is computed of the rows that are left', 'fields log(a) as l | limit 5', 'extend sql'],
    ['columns of columns', 'fields log(a) as l | fields l + 1 as m | sort b | limit 5', 'extend extend sql'],
    ['not an order by such a column', 'fields log(a) as l | sort l | limit 5', 'limit sort extend sql'],
    ['a part of a condition', 'filter a = 1 and log(b) > 2 and c = 3 | limit 5', 'limit sort where sql'],
    ['no column that nobody looks at', 'parse @message logfmt as m | stats count(*)', 'sql'],
    ['one key of logfmt', 'parse @message logfmt as m | filter m.n > 4 | stats count(*) by m.level', 'sql'],
    [
      'JSON is read where its entries are asked for',
      'fields jsonParse(a) as j | stats count(*) by j.b',
      'limit sort aggregate sql',
    ],
    ['the map of all keys is made afterwards', 'parse @message logfmt as m | display m', 'extend sql'],
    ['groups by what it cannot compute', 'stats count(*) by log(a)', 'limit sort aggregate sql'],
  ])('%s', (_, query, shape) => {
    expect(shapeOf(planOf(query))).toBe(shape)
  })
})

test('a query has the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(insightsCases(fc), async ({ query, events }) => {
      const world = { events, lookupTables: NO_TABLES }
      const program = bindScript(query, world)
      expect(await interpretScript(forDatabase(program), world)).toEqual(await interpretScript(program, world))
    }),
    { numRuns: 300 },
  )
})
