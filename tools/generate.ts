/**
 * Writes everything that is derived. From the vendored API models:
 * the TypeScript types of `packages/aws/src/generated` and `docs/reference/coverage.md`; and from the lists of Logs Insights
 * `docs/reference/logs-insights-functions.md` and `docs/reference/logs-insights-conformance.md`; and from the sources of the
 * page of a service, `packages/sdk/src/apm/dashboard/browser`, the one script that a browser gets.
 *
 * Run it with `npm run generate` after changing a model or that page, or adding an operation; it reads the sources of all
 * packages and needs no build. `tools/generate.test.ts` fails while the files are out of date.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { implementedOperations, renderCoverage } from './generate/coverage.ts'
import { renderDashboardScript } from './generate/dashboard-script.ts'
import { renderInsights } from './generate/insights.ts'
import { renderConformance } from './generate/insights-conformance.ts'
import { renderAllTypes } from './generate/types.ts'

await generate()

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
  const script = new URL('../packages/sdk/src/apm/dashboard/generated/', import.meta.url)
  mkdirSync(script, { recursive: true })
  writeFileSync(new URL('script.ts', script), await renderDashboardScript())
}
