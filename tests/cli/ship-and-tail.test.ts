import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { cliCommand } from '@atalaya/testkit'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { createStream, put } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atalaya-ship-'))
})
const running: ChildProcessWithoutNullStreams[] = []
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Command {
  readonly child: ChildProcessWithoutNullStreams
  readonly stdout: () => string
  readonly stderr: () => string
  readonly exit: Promise<number | null>
}

function atalaya(...args: readonly string[]): Command {
  const child = spawn(process.execPath, [...cliCommand(), ...args, '--endpoint-url', account.url], {
    env: { ...process.env, ...account.env },
    stdio: 'pipe',
  })
  running.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return { child, stdout: () => stdout, stderr: () => stderr, exit }
}

async function messages(logGroupName: string): Promise<readonly string[]> {
  const found = await logs.send(new FilterLogEventsCommand({ logGroupName })).catch(() => ({ events: [] }))
  return (found.events ?? []).map((event) => event.message ?? '')
}

test('ship brings standard input into a group that it makes, to the last line', async () => {
  const group = unique('/shipped/stdin')
  const lines = Array.from({ length: 25_000 }, (_, index) => `line ${index}`)
  const ship = atalaya('ship', '--log-group', group, '--log-stream', 's')
  ship.child.stdin.end(lines.join('\n'))
  expect(await ship.exit, ship.stderr()).toBe(0)
  const found: string[] = []
  let nextToken: string | undefined
  do {
    const page = await logs.send(new FilterLogEventsCommand({ logGroupName: group, nextToken }))
    found.push(...(page.events ?? []).map((event) => event.message ?? ''))
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  expect(found).toEqual(lines)
})

test('ship follows a file through rotation', async () => {
  const group = unique('/shipped/file')
  const file = join(folder, 'app.log')
  writeFileSync(file, 'one\ntwo\n')
  const ship = atalaya('ship', '--log-group', group, file)
  await expect.poll(() => messages(group), { timeout: 15_000 }).toEqual(['one', 'two'])
  appendFileSync(file, 'three\n')
  renameSync(file, `${file}.1`)
  writeFileSync(file, 'four\n')
  await expect.poll(() => messages(group), { timeout: 15_000 }).toEqual(['one', 'two', 'three', 'four'])
  ship.child.kill('SIGTERM')
  expect(await ship.exit, ship.stderr()).toBe(0)
})

test('tail prints what is there, and what comes while it follows', async () => {
  const stream = await createStream(logs)
  await put(logs, stream, ['before ERROR', 'before'])
  const once = atalaya('tail', stream.logGroupName, '--format', 'short')
  expect(await once.exit, once.stderr()).toBe(0)
  expect(
    once
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\S+ /, '')),
  ).toEqual(['before ERROR', 'before'])

  const follow = atalaya('tail', stream.logGroupName, '--follow', '--json', '--filter-pattern', 'ERROR')
  await expect.poll(() => follow.stdout(), { timeout: 15_000 }).toContain('before ERROR')
  await put(logs, stream, ['after', 'after ERROR'], Date.now())
  await expect.poll(() => follow.stdout(), { timeout: 15_000 }).toContain('after ERROR')
  follow.child.kill('SIGINT')
  expect(await follow.exit, follow.stderr()).toBe(0)
  const found = follow
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly message: string })
  expect(found.map((event) => event.message)).toEqual(['before ERROR', 'after ERROR'])
})

test('tail of a missing group fails with one line', async () => {
  const tail = atalaya('tail', unique('/none'))
  expect(await tail.exit).toBe(1)
  expect(tail.stderr()).toMatch(/^atalaya.*The specified log group does not exist\.\n$/)
})
