/**
 * `npm run crash [-- ROUNDS [SEED]]`: kills a server under load, at least 50 times, and checks that it kept its word.
 *
 * Runs the built server when ATALAYA_TEST_BUILD=dist. Keeps the data folder when something was wrong, and ends with 1.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { runRounds } from './rounds.ts'

const rounds = Number(process.argv[2] ?? 60)
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000)
const dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-crash-'))
console.log(`${rounds} rounds, seed ${seed}, data in ${dataDirectory}`)
const report = await runRounds({ rounds, seed, dataDirectory, log: (line) => console.log(line) })
const { problems, kills, ...figures } = report
console.log(`kills ${JSON.stringify(kills)}; ${JSON.stringify(figures)}`)
for (const problem of problems) console.error(`PROBLEM ${problem}`)
if (problems.length === 0) {
  console.log('every acknowledged event and datapoint is there exactly once, and no batch is partial')
  rmSync(dataDirectory, { recursive: true, force: true })
} else process.exitCode = 1
