import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import process from 'node:process'
import { ensureBuilt } from './build.mjs'
import { ensureOnDemand } from './on-demand.mjs'
import { Failure, ROOT, run, toolPath } from './processes.mjs'

const REPORTS = `${ROOT}node_modules/.cache/atalaya/reports/`
/** The AWS SDK announces in every process that it will leave Node 20. */
const QUIET_SDK = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }
const END_TO_END = 'tests/vitest.config.ts'

/**
 * Unit tests of all packages, then end-to-end tests against the built server. With words: only the test files that match them.
 *
 * @param {readonly string[]} parameters
 */
export async function test(parameters) {
  const { unit, endToEnd } = chooseSuites(parameters)
  if (endToEnd !== undefined) await ensureBuilt()
  await runSuites([
    ...(unit === undefined ? [] : [{ name: 'unit tests', parameters: unit }]),
    ...(endToEnd === undefined
      ? []
      : [{ name: 'end-to-end tests', parameters: ['--config', END_TO_END, ...endToEnd] }]),
  ])
}

/** @param {readonly string[]} parameters */
export async function e2e(parameters) {
  await ensureBuilt()
  await runSuites([{ name: 'end-to-end tests', parameters: ['--config', END_TO_END, ...parameters] }])
}

/** What needs ClickHouse, which nobody else has to install. @param {readonly string[]} parameters */
export async function testClickHouse(parameters) {
  await ensureOnDemand('chdb')
  await runSuites([
    { name: 'ClickHouse tests', parameters: ['--config', 'tests/clickhouse/vitest.config.ts', ...parameters] },
  ])
}

/** What the SDK runs on, besides that with which everything is developed; the last with the newer line of OpenTelemetry. */
const OTHER_NODES = [
  { name: 'node-22', otel: false },
  { name: 'node-24', otel: true },
]

/** The tests of the SDK on the other versions of Node that services run it on. @param {readonly string[]} parameters */
export async function testNode(parameters) {
  /** @type {Suite[]} */
  const suites = []
  for (const { name, otel } of OTHER_NODES) {
    const modules = `${await ensureOnDemand(name)}node_modules`
    /** @type {Record<string, string>} */
    const environment = otel ? { ATALAYA_TEST_OTEL: modules } : {}
    suites.push({
      name: `SDK on ${name}`,
      node: `${modules}/node/bin/node`,
      environment,
      parameters: ['packages/sdk', ...parameters],
    })
  }
  await runSuites(suites)
}

/** For `npm run check`. */
export function unitTests() {
  return runSuites([{ name: 'unit tests', parameters: [] }])
}

/**
 * Which of the two suites the words on the command line mean: paths below `tests/` are end-to-end tests, other words unit tests,
 * options go to both. Undefined: not this suite.
 *
 * @param {readonly string[]} parameters
 */
export function chooseSuites(parameters) {
  const flags = parameters.filter((word) => word.startsWith('-'))
  const words = parameters.filter((word) => !word.startsWith('-'))
  if (words.length === 0) return { unit: flags, endToEnd: flags }
  const isEndToEnd = (/** @type {string} */ word) => /^(\.\/)?tests\//.test(word)
  const unit = words.filter((word) => !isEndToEnd(word))
  const endToEnd = words.filter(isEndToEnd)
  return {
    unit: unit.length > 0 ? [...flags, ...unit] : undefined,
    endToEnd: endToEnd.length > 0 ? [...flags, ...endToEnd] : undefined,
  }
}

/** @typedef {{ readonly name: string, readonly parameters: readonly string[], readonly node?: string, readonly environment?: Readonly<Record<string, string>> }} Suite */
/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: readonly string[] }} Counts */

/**
 * Runs suites one after the other, all of them even when one fails, and closes with one summary.
 *
 * @param {readonly Suite[]} suites
 */
async function runSuites(suites) {
  mkdirSync(REPORTS, { recursive: true })
  /** @type {Counts[]} */
  const results = []
  let ended = true
  for (const { name, parameters, node = process.execPath, environment = {} } of suites) {
    console.log(`\n== ${name}\n`)
    const report = `${REPORTS}${name.replaceAll(' ', '-')}.json`
    rmSync(report, { force: true })
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const vitest = toolPath('vitest', 'vitest.mjs')
    const code = await run(node, [vitest, 'run', ...reporters, ...parameters], {
      ATALAYA_TEST_BUILD: 'dist',
      ...QUIET_SDK,
      ...environment,
    })
    const counts = existsSync(report) ? countsOf(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: [] }
    // A file that does not load, an error outside of tests, no test found: vitest says no, and no test was counted for it.
    results.push(code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts)
    if (!existsSync(report)) ended = false
  }
  const { text, failed } = summarize(results, isContinuousIntegration())
  console.log(text)
  if (!ended || failed) throw new Failure('')
}

/** The counts of a JSON report of vitest. @param {string} report @returns {Counts} */
export function countsOf(report) {
  /** @type {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const { testResults } = JSON.parse(report)
  const tests = testResults.flatMap((file) =>
    file.assertionResults.map((result) => ({ ...result, file: file.name.replace(ROOT, '') })),
  )
  // A file that failed before its first test.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  )
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: tests.filter(({ status }) => status === 'failed').length + brokenFiles.length,
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ file, fullName }) => `${file}: ${fullName}`),
  }
}

/**
 * The last lines of a run. Where nobody looks, a skipped test is a failed one: something it needs is missing.
 *
 * @param {readonly Counts[]} results
 * @param {boolean} strict
 */
export function summarize(results, strict) {
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const skipped = results.flatMap((result) => result.skipped)
  const failures = results.reduce((sum, result) => sum + result.failed, 0) + (strict ? skipped.length : 0)
  const lines =
    skipped.length === 0
      ? []
      : [`skipped${strict ? ', which counts as failed under CI' : ''}:`, ...skipped.map((name) => `  ${name}`)]
  const last = `${passed} passed, ${failures} failed${!strict && skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`
  return { text: ['', ...lines, last].join('\n'), failed: failures > 0 || passed === 0 }
}

function isContinuousIntegration() {
  return /^(1|true)$/.test(process.env.CI ?? '')
}
