#!/usr/bin/env node
/**
 * `npm start`, `npm test` and their relatives. Plain Node without dependencies, because the first thing it does in a fresh clone is
 * to install them. What is there already is not done again, so that the second time is quick.
 */
import process from 'node:process'
import { ensureBuilt } from './run/build.mjs'
import { cdk } from './run/cdk.mjs'
import { check } from './run/check.mjs'
import { ensureInstalled } from './run/install.mjs'
import { Failure } from './run/processes.mjs'
import { bench, crash, fuzz } from './run/scripts.mjs'
import { start } from './run/start.mjs'
import { e2e, test, testClickHouse, testNode } from './run/test.mjs'

/** @type {Readonly<Record<string, (parameters: readonly string[]) => Promise<void>>>} */
const TASKS = {
  start: async (parameters) => {
    await ensureBuilt()
    await start({ parameters, fromSources: false })
  },
  dev: (parameters) => start({ parameters, fromSources: true }),
  build: () => ensureBuilt({ always: true }),
  test,
  'test:clickhouse': testClickHouse,
  'test:node': testNode,
  e2e,
  cdk,
  check,
  crash,
  fuzz,
  bench,
}

const [name = '', ...parameters] = process.argv.slice(2)
const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined
if (task === undefined) {
  console.error(`tools/run.mjs needs one of ${Object.keys(TASKS).join(', ')}, got '${name}'`)
  process.exit(2)
}
try {
  await ensureInstalled()
  await task(parameters)
} catch (error) {
  if (!(error instanceof Failure)) throw error
  if (error.message !== '') console.error(`\n${error.message}`)
  process.exitCode = error.exitCode
}
