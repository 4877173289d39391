/**
 * Checks that packages import in one direction only:
 * model <- {aws, otlp, query, alarms, store} <- store-* <- server <- cli; sdk uses model only; console talks HTTP only.
 *
 * Prints every import that breaks the rule and exits 1.
 */
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: [],
  aws: ['model'],
  otlp: ['model'],
  query: ['model'],
  alarms: ['model'],
  store: ['model'],
  'store-duckdb': ['model', 'store', 'query'],
  'store-clickhouse': ['model', 'store', 'query'],
  server: ['model', 'aws', 'otlp', 'query', 'alarms', 'store', 'store-duckdb', 'store-clickhouse'],
  cli: ['model', 'aws', 'server', 'alarms', 'query'],
  sdk: ['model'],
  testkit: ['model', 'alarms', 'store', 'server'],
  console: [],
}

const root = new URL('../packages/', import.meta.url)
const problems: string[] = []
for (const name of readdirSync(root)) {
  const allowed = ALLOWED[name]
  if (allowed === undefined) {
    problems.push(`packages/${name} has no place in the layers: add it to tools/check-layers.ts`)
    continue
  }
  const sources = new URL(`${name}/src/`, root)
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) continue
    const text = readFileSync(new URL(file, sources), 'utf8')
    for (const [, imported] of text.matchAll(/from '@atalaya\/([a-z-]+)/g)) {
      if (imported !== name && !allowed.includes(imported ?? '')) {
        problems.push(`packages/${name}/src/${file} imports @atalaya/${imported}, which ${name} must not know`)
      }
    }
  }
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
