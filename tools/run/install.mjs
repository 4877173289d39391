import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { capture, elapsed, Failure, ROOT } from './processes.mjs'

const CACHE = `${ROOT}node_modules/.cache/atalaya/`
const STAMP = `${CACHE}installed.json`

/** Installs the dependencies unless what the lock file asks for is there. */
export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 11)) {
    throw new Failure(`Atalaya needs Node 20.11 or newer, this is ${process.versions.node}.`)
  }
  const lock = readText(`${ROOT}package-lock.json`)
  const wanted = stampOf(lock)
  if (readText(STAMP) === wanted) return
  if (!holds(readText(`${ROOT}node_modules/.package-lock.json`), lock, process)) await install()
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(STAMP, wanted)
}

async function install() {
  const startMs = performance.now()
  console.error('Installing dependencies (npm ci) ...')
  const clean = await npm(['ci'])
  if (clean.code !== 0) {
    if (!isLockProblem(clean.output)) throw new Failure('npm ci failed, see above.')
    console.error('\nThe lock file does not fit this platform or npm: installing without it (npm install) ...')
    const loose = await npm(['install', '--no-package-lock'])
    if (loose.code !== 0) throw new Failure('npm install failed, see above.')
  }
  console.error(`Installed in ${elapsed(startMs)}.\n`)
}

/** @param {readonly string[]} parameters */
export function npm(parameters) {
  // npm tells its scripts where it is; without npm (plain `node tools/run.mjs`) the path knows.
  const script = process.env.npm_execpath
  const quiet = ['--no-fund', '--no-audit', '--loglevel=error']
  return script?.endsWith('.js')
    ? capture(process.execPath, [script, ...parameters, ...quiet], { echo: true })
    : capture(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...parameters, ...quiet], { echo: true })
}

/** Whether `npm ci` failed because of the lock file and not because of the network, the disk or a script. @param {string} output */
export function isLockProblem(output) {
  return /\bEUSAGE\b|\bEBADPLATFORM\b|\bENOTSUP\b|can only install packages when your package\.json and package-lock\.json/.test(
    output,
  )
}

/**
 * Whether npm's own note of what it installed has everything the lock file asks for on this platform.
 *
 * @param {string} installed text of node_modules/.package-lock.json, empty when there is none
 * @param {string} lock text of package-lock.json
 * @param {{ readonly platform: string, readonly arch: string }} here
 */
export function holds(installed, lock, here) {
  if (installed === '' || lock === '') return false
  const there = packagesOf(installed)
  return Object.entries(packagesOf(lock)).every(([path, wanted]) => {
    if (path === '' || !path.startsWith('node_modules/')) return true
    const found = there[path]
    if (found !== undefined) return found.version === wanted.version && found.resolved === wanted.resolved
    // npm leaves out what does not fit, what only that needs, and one of two for different C libraries.
    const { optional, os, cpu, libc } = wanted
    const mustFit = (os !== undefined || cpu !== undefined) && libc === undefined
    return optional === true && !(mustFit && fits(os, here.platform) && fits(cpu, here.arch))
  })
}

/**
 * @typedef {{
 *   readonly version?: string, readonly resolved?: string, readonly optional?: boolean,
 *   readonly os?: readonly string[], readonly cpu?: readonly string[], readonly libc?: readonly string[]
 * }} LockedPackage
 */

/** @param {string} text @returns {Readonly<Record<string, LockedPackage>>} */
function packagesOf(text) {
  return JSON.parse(text).packages ?? {}
}

/** @param {readonly string[] | undefined} list as `os` and `cpu` of a package @param {string} name */
function fits(list, name) {
  if (list === undefined || list.length === 0) return true
  if (list.includes(`!${name}`)) return false
  return list.includes(name) || list.every((entry) => entry.startsWith('!'))
}

/** Changes with the lock file and with what native packages depend on. @param {string} lock */
function stampOf(lock) {
  const { platform, arch, versions } = process
  const hash = createHash('sha256').update(lock).digest('hex')
  return `${JSON.stringify({ lock: hash, platform, arch, modules: versions.modules })}\n`
}

/** Empty when there is no such file. @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
