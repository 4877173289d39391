import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { implementedOperations, renderCoverage } from './generate/coverage.ts'
import { renderInsights } from './generate/insights.ts'
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

test('an operation that is in no model is refused', () => {
  expect(() => renderCoverage(new Set(['logs.PutNothing']))).toThrow('The operation logs.PutNothing is in no model')
})

test('without operations everything is listed as not supported', () => {
  expect(renderCoverage(new Set())).toContain('| CloudWatch Logs | JSON | 0 of 118 |')
})
