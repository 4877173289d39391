import { AGGREGATE_FUNCTIONS, COMMANDS, FUNCTIONS, SPECIAL_FUNCTIONS } from '@atalaya/query/insights'

/*
 * docs/reference/logs-insights-functions.md: every command and function that the language has, from the lists that the parser and
 * the binder read. The examples are run by the tests of packages/query.
 */

type Family = { readonly family: string; readonly title: string }

const FAMILIES: readonly Family[] = [
  { family: 'general', title: 'General' },
  { family: 'number', title: 'Numbers' },
  { family: 'text', title: 'Texts' },
  { family: 'time', title: 'Times' },
  { family: 'json', title: 'JSON' },
  { family: 'address', title: 'Addresses' },
]

interface FunctionRow {
  readonly names: readonly string[]
  readonly args: string
  readonly summary: string
  readonly example: readonly [expression: string, result: string | undefined] | undefined
}

export function renderInsights(): string {
  const functions = [...FUNCTIONS.values()].filter(({ internal }) => internal !== true)
  const tables = FAMILIES.map(({ family, title }) => {
    const rows = functions.filter((spec) => spec.family === family).map(functionRow)
    const special = family === 'time' ? SPECIAL_FUNCTIONS.map(specialRow) : []
    return `### ${title}\n\n${functionTable([...special, ...rows])}`
  })
  const aggregates = [...AGGREGATE_FUNCTIONS.values()].filter(({ name }) => name !== 'countAll')
  const count = functions.length + SPECIAL_FUNCTIONS.length + aggregates.length + 1
  return `<!-- Made by tools/generate.ts (npm run generate). Do not edit. -->

# Logs Insights: commands and functions

From the lists that the parser reads; the tests run every example. What the language does in general is in
[Logs Insights](logs-insights.md).

Supported: ${COMMANDS.length} commands, ${count} functions. The examples read these events:

\`\`\`
00:01:00 {"level":"INFO","ms":120,"path":"/a","user":{"id":"u1"},"tags":["x","y"]}
00:02:00 {"level":"ERROR","ms":900,"path":"/b","user":{"id":"u2"}}
00:06:00 {"level":"ERROR","ms":300,"path":"/a"}
\`\`\`

## Commands

| command | syntax | what it does | example |
| --- | --- | --- | --- |
${COMMANDS.map(commandRow).join('\n')}

## Functions

${tables.join('\n\n')}

## Aggregates

Behind \`stats\`. Missing values never count; where a number is expected, text that spells none is missing.

${functionTable([...aggregates.map(functionRow), TOP])}
`
}

const TOP: FunctionRow = {
  names: ['topk'],
  args: '(k, a)',
  summary:
    'Rows instead of a value: the k (1 to 10000) most frequent values, most frequent first. Nothing else may be in the `stats`.',
  example: ['topk(1, level)', 'ERROR'],
}

function commandRow({ keywords, usage, summary, example }: (typeof COMMANDS)[number]): string {
  const names = [usage.split(' ', 1)[0] as string, ...keywords.slice(1)]
  return `| ${names.map(code).join(', ')} | ${code(usage)} | ${cell(summary)} | ${code(example)} |`
}

function functionTable(rows: readonly FunctionRow[]): string {
  const lines = rows.map(({ names, args, summary, example }) => {
    const [expression = '', result] = example ?? []
    const shown = result === undefined ? 'absent' : code(result)
    return `| ${names.map((name, i) => code(i === 0 ? name + args : name)).join(', ')} | ${cell(summary)} | ${code(expression)} | ${shown} |`
  })
  return `| function | what it gives | example | shows |\n| --- | --- | --- | --- |\n${lines.join('\n')}`
}

interface Spec {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly params: readonly { readonly name: string; readonly optional?: true }[]
  readonly rest?: unknown
  readonly summary: string
  readonly example?: readonly [expression: string, result: string | undefined]
}

function functionRow({ name, aliases = [], params, rest, summary, example }: Spec): FunctionRow {
  const required = params.filter((param) => param.optional !== true).map((param) => param.name)
  const optional = params.filter((param) => param.optional === true).map((param) => `[, ${param.name}]`)
  const list = [...required, ...(rest === undefined ? [] : ['…'])].join(', ')
  return { names: [name, ...aliases], args: `(${list}${optional.join('')})`, summary, example }
}

function specialRow({ name, summary, example }: (typeof SPECIAL_FUNCTIONS)[number]): FunctionRow {
  const args = name === 'bin' ? '(period)' : name.startsWith('date') ? '(a, period)' : '()'
  return { names: [name], args, summary, example }
}

/** Code in a table: a bar would end the cell. */
function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  return `${fence}${cell(text)}${fence}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
