import { bindScript, checkCase, insightsCases, interpretScript, loadScripts } from '@atalaya/query/insights/testing'
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
  await clickHouse.load(SCRIPTS.map(({ world }) => world.events))
})

afterAll(() => clickHouse.close())

test.each(SCRIPTS.map((script) => [script.place, script.query, script] as const))('%s %s', async (_, __, script) => {
  expect(await checkCase(script, clickHouse.run)).toBeUndefined()
})

test('a generated query has the rows of the interpreter', async () => {
  await fc.assert(
    fc.asyncProperty(insightsCases(fc), async ({ query, events }) => {
      const world = { events, lookupTables: NO_TABLES }
      await clickHouse.load([events])
      const program = bindScript(query, world)
      const withoutPointer = (rows: Awaited<ReturnType<typeof interpretScript>>) =>
        rows.map((row) => row.filter(({ field }) => field !== '@ptr'))
      const rows = withoutPointer(await clickHouse.run(program, world))
      expect(rows).toEqual(withoutPointer(await interpretScript(program, world)))
    }),
    { numRuns: 200 },
  )
}, 120_000)
