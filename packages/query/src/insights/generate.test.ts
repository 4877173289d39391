import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { insightsCases } from './generate.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import { bindScript } from './script.ts'
import { interpretScript } from './script-interpreter.ts'

const NO_TABLES = new Map()

test('a generated query runs, and its printed form gives the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(insightsCases(fc), async ({ query, events }) => {
      const world = { events, lookupTables: NO_TABLES }
      const rows = await interpretScript(bindScript(query, world), world)
      const printed = printQuery(parseQuery(query))
      expect(await interpretScript(bindScript(printed, world), world)).toEqual(rows)
    }),
    { numRuns: 300 },
  )
})

test('the order of events does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(insightsCases(fc), async ({ query, events }) => {
      const program = bindScript(query, { lookupTables: NO_TABLES })
      const rows = await interpretScript(program, { events, lookupTables: NO_TABLES })
      const reversed = await interpretScript(program, { events: [...events].reverse(), lookupTables: NO_TABLES })
      expect(reversed).toEqual(rows)
    }),
    { numRuns: 300 },
  )
})
