import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { Failure, FROM_SOURCES, ROOT } from './processes.mjs'

const LOG_GROUP = '/demo/api'
/** Where the demo's fault switch is, and where its alarms notify, unless CONTROL_PORT says otherwise or it is taken. */
const CONTROL_PORT = 4591

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ readonly server: ChildProcess, readonly demo: ChildProcess, readonly ship: ChildProcess, readonly screen: string }} Stack */

/**
 * The server, the demo service, and the shipping of what the demo writes. Runs until Ctrl-C or SIGTERM, then stops in the order in
 * which nothing gets lost.
 *
 * @param {{ parameters: readonly string[], fromSources: boolean }} options parameters: for `atalaya up`
 */
export async function start({ parameters, fromSources }) {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-demo-'))
  // Also when we are ended by an exception.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const asked = signals()
  for (;;) {
    const changes = fromSources ? sourceChanges() : undefined
    const stack = await open(parameters, fromSources, folder, asked)
    if (stack === undefined) return
    console.log(stack.screen)
    const { server, demo, ship } = stack
    const ended = Promise.race([
      unexpectedEnd('server', server),
      unexpectedEnd('demo', demo),
      unexpectedEnd('shipping', ship),
    ])
    const why = await Promise.race([asked.first, ended, ...(changes === undefined ? [] : [changes.first])])
    changes?.close()
    console.error(why === 'changed' ? '\nSources changed, starting again ...' : '\nStopping ...')
    await close(stack, asked)
    if (why instanceof Failure) throw why
    if (why !== 'changed') {
      console.error('Stopped. Data stays for the next time.')
      return
    }
  }
}

/** @param {readonly string[]} parameters @param {boolean} fromSources @param {string} folder @param {Signals} asked @returns {Promise<Stack | undefined>} */
async function open(parameters, fromSources, folder, asked) {
  const cli = fromSources
    ? [...FROM_SOURCES, `${ROOT}packages/cli/src/main.ts`]
    : [`${ROOT}packages/cli/bin/atalaya.js`]
  const demoMain = fromSources
    ? [...FROM_SOURCES, `${ROOT}examples/demo/src/main.ts`]
    : [`${ROOT}examples/demo/dist/main.js`]

  const controlPort = await freePort(wantedPort(process.env.CONTROL_PORT))
  const settings = {
    ATALAYA_ALARMS_DIR: `${ROOT}examples/demo/alarms`,
    ATALAYA_AUTOMATION_FILE: automationFile(controlPort, folder),
  }
  const server = child([...cli, 'up', '--json', ...parameters], ['ignore', 'pipe', 'pipe', 'ipc'], {
    ...settings,
    ...process.env,
  })
  const problems = showProblems(server)
  const address = await Promise.race([listening(server), asked.first])
  if (address === undefined || address === 'asked') {
    if (address === 'asked') await end(server, asked)
    // What the server said is on the screen already.
    if (address === undefined) throw new Failure(problems() === 0 ? 'The server ended before it listened.' : '')
    return undefined
  }
  const { url, dataDirectory, emfPort } = address
  const ship = child(
    [...cli, 'ship', '--log-group', LOG_GROUP, '--log-stream', 'video-api', '--endpoint-url', url],
    ['pipe', 'ignore', 'inherit', 'ipc'],
    process.env,
  )
  const demo = child(demoMain, ['ignore', 'pipe', 'inherit', 'ipc'], {
    ...process.env,
    CONTROL_PORT: String(controlPort),
  })
  if (ship.stdin === null || demo.stdout === null) throw new Error('BUG: pipes were asked for')
  // When shipping ended, what the demo says has nowhere to go; the end itself is reported elsewhere.
  ship.stdin.on('error', () => undefined)
  demo.stdout.pipe(ship.stdin)
  /** @type {{ url?: string, controlUrl?: string }} */
  const { url: demoUrl, controlUrl } = await new Promise((found) => {
    demo.once('message', (/** @type {{ url: string, controlUrl?: string }} */ message) => found(message))
    demo.once('exit', () => found({}))
  })
  const screen = firstScreen({ url, demoUrl, controlUrl, dataDirectory, emfPort, nowMs: Date.now() })
  return { server, demo, ship, screen }
}

