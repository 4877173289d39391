import {
  AGGREGATE_FUNCTIONS,
  AGGREGATE_SQL,
  COMMAND_NOTES,
  COMMANDS,
  clickhouse,
  type Dialect,
  duckdb,
  FUNCTION_NOTES,
  FUNCTIONS,
  forDatabase,
  isRelational,
  type Plan,
  parseQuery,
  render,
  SPECIAL_FUNCTIONS,
  SQL_FUNCTIONS,
} from '@atalaya/query/insights'
import {
  bindScript,
  FUNCTION_QUERIES,
  loadScripts,
  MANUAL_QUERIES,
  MANUAL_WORLD,
} from '@atalaya/query/insights/testing'

/*
 * docs/reference/logs-insights-conformance.md: for every command and function whether it is supported, which engine computes it
 * how, how many tests call it, and an example. From the lists of the language and from the tests that all engines run.
 */

const DIALECTS: readonly Dialect[] = [duckdb, clickhouse]

type Command = (typeof COMMANDS)[number]

export function renderConformance(): string {
  const scripts = loadScripts()
  const queries = [...scripts.map(({ query }) => query), ...FUNCTION_QUERIES, ...MANUAL_QUERIES]
  const uses = usesIn(queries)
  const functions = [...FUNCTIONS.values()].filter(({ internal }) => internal !== true)
  const aggregates = [...AGGREGATE_FUNCTIONS.values()].filter(({ name }) => name !== 'countAll')
  const count = (names: readonly string[]): number => uses(names)
  return `<!-- Made by tools/generate.ts (npm run generate). Do not edit. -->

# Logs Insights: conformance

Every command and every function of the language, on three engines with the same rows:

- **interpreter**: the reference, in JavaScript, over plain rows. It says what a query means.
- **DuckDB**: the embedded store. \`SQL\`: the database computes it. \`rows\`: JavaScript does, over the rows that the database gives.
- **ClickHouse**: the dialect for clusters of servers, tested inside the process (\`npm run test:clickhouse\`). The same two words.

The tests behind it: ${scripts.length} scripts (events, a query, the rows that are expected), ${FUNCTION_QUERIES.length} queries over odd values and
${MANUAL_QUERIES.length} examples of the [manual](logs-insights-functions.md), whose answers have to be those of the interpreter, and queries made at random. *Tests*
says how many of these call it; *not in SQL* what of it a database does not compute, or why. Of the operators that is the power, \`^\`,
whose last digit libraries disagree on.

## Commands

| command | supported | interpreter | DuckDB | ClickHouse | not in SQL | tests | example |
| --- | --- | --- | --- | --- | --- | --- | --- |
${COMMANDS.map((command) => commandRow(command, count)).join('\n')}

## Functions

| function | supported | interpreter | DuckDB | ClickHouse | not in SQL | tests | example |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[
  ...functions.map(({ name, aliases = [], example }) =>
    row(name, SQL_FUNCTIONS.has(name), FUNCTION_NOTES[name], count([name, ...aliases]), example?.[0]),
  ),
  ...SPECIAL_FUNCTIONS.map(({ name, example }) => row(name, true, undefined, count([name]), example?.[0])),
].join('\n')}

## Aggregates

| function | supported | interpreter | DuckDB | ClickHouse | not in SQL | tests | example |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[
  ...aggregates.map(({ name, aliases = [], example }) =>
    row(name, AGGREGATE_SQL.has(name), FUNCTION_NOTES[name], count([name, ...aliases]), example?.[0]),
  ),
  row('topk', true, undefined, count(['topk']), 'topk(1, level)'),
].join('\n')}
`
}

function commandRow(command: Command, count: (names: readonly string[]) => number): string {
  const [keyword = ''] = command.keywords
  const program = forDatabase(bindScript(command.example, MANUAL_WORLD))
  const root = withFound(program.root)
  const inSql = DIALECTS.map((dialect) => isRelational(root) && render(root, program.columns, dialect).sql !== '')
  const name = command.usage.split(' ', 1)[0] ?? keyword
  const where = inSql.map(computed).join(' | ')
  const note = COMMAND_NOTES[keyword] ?? ''
  return `| \`${name}\` | yes | rows | ${where} | ${cell(note)} | ${count([`command ${keyword}`])} | ${code(command.example)} |`
}

/** As an engine asks for SQL: with the rows that stand beside its own. */
function withFound(plan: Plan): Plan {
  if (plan.kind === 'scan') return plan
  const input = withFound(plan.input)
  const isBeside = plan.kind === 'join' || plan.kind === 'appendColumns' || plan.kind === 'lookup'
  return isBeside ? { ...plan, input, found: [] } : { ...plan, input }
}

function row(
  name: string,
  inSql: boolean,
  note: string | undefined,
  tests: number,
  example: string | undefined,
): string {
  const where = DIALECTS.map(() => computed(inSql)).join(' | ')
  return `| \`${name}\` | yes | rows | ${where} | ${cell(note ?? '')} | ${tests} | ${code(example ?? '')} |`
}

function computed(inSql: boolean): string {
  return inSql ? 'SQL' : 'rows'
}

/** In how many queries each function (by any of its names, in lower case) and each command (`command keyword`) stands. */
function usesIn(queries: readonly string[]): (names: readonly string[]) => number {
  const found = queries.map((query) => {
    const names = new Set<string>()
    try {
      collect(parseQuery(query), names)
    } catch {
      // A script may be about a query that is not the language.
    }
    return names
  })
  return (names) => found.filter((used) => names.some((name) => used.has(name.toLowerCase()))).length
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  const { kind, name, cidr } = value as { readonly kind?: unknown; readonly name?: unknown; readonly cidr?: unknown }
  if (kind === 'call' && typeof name === 'string') names.add(name.toLowerCase())
  if (kind === 'unnest' || kind === 'expand') names.add(`command ${kind}`)
  for (const command of COMMANDS) {
    const [keyword = ''] = command.keywords
    if (command.kind === kind && (kind !== 'lookup' || cidr === (keyword === 'cidrlookup'))) {
      names.add(`command ${keyword}`.toLowerCase())
    }
  }
  for (const member of Object.values(value)) {
    if (Array.isArray(member)) for (const item of member) collect(item, names)
    else collect(member, names)
  }
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  return `${fence}${cell(text)}${fence}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
