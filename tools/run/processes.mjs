import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The top of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What the person at the terminal has to know. No stack. */
export class Failure extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** A program of node_modules/.bin, by the script behind it. @param {string} packageName @param {string} script */
export function toolPath(packageName, script) {
  return `${ROOT}node_modules/${packageName}/${script}`
}

/** Arguments of node that run a TypeScript source without a build. */
export const FROM_SOURCES = ['--import', 'tsx', '--conditions=@atalaya/source']

/**
 * Runs a program with our terminal.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string | undefined>>} [env] besides our own
 * @returns {Promise<number>} its exit code, 1 when a signal ended it
 */
export function run(program, parameters, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...parameters], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    const release = whileRunning(child)
    child.on('error', reject)
    child.on('exit', (code) => {
      release()
      resolve(code ?? 1)
    })
  })
}

/**
 * Runs a program and keeps what it writes.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ echo?: boolean }} [options] echo: show it on our stderr, too
 * @returns {Promise<{ readonly code: number, readonly output: string }>}
 */
export function capture(program, parameters, { echo = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...parameters], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    const release = whileRunning(child)
    let output = ''
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk.toString()
      if (echo) process.stderr.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code) => {
      release()
      resolve({ code: code ?? 1, output })
    })
  })
}

/**
 * While a child runs, a signal for us is its signal, and we stay until it is done.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function whileRunning(child) {
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => child.kill(signal)
  /** The terminal sent it to the child as well. */
  const stay = () => undefined
  process.on('SIGTERM', pass)
  process.on('SIGINT', stay)
  return () => {
    process.off('SIGTERM', pass)
    process.off('SIGINT', stay)
  }
}

/** `1.2 s` @param {number} sinceMs of performance.now() */
export function elapsed(sinceMs) {
  return `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`
}