/** @param {string | undefined} text of CONTROL_PORT */
function wantedPort(text) {
  if (text === undefined || text === '') return CONTROL_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Failure(`CONTROL_PORT must be an integer from 0 to 65535, got '${text}'`)
}

/** The port that is wanted, or any other when that is taken. @param {number} wanted @returns {Promise<number>} */
export async function freePort(wanted) {
  const probe = createServer()
  try {
    await new Promise((resolved, rejected) => {
      probe.once('error', rejected).listen(wanted, '127.0.0.1', () => resolved(undefined))
    })
    const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address())
    await new Promise((resolved) => probe.close(resolved))
    return port
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (wanted === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error
    return await freePort(0)
  }
}

/**
 * The file that says where the demo's alarms notify: the one beside the demo, or a copy for another port.
 *
 * @param {number} port @param {string} folder for the copy
 */
export function automationFile(port, folder) {
  const file = `${ROOT}examples/demo/automation.yaml`
  if (port === CONTROL_PORT) return file
  const copy = join(folder, 'automation.yaml')
  writeFileSync(copy, readFileSync(file, 'utf8').replaceAll(`:${CONTROL_PORT}/`, `:${port}/`))
  return copy
}

/**
 * Stops the source first: then the pipe ends, shipping delivers the rest and ends, and the server has nothing more to take.
 *
 * @param {Stack} stack @param {Signals} asked
 */
async function close({ server, demo, ship }, asked) {
  await end(demo, asked)
  // Ends by itself at the end of the pipe. Without it, or when the server is gone, there is nothing to wait for.
  if (server.exitCode !== null) ship.kill('SIGKILL')
  await Promise.race([gone(ship), pause(15_000), asked.second])
  await end(ship, asked)
  await end(server, asked)
}

/** @param {ChildProcess} process_ @param {Signals} asked */
async function end(process_, asked) {
  if (process_.exitCode !== null || process_.signalCode !== null) return
  process_.kill('SIGTERM')
  await Promise.race([gone(process_), pause(20_000), asked.second])
  if (process_.exitCode === null && process_.signalCode === null) process_.kill('SIGKILL')
  await gone(process_)
}

/** @param {ChildProcess} process_ */
async function gone(process_) {
  if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit')
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((resolved) => setTimeout(resolved, ms).unref())
}

/**
 * A child in a process group of its own, so that Ctrl-C reaches us only and we decide who stops when. Its channel ends when we
 * do, whatever happens to us, and the child then stops by itself.
 *
 * @param {readonly string[]} parameters @param {import('node:child_process').StdioOptions} stdio
 * @param {NodeJS.ProcessEnv} env
 */
function child(parameters, stdio, env) {
  return spawn(process.execPath, [...parameters], { cwd: ROOT, stdio, env, detached: process.platform !== 'win32' })
}

/** @param {string} name @param {ChildProcess} process_ @returns {Promise<Failure>} */
async function unexpectedEnd(name, process_) {
  await gone(process_)
  return new Failure(`The ${name} ended by itself (${process_.exitCode ?? process_.signalCode}).`)
}

/**
 * Where the server listens; undefined when it ended instead.
 *
 * @param {ChildProcess} server
 * @returns {Promise<{ url: string, dataDirectory?: string, emfPort?: number } | undefined>}
 */
function listening(server) {
  return new Promise((resolved) => {
    if (server.stdout === null) throw new Error('BUG: a pipe was asked for')
    const lines = createInterface({ input: server.stdout })
    lines.on('line', (line) => {
      if (line.startsWith('{"event":"listening"')) resolved(JSON.parse(line))
    })
    server.once('exit', () => resolved(undefined))
  })
}

/** Shows warnings and errors of the server's log in plain words. Returns how many there were. @param {ChildProcess} server */
function showProblems(server) {
  let count = 0
  if (server.stderr === null) throw new Error('BUG: a pipe was asked for')
  createInterface({ input: server.stderr }).on('line', (line) => {
    const text = problemText(line)
    if (text === undefined) return
    count += 1
    console.error(text)
  })
  return () => count
}

