import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SCRIPT } from '../packages/sdk/src/apm/dashboard/generated/script.ts'
import { implementedOperations, renderCoverage } from './generate/coverage.ts'
import { renderDashboardScript } from './generate/dashboard-script.ts'
import { renderInsights } from './generate/insights.ts'
import { renderConformance } from './generate/insights-conformance.ts'
import { renderAllTypes } from './generate/types.ts'

test.each([...renderAllTypes()])('packages/aws/src/generated/%s is up to date (npm run generate)', (name, text) => {
  expect(readFileSync(new URL(`../packages/aws/src/generated/${name}`, import.meta.url), 'utf8')).toBe(text)
})

test('docs/reference/coverage.md is up to date (npm run generate)', async () => {
  const page = readFileSync(new URL('../docs/reference/coverage.md', import.meta.url), 'utf8')
  expect(page).toBe(renderCoverage(await implementedOperations()))
})

test('docs/reference/logs-insights-functions.md is up to date (npm run generate)', () => {
  const page = readFileSync(new URL('../docs/reference/logs-insights-functions.md', import.meta.url), 'utf8')
  expect(page).toBe(renderInsights())
})

test('docs/reference/logs-insights-conformance.md is up to date (npm run generate)', () => {
  const page = readFileSync(new URL('../docs/reference/logs-insights-conformance.md', import.meta.url), 'utf8')
  expect(page).toBe(renderConformance())
})

test('packages/sdk/src/apm/dashboard/generated/script.ts is up to date (npm run generate)', async () => {
  const file = new URL('../packages/sdk/src/apm/dashboard/generated/script.ts', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(await renderDashboardScript())
})

test('the script of the page is one that HTML can hold, and puts nothing into the page but text', () => {
  // What would end the element of a script, or not be read as it is written.
  expect(SCRIPT).not.toMatch(/<\/script|<!--|\r/i)
  expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/)
  expect(SCRIPT).not.toMatch(/\bimport\b|https?:(?!\/\/www\.w3\.org\/2000\/svg")/)
})

test('what a database does not compute says why, and everything is tested', () => {
  const rows = renderConformance().match(/^\| `.*$/gm) ?? []
  expect(rows.length).toBeGreaterThan(100)
  const columns = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  expect(columns.filter(([, , , , duckdb, clickhouse]) => duckdb !== clickhouse)).toEqual([])
  expect(columns.filter(([, , , , duckdb, , note]) => duckdb === 'rows' && note === '')).toEqual([])
  expect(columns.filter((row) => Number(row[7]) < 2)).toEqual([])
})

test('an operation that is in no model is refused', () => {
  expect(() => renderCoverage(new Set(['logs.PutNothing']))).toThrow('The operation logs.PutNothing is in no model')
})

test('without operations everything is listed as not supported', () => {
  expect(renderCoverage(new Set())).toContain('| CloudWatch Logs | JSON | 0 of 118 |')
})
