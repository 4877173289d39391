import { spawn, spawnSync } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import type { Account } from './clients.ts'

/** A program of this machine, or why there is none. */
export type Tool = { readonly path: string; readonly version: string } | { readonly missing: string }

/** The first candidate that runs and whose version text matches; a version manager's shim may exist and yet fail. */
export function findTool(
  name: string,
  candidates: readonly string[],
  versionArgs: readonly string[],
  accepts: RegExp,
): Tool {
  for (const path of candidates) {
    const { status, stdout, stderr } = spawnSync(path, versionArgs, { encoding: 'utf8', timeout: 20_000 })
    const text = `${stdout ?? ''}${stderr ?? ''}`.trim()
    if (status === 0 && accepts.test(text)) return { path, version: text }
  }
  return { missing: `${name} is not installed (tried ${candidates.join(', ')})` }
}

const AWS_CLI = ['/usr/bin/aws', '/usr/local/bin/aws', 'aws']
const PYTHON = ['/usr/bin/python3', 'python3']
const HAS_BOTO3 = ['-c', 'import boto3, botocore; print("boto3", boto3.__version__)']

/** Version 2 as Debian packages it comes first: it is what a plain `apt-get install awscli` gives. */
export const awsCli: Tool = findTool(
  'the AWS CLI',
  [...given('ATALAYA_TEST_AWS'), ...AWS_CLI],
  ['--version'],
  /^aws-cli\//,
)

export const pythonWithBoto3: Tool = findTool(
  'Python with boto3',
  [...given('ATALAYA_TEST_PYTHON'), ...PYTHON],
  HAS_BOTO3,
  /^boto3 /,
)

/** The CLI as above, and others of this machine that are of another version. */
export const awsClis: readonly Tool[] = withOthers(awsCli, 'the AWS CLI', AWS_CLI, ['--version'], /^aws-cli\//)

/** As {@link awsClis}. */
export const pythonsWithBoto3: readonly Tool[] = withOthers(pythonWithBoto3, 'boto3', PYTHON, HAS_BOTO3, /^boto3 /)

export const promtool: Tool = findTool(
  'promtool',
  [...given('ATALAYA_TEST_PROMTOOL'), 'promtool'],
  ['--version'],
  /promtool/,
)

export const prometheus: Tool = findTool(
  'Prometheus',
  [...given('ATALAYA_TEST_PROMETHEUS'), 'prometheus'],
  ['--version'],
  /^prometheus, version/m,
)

function withOthers(
  first: Tool,
  name: string,
  candidates: readonly string[],
  versionArgs: readonly string[],
  accepts: RegExp,
): readonly Tool[] {
  const versions = new Map<string, Tool>('version' in first ? [[first.version, first]] : [])
  for (const path of candidates) {
    const tool = findTool(name, [path], versionArgs, accepts)
    if ('version' in tool && !versions.has(tool.version)) versions.set(tool.version, tool)
  }
  return versions.size === 0 ? [first] : [...versions.values()]
}

/** The executable that an environment variable names, if it names one. */
export function given(variable: string): string[] {
  const path = process.env[variable]
  return path === undefined ? [] : [path]
}

/**
 * Tests that need a tool. Without it they are skipped with the reason in their name; where `CI` is set they fail instead,
 * because there a missing tool is a mistake of the set-up.
 */
export function describeWith(tool: Tool, name: string, body: (path: string) => void): void {
  if ('path' in tool) describe(name, () => body(tool.path))
  else if (process.env.CI) {
    test(name, () => {
      throw new Error(`${tool.missing}, and CI is set`)
    })
  } else describe.skip(`${name} [skipped: ${tool.missing}]`, () => body(''))
}

export interface Finished {
  /** Undefined when it was ended by a signal, as after a time-out. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end with an account's environment; never throws for what the program does. */
export function run(
  path: string,
  args: readonly string[],
  account: Account,
  options: { readonly input?: string; readonly timeoutMs?: number; readonly env?: Record<string, string> } = {},
): Promise<Finished> {
  const { timeoutMs = 60_000 } = options
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8', ...account.env, ...options.env }
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { env, stdio: 'pipe' })
    // Not the time-out of `execFile`, which closes the pipes before the program has written its last words.
    const timer = setTimeout(() => child.kill('SIGINT'), timeoutMs)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? undefined, stdout, stderr })
    })
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

/** A port that nobody listened on a moment ago, for servers that cannot choose one themselves. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/**
 * Waits until a server that was just started answers.
 *
 * @throws {Error} when it ended, or did not answer within 20 seconds
 */
export async function untilOpen(
  name: string,
  port: number,
  isRunning: () => boolean,
  answers: (port: number) => Promise<boolean>,
): Promise<void> {
  const endMs = Date.now() + 20_000
  while (!(await answers(port))) {
    if (!isRunning()) throw new Error(`${name} ended before it answered`)
    if (Date.now() > endMs) throw new Error(`${name} did not answer on port ${port} within 20 s`)
    await sleep(20)
  }
}
