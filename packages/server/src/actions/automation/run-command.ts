import { spawn } from 'node:child_process'
import process from 'node:process'
import type { Outcome } from '../outbox/delivery.ts'
import type { Command } from './mapping.ts'

/** How much of what a command says about its failure is kept. */
const MAX_SAID_CHARS = 2_000

/**
 * Runs a command with `input` on its standard input. Exit code 0 is success. It inherits of the environment only what programs
 * need to run at all: the server's settings hold secrets.
 *
 * @param name what it is run for, as the variable ATALAYA_NAME
 */
export function runCommand(
  { argv, environment }: Command,
  name: string,
  input: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const [program, ...parameters] = argv
  const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      shell: false,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { PATH, HOME, LANG, ...environment, ATALAYA_NAME: name },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      killSignal: 'SIGKILL',
    })
    let said = ''
    let failure: Error | undefined
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MAX_SAID_CHARS)
    })
    child.on('error', (error) => {
      failure = error
    })
    child.on('close', (code, signalName) => {
      if (code === 0 && failure === undefined) resolve({ ok: true })
      else
        resolve({ ok: false, permanent: false, error: `${program} ${endOf(code, signalName, failure)}${tail(said)}` })
    })
    // A command need not read its input.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

function endOf(code: number | null, signalName: string | null, failure: Error | undefined): string {
  if (failure !== undefined && failure.name !== 'AbortError') return `could not be run: ${failure.message}`
  if (failure !== undefined || code === null) return `was stopped (${signalName ?? 'time-out'})`
  return `ended with code ${code}`
}

function tail(said: string): string {
  return said.trim() === '' ? '' : `: ${said.trim()}`
}
