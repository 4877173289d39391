import { availableParallelism } from 'node:os'
import process from 'node:process'
import { capture, elapsed, Failure, FROM_SOURCES, toolPath } from './processes.mjs'
import { unitTests } from './test.mjs'

/** @typedef {{ readonly name: string, readonly parameters: readonly string[] }} Step */

/** @type {readonly Step[]} */
const STEPS = [
  { name: 'types', parameters: [toolPath('typescript', 'bin/tsc'), '-b'] },
  { name: 'layers', parameters: [...FROM_SOURCES, 'tools/check-layers.ts'] },
  { name: 'format and lint (biome)', parameters: [toolPath('@biomejs/biome', 'bin/biome'), 'check', '.'] },
  { name: 'promises and switches (oxlint)', parameters: [toolPath('oxlint', 'bin/oxlint'), '--type-aware'] },
  { name: 'unused code (knip)', parameters: [toolPath('knip', 'bin/knip.js')] },
]

/** Everything a machine can judge. All steps run, so that one look shows all there is to mend. @param {readonly string[]} parameters */
export async function check(parameters) {
  const failed = await inParallel(STEPS, availableParallelism())
  if (!parameters.includes('--no-tests')) await unitTests()
  if (failed.length > 0) throw new Failure(`check failed: ${failed.join(', ')}`)
}

/** @param {readonly Step[]} steps @param {number} limit */
async function inParallel(steps, limit) {
  const waiting = [...steps]
  /** @type {string[]} */
  const failed = []
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startMs = performance.now()
      const { code, output } = await capture(process.execPath, step.parameters)
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name}, ${elapsed(startMs)}`)
      if (code === 0) continue
      failed.push(step.name)
      console.log(output.trimEnd().replace(/^/gm, '       '))
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, steps.length) }, work))
  return failed
}
