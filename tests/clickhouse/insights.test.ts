import {
  bindScript,
  checkCase,
  FUNCTION_EVENTS,
  FUNCTION_QUERIES,
  insightsCases,
  interpretScript,
  loadScripts,
  MANUAL_QUERIES,
  MANUAL_WORLD,
  type ScriptWorld,
} from '@atalaya/query/insights/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ScriptedClickHouse } from './scripted.ts'

/*
 * The language on ClickHouse: every script, and queries made at random with the answers of the interpreter.
 */

const SCRIPTS = loadScripts()
const NO_TABLES = new Map()

let clickHouse: ScriptedClickHouse

beforeAll(async () => {
  clickHouse = new ScriptedClickHouse()
  await clickHouse.load([...SCRIPTS.map(({ world }) => world.events), FUNCTION_EVENTS, MANUAL_WORLD.events])
})

afterAll(() => clickHouse.close())

test.each(SCRIPTS.map((script) => [script.place, script.query, script] as const))('%s %s', async (_, __, script) => {
  expect(await checkCase(script, clickHouse.run)).toBeUndefined()
})

/** The interpreter has pointers of its own. */
async function expectSameRows(query: string, world: ScriptWorld): Promise<void> {
  const program = bindScript(query, world)
  const withoutPointer = (rows: Awaited<ReturnType<typeof interpretScript>>) =>
    rows.map((row) => row.filter(({ field }) => field !== '@ptr'))
  const rows = withoutPointer(await clickHouse.run(program, world))
  expect(rows).toEqual(withoutPointer(await interpretScript(program, world)))
}

test.each(FUNCTION_QUERIES)('odd values: %s', async (query) => {
  await expectSameRows(query, { events: FUNCTION_EVENTS, lookupTables: NO_TABLES })
})

test.each(MANUAL_QUERIES)('the manual: %s', async (query) => {
  await expectSameRows(query, MANUAL_WORLD)
})

test('a generated query has the rows of the interpreter', async () => {
  await fc.assert(
    fc.asyncProperty(insightsCases(fc), async ({ query, events }) => {
      await clickHouse.load([events])
      await expectSameRows(query, { events, lookupTables: NO_TABLES })
    }),
    { numRuns: 200 },
  )
}, 120_000)
