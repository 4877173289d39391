import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'
import { ensureBuilt } from './build.mjs'
import { Failure, FROM_SOURCES, ROOT, run } from './processes.mjs'

/** @param {readonly string[]} parameters */
export async function crash(parameters) {
  await ensureBuilt()
  await script('tests/crash/main.ts', parameters)
}

/** @param {readonly string[]} parameters */
export function fuzz(parameters) {
  return script('bench/fuzz.ts', parameters)
}

/** The measurements named, or all of them one after the other. @param {readonly string[]} parameters */
export async function bench(parameters) {
  const known = readdirSync(`${ROOT}bench`)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
  const unknown = parameters.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new Failure(`npm run bench takes some of ${known.join(', ')}, got '${unknown.join("', '")}'`, 2)
  for (const name of parameters.length > 0 ? parameters : known.filter((other) => other !== 'fuzz')) {
    await script(`bench/${name}.ts`, [])
  }
}

/** @param {string} path @param {readonly string[]} parameters */
async function script(path, parameters) {
  if (!existsSync(ROOT + path)) throw new Failure(`${path} is not there`)
  const code = await run(process.execPath, [...FROM_SOURCES, path, ...parameters], { ATALAYA_TEST_BUILD: 'dist' })
  if (code !== 0) throw new Failure(`${path} failed`)
}