/** What to show of a line of the server's log; undefined: nothing. @param {string} line */
export function problemText(line) {
  try {
    const { level, message, error } = JSON.parse(line)
    if (level !== 'warn' && level !== 'error') return undefined
    return `server, ${level === 'warn' ? 'warning' : 'error'}: ${message}${error?.message === undefined ? '' : `: ${error.message}`}`
  } catch {
    return line
  }
}

/**
 * What runs where, and what to try. The commands work as they are for a day, on any system.
 *
 * @param {{ url: string, demoUrl: string | undefined, controlUrl?: string | undefined, dataDirectory?: string | undefined, emfPort?: number | undefined, nowMs: number }} facts
 */
export function firstScreen({ url, demoUrl, controlUrl, dataDirectory, emfPort, nowMs }) {
  const minute = Math.floor(nowMs / 60_000) * 60_000
  const time = (/** @type {number} */ ms) => new Date(ms).toISOString().slice(0, 19)
  const place =
    dataDirectory === undefined
      ? 'nothing is kept'
      : `data in ${relative(process.cwd(), resolve(dataDirectory)) || '.'}`
  return `
Atalaya is running.

  server   ${url.padEnd(24)} ${place}
  demo     ${(demoUrl ?? '-').padEnd(24)} a video API with visitors; its own page is ${demoUrl ?? ''}/dashboard
  logs     ${LOG_GROUP.padEnd(24)} what the demo writes, metrics included
  EMF      ${emfPort === undefined ? 'off' : `TCP and UDP port ${emfPort}`}

Try, in another terminal:

  export AWS_ENDPOINT_URL=${url} AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
  # AWS CLI before 2.13: aws --endpoint-url ${url} ... instead of the first of them

  aws cloudwatch get-metric-statistics --namespace ANB/Backend --metric-name RequestDuration \\
    --dimensions Name=Method,Value=GET Name=Endpoint,Value=/api/videos Name=StatusCode,Value=200 \\
    --start-time ${time(minute)} --end-time ${time(minute + 23 * 3_600_000)} --period 60 --statistics SampleCount Average Maximum

  aws logs filter-log-events --log-group-name ${LOG_GROUP} --filter-pattern '{ $.level = "error" }' --max-items 5

  npx atalaya tail ${LOG_GROUP} --follow
${switchLines(controlUrl)}
Ctrl-C stops it.`
}

/** @param {string | undefined} controlUrl */
function switchLines(controlUrl) {
  if (controlUrl === undefined) return ''
  return `
  curl -X POST ${controlUrl}/faults/on     # breaks the demo: its alarms go off here within minutes; /faults/off mends it
`
}

/** @typedef {{ readonly first: Promise<'asked'>, readonly second: Promise<void> }} Signals */

/** @returns {Signals} */
function signals() {
  let count = 0
  let lastMs = 0
  /** @type {() => void} */
  let insist = () => undefined
  const second = new Promise((/** @type {(value: void) => void} */ resolved) => {
    insist = resolved
  })
  const first = new Promise((/** @type {(value: 'asked') => void} */ resolved) => {
    const take = () => {
      const nowMs = performance.now()
      // npm passes on what the terminal has sent us already: the same wish twice.
      if (count > 0 && nowMs - lastMs < 500) return
      count += 1
      lastMs = nowMs
      if (count === 1) resolved('asked')
      else insist()
    }
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, take)
  })
  return { first, second }
}

/** Resolves a moment after a source changed. */
function sourceChanges() {
  const watchers = ['packages', 'examples'].map((folder) => watch(ROOT + folder, { recursive: true }))
  /** @type {Promise<'changed'>} */
  const first = new Promise((resolved) => {
    /** @type {NodeJS.Timeout | undefined} */
    let timer
    for (const watcher of watchers) {
      watcher.on('change', (_event, file) => {
        if (!/[\\/]src[\\/].*(?<!\.test)\.ts$/.test(String(file))) return
        clearTimeout(timer)
        timer = setTimeout(() => resolved('changed'), 200)
      })
    }
  })
  return { first, close: () => watchers.forEach((watcher) => void watcher.close()) }
}
