/**
 * Writes everything that is derived. From the vendored API models:
 * the TypeScript types of `packages/aws/src/generated` and `docs/reference/coverage.md`; and from the lists of Logs Insights
 * `docs/reference/logs-insights-functions.md` and `docs/reference/logs-insights-conformance.md`.
 *
 * Run it with `npm run generate` after changing a model or adding an operation. `tools/generate.test.ts` fails while the
 * files are out of date.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { implementedOperations, renderCoverage } from './generate/coverage.ts'
import { renderInsights } from './generate/insights.ts'
import { renderConformance } from './generate/insights-conformance.ts'
import { renderAllTypes } from './generate/types.ts'

const FROM_SOURCES = '--conditions=@atalaya/source'

// The operations are read from the sources of all packages: a build may be absent or old.
if (process.execArgv.includes(FROM_SOURCES)) {
  await generate()
} else {
  const script = fileURLToPath(import.meta.url)
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', FROM_SOURCES, script], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}

async function generate(): Promise<void> {
  const types = new URL('../packages/aws/src/generated/', import.meta.url)
  mkdirSync(types, { recursive: true })
  for (const [name, text] of renderAllTypes()) writeFileSync(new URL(name, types), text)
  const coverage = new URL('../docs/reference/coverage.md', import.meta.url)
  writeFileSync(coverage, renderCoverage(await implementedOperations()))
  const insights = new URL('../docs/reference/logs-insights-functions.md', import.meta.url)
  writeFileSync(insights, renderInsights())
  const conformance = new URL('../docs/reference/logs-insights-conformance.md', import.meta.url)
  writeFileSync(conformance, renderConformance())
}
