/**
 * Reads 100,000 Logs Insights queries with mistakes in them. Every one must be refused with a place in its text, or print and parse
 * to the same tree and mean the same; none may take long. Prints what did not, and ends with 1 then.
 * FUZZ_QUERIES (100000) says how many, FUZZ_SEED makes it repeat.
 */
import process from 'node:process'
import { loadScripts, mutatedQueries, queryProblem } from '@atalaya/query/insights/testing'
import { count, setting } from './support/report.ts'

const QUERIES = setting('FUZZ_QUERIES', 100_000)
const SEED = setting('FUZZ_SEED', (Date.now() % 1_000_000) + 1)
const SLOW_MS = 250

const seeds = [...new Set(loadScripts().map(({ query }) => query))]
const problems: string[] = []
let slowestMs = 0
const begin = performance.now()
for (const text of mutatedQueries(seeds, QUERIES, SEED)) {
  const start = performance.now()
  const problem = queryProblem(text)
  const tookMs = performance.now() - start
  slowestMs = Math.max(slowestMs, tookMs)
  if (problem !== undefined) problems.push(`${JSON.stringify(text)} ${problem}`)
  else if (tookMs > SLOW_MS) problems.push(`${JSON.stringify(text)} took ${Math.round(tookMs)} ms`)
}
const seconds = (performance.now() - begin) / 1_000
console.log(
  `seed ${SEED}: ${count(QUERIES)} queries in ${seconds.toFixed(1)} s, slowest ${Math.round(slowestMs)} ms, ` +
    `${problems.length} problems`,
)
for (const problem of problems.slice(0, 20)) console.log(problem)
if (problems.length > 0) process.exitCode = 1
