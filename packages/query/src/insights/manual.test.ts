import { expect, test } from 'vitest'
import { SPECIAL_FUNCTIONS } from './bind-expression.ts'
import { COMMANDS } from './commands/index.ts'
import { AGGREGATE_FUNCTIONS, FUNCTIONS } from './functions/index.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import { bindScript, parseScript, type ScriptWorld } from './script.ts'
import { interpretScript } from './script-interpreter.ts'

/* The examples that stand in the reference pages. */

const WORLD = parseScript(
  `events
2026-06-17T00:01:00.000Z {"level":"INFO","ms":120,"path":"/a","user":{"id":"u1"},"tags":["x","y"]}
2026-06-17T00:02:00.000Z {"level":"ERROR","ms":900,"path":"/b","user":{"id":"u2"}}
2026-06-17T00:06:00.000Z {"level":"ERROR","ms":300,"path":"/a"}

lookup users
id,name
u1,Ann

lookup networks
cidr,zone
10.0.0.0/8,inner

query
limit 1
----
empty
`,
  'manual',
)[0]?.world as ScriptWorld

const publicFunctions = [...FUNCTIONS.values()].filter(({ internal }) => internal !== true)
const aggregates = [...AGGREGATE_FUNCTIONS.values()].filter(({ name }) => name !== 'countAll')

const EXPRESSIONS = [...publicFunctions, ...SPECIAL_FUNCTIONS].map(({ name, example }) => [name, ...(example ?? [])])
const AGGREGATES = aggregates.map(({ name, example }) => [name, ...(example ?? [])])

test('every function has an example', () => {
  expect([...EXPRESSIONS, ...AGGREGATES].filter(([, expression]) => expression === undefined)).toEqual([])
})

test.each(EXPRESSIONS)('%s: %s is %s', async (_, expression, result) => {
  expect(await firstValue(`filter ms = 120 | display ${expression} as x`)).toBe(result)
})

test.each(AGGREGATES)('%s: %s is %s', async (_, expression, result) => {
  expect(await firstValue(`stats ${expression} as x`)).toBe(result)
})

test.each(COMMANDS.map(({ example }) => example))('%s runs', async (example) => {
  await expect(interpretScript(bindScript(example, WORLD), WORLD)).resolves.toBeInstanceOf(Array)
  const printed = printQuery(parseQuery(example))
  expect(printQuery(parseQuery(printed))).toBe(printed)
})

test('the syntax of a command begins with its keyword', () => {
  for (const { usage, keywords } of COMMANDS)
    expect(usage.toLowerCase().startsWith(keywords[0] as string), usage).toBe(true)
})

async function firstValue(query: string): Promise<string | undefined> {
  const rows = await interpretScript(bindScript(query, WORLD), WORLD)
  return rows[0]?.find(({ field }) => field === 'x')?.value
}
