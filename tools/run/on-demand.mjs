import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { npm } from './install.mjs'
import { elapsed, Failure, ROOT } from './processes.mjs'

/*
 * Dependencies of one test command that are too large for everybody: pinned in tools/on-demand/<name>, installed into a folder of
 * their own when that command runs.
 */

/** @param {string} name @returns {string} the folder that has its node_modules */
function folderOf(name) {
  return `${ROOT}node_modules/.cache/atalaya/on-demand/${name}/`
}

/** Installs what tools/on-demand/<name> asks for, unless it is there. @param {string} name @returns {Promise<string>} the folder that has its node_modules */
export async function ensureOnDemand(name) {
  const [source, folder] = [`${ROOT}tools/on-demand/${name}/`, folderOf(name)]
  const wanted = readFileSync(`${source}package-lock.json`, 'utf8')
  const stamp = `${folder}installed.txt`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder
  const startMs = performance.now()
  console.error(`Installing ${name} ...`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(source + file, folder + file)
  // The lock file pins what it names; libraries of other platforms, which it does not know, may come to it.
  const { code } = await npm(['install', '--prefix', folder])
  if (code !== 0) throw new Failure(`${name} could not be installed, see above.`)
  writeFileSync(stamp, wanted)
  console.error(`Installed in ${elapsed(startMs)}.\n`)
  return folder
}
