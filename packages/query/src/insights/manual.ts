import { SPECIAL_FUNCTIONS } from './bind-expression.ts'
import { COMMANDS } from './commands/index.ts'
import { AGGREGATE_FUNCTIONS, FUNCTIONS } from './functions/index.ts'
import { parseScript, type ScriptWorld } from './script.ts'

/* Test support: the examples that stand in the reference pages. */

export const MANUAL_WORLD = parseScript(
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

type Example = readonly [name: string, expression: string | undefined, result: string | undefined]

/** Functions that a query can call, with their examples. */
export const EXPRESSION_EXAMPLES: readonly Example[] = [
  ...[...FUNCTIONS.values()].filter(({ internal }) => internal !== true),
  ...SPECIAL_FUNCTIONS,
].map(({ name, example }) => [name, example?.[0], example?.[1]])

export const AGGREGATE_EXAMPLES: readonly Example[] = [...AGGREGATE_FUNCTIONS.values()]
  .filter(({ name }) => name !== 'countAll')
  .map(({ name, example }) => [name, example?.[0], example?.[1]])

export function expressionQuery(expression: string): string {
  return `filter ms = 120 | display ${expression} as x`
}

export function aggregateQuery(expression: string): string {
  return `stats ${expression} as x`
}

/** Every example as a query over {@link MANUAL_WORLD}. */
export const MANUAL_QUERIES: readonly string[] = [
  ...COMMANDS.map(({ example }) => example),
  ...EXPRESSION_EXAMPLES.flatMap(([, expression]) => (expression === undefined ? [] : [expressionQuery(expression)])),
  ...AGGREGATE_EXAMPLES.flatMap(([, expression]) => (expression === undefined ? [] : [aggregateQuery(expression)])),
]
