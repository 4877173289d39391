import { mkdirSync, rmSync } from 'node:fs'
import process from 'node:process'
import { ensureBuilt } from './build.mjs'
import { npm } from './install.mjs'
import { Failure, ROOT, run } from './processes.mjs'
import { e2e } from './test.mjs'

const FOLDER = `${ROOT}tests/cdk`
const FRESH = `${ROOT}node_modules/.cache/atalaya/cdk`

/**
 * Synthesises dashboards and alarms with aws-cdk-lib and cdk-monitoring-constructs, which are installed for this alone, and puts
 * them. With `--update` they become the templates that all tests put.
 *
 * @param {readonly string[]} parameters
 */
export async function cdk(parameters) {
  const unknown = parameters.filter((word) => word !== '--update')
  if (unknown.length > 0) throw new Failure(`npm run test:cdk takes --update, got '${unknown.join("', '")}'`, 2)
  await ensureBuilt()
  const installed = await npm(['ci', '--prefix', FOLDER])
  if (installed.code !== 0) throw new Failure('The libraries could not be installed, see above.')
  const target = parameters.includes('--update') ? `${FOLDER}/testdata` : FRESH
  rmSync(FRESH, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const code = await run(process.execPath, [`${FOLDER}/synth.mjs`, target])
  if (code !== 0) throw new Failure('tests/cdk/synth.mjs failed')
  process.env.ATALAYA_TEST_CDK_TEMPLATES = target
  await e2e(['tests/cdk'])
}
