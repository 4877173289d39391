import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { elapsed, Failure, ROOT, run, toolPath } from './processes.mjs'

const CACHE = `${ROOT}node_modules/.cache/atalaya/`
const STAMP = `${CACHE}built.txt`

/** What `npm start` runs; everything else they need is built with them. */
const PROJECTS = ['packages/cli', 'packages/testkit', 'examples/demo']

/** Builds what is run, unless no source changed since the last time. @param {{ always?: boolean }} [options] */
export async function ensureBuilt({ always = false } = {}) {
  const before = fingerprint()
  if (!always && isCurrent(before)) return
  const startMs = performance.now()
  console.error('Building ...')
  const code = await run(process.execPath, [toolPath('typescript', 'bin/tsc'), '-b', ...PROJECTS])
  if (code !== 0) throw new Failure('The build failed, see above.')
  for (const folder of sourceFolders()) copyAssets(`${folder}src`, `${folder}dist`)
  mkdirSync(CACHE, { recursive: true })
  // From before: what changed while we built is built next time.
  writeFileSync(STAMP, before)
  console.error(`Built in ${elapsed(startMs)}.\n`)
}

/** @param {string} wanted */
function isCurrent(wanted) {
  const outputs = PROJECTS.map((project) => `${ROOT}${project}/dist`)
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted && outputs.every((output) => existsSync(output))
}

/** Changes when any file that goes into the build does: names, sizes and times of change. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const folder of sourceFolders()) {
    for (const file of ['package.json', 'tsconfig.json']) hash.update(describe(join(folder, file)))
    for (const file of filesIn(join(folder, 'src'))) if (!isTest(file)) hash.update(describe(file))
  }
  for (const file of ['tsconfig.base.json', 'package-lock.json']) hash.update(describe(ROOT + file))
  return hash.digest('hex')
}

/** @param {string} path */
function describe(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? `${path} missing\n` : `${path} ${stats.size} ${stats.mtimeMs}\n`
}

function sourceFolders() {
  return ['packages', 'examples'].flatMap((parent) =>
    readdirSync(ROOT + parent)
      .sort()
      .filter((name) => existsSync(`${ROOT}${parent}/${name}/tsconfig.json`))
      .map((name) => `${ROOT}${parent}/${name}/`),
  )
}

/** Files the compiler leaves behind, such as SQL. @param {string} from @param {string} to */
export function copyAssets(from, to) {
  for (const file of filesIn(from)) {
    if (isTest(file) || /\.(ts|tsx|md)$|\/tsconfig\.json$/.test(file)) continue
    const target = to + file.slice(from.length)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(file, target)
  }
}

/** @param {string} path */
function isTest(path) {
  return /\.test\.tsx?$|__golden__|testdata/.test(path)
}

/** All files below a folder, in a fixed order. @param {string} folder @returns {string[]} */
function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}
