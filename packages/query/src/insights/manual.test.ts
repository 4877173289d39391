import { expect, test } from 'vitest'
import { COMMANDS } from './commands/index.ts'
import { AGGREGATE_EXAMPLES, aggregateQuery, EXPRESSION_EXAMPLES, expressionQuery, MANUAL_WORLD } from './manual.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import { bindScript } from './script.ts'
import { interpretScript } from './script-interpreter.ts'

/* The examples that stand in the reference pages. */

test('every function has an example', () => {
  expect([...EXPRESSION_EXAMPLES, ...AGGREGATE_EXAMPLES].filter(([, expression]) => expression === undefined)).toEqual(
    [],
  )
})

test.each(EXPRESSION_EXAMPLES)('%s: %s is %s', async (_, expression = '', result) => {
  expect(await firstValue(expressionQuery(expression))).toBe(result)
})

test.each(AGGREGATE_EXAMPLES)('%s: %s is %s', async (_, expression = '', result) => {
  expect(await firstValue(aggregateQuery(expression))).toBe(result)
})

test.each(COMMANDS.map(({ example }) => example))('%s runs', async (example) => {
  await expect(interpretScript(bindScript(example, MANUAL_WORLD), MANUAL_WORLD)).resolves.toBeInstanceOf(Array)
  const printed = printQuery(parseQuery(example))
  expect(printQuery(parseQuery(printed))).toBe(printed)
})

test('the syntax of a command begins with its keyword', () => {
  for (const { usage, keywords } of COMMANDS)
    expect(usage.toLowerCase().startsWith(keywords[0] as string), usage).toBe(true)
})

async function firstValue(query: string): Promise<string | undefined> {
  const rows = await interpretScript(bindScript(query, MANUAL_WORLD), MANUAL_WORLD)
  return rows[0]?.find(({ field }) => field === 'x')?.value
}
