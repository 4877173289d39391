import { describe, expect, test } from 'vitest'
import { cli } from './testing/cli.ts'

test('help, in all its ways, is for stdout and succeeds', async () => {
  for (const line of [['--help'], ['-h'], ['help']]) {
    const { done, stdout } = cli(line)
    expect([await done, stdout()]).toEqual([0, expect.stringContaining('Commands:')])
  }
  for (const line of [
    ['help', 'ship'],
    ['ship', '--help'],
    ['ship', '--log-group', 'x', '-h'],
  ]) {
    const { done, stdout } = cli(line)
    expect([await done, stdout()]).toEqual([0, expect.stringContaining('Usage: atalaya ship [FILE...] [OPTION...]')])
  }
})

test('the version', async () => {
  const { done, stdout } = cli(['--version'])
  expect([await done, stdout()]).toEqual([0, '1.2.3\n'])
})

describe('a wrong command line is one line that names the value, and exit code 2', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['unknown command', ['shp'], "unknown command 'shp', did you mean atalaya ship?"],
    ['unknown command like none', ['xyz'], "unknown command 'xyz'"],
    ['unknown option', ['tail', '/x', '--folow'], 'unknown option --folow, did you mean --follow?'],
    ['unknown short option', ['tail', '/x', '-z'], 'unknown option -z'],
    ['missing value', ['tail', '/x', '--since'], '--since needs a value: an age such as 30s'],
    ['value for a switch', ['tail', '/x', '--follow=yes'], "--follow takes no value, got 'yes'"],
    [
      'bad time',
      ['tail', '/x', '--since', 'yesterday'],
      "--since must be an age such as 30s, 5m, 2h, 1d or 1w, or a time such as 2026-01-02T03:04:05Z, got 'yesterday'",
    ],
    ['bad choice', ['tail', '/x', '--format', 'pretty'], "--format must be one of detailed, short, json, got 'pretty'"],
    [
      'bad integer',
      ['ship', '--log-group', 'x', '--buffer', '8MB'],
      "--buffer must be an integer from 1 to 1024, got '8MB'",
    ],
    ['out of range', ['ship', '--log-group', 'x', '--buffer', '0'], "got '0'"],
    ['bad group name', ['ship', '--log-group', 'a b'], "got 'a b'"],
    ['bad stream name', ['ship', '--log-group', 'a', '--log-stream', 'a:b'], "got 'a:b'"],
    ['missing group', ['ship'], '--log-group is required'],
    [
      'options that do not go together',
      ['ship', 'f', '--log-group', 'a', '--passthrough'],
      '--passthrough is for stdin',
    ],
    ['state without files', ['ship', '--log-group', 'a', '--state', 's'], '--state is for FILEs'],
    ['no group to tail', ['tail'], 'tail needs the name of a log group'],
    ['two groups to tail', ['tail', 'a', 'b'], "got also 'b'"],
    ['bad endpoint', ['tail', 'a', '--endpoint-url', 'localhost:4580'], "got 'localhost:4580'"],
    [
      'AWS without credentials',
      ['tail', 'a', '--endpoint-url', 'https://logs.us-east-1.amazonaws.com'],
      'needs credentials',
    ],
    ['__proto__', ['tail', 'a', '--__proto__', 'x'], 'unknown option --__proto__'],
  ])('%s', async (_name, line, message) => {
    const { done, stdout, stderr } = cli(line)
    expect(await done).toBe(2)
    expect(stderr()).toContain(`atalaya: `)
    expect(stderr()).toContain(message)
    expect(stderr().trimEnd().split('\n')).toHaveLength(2)
    expect(stdout()).toBe('')
  })
})

test('without a command, help goes to stderr and the exit code is 2', async () => {
  const { done, stderr } = cli([])
  expect([await done, stderr()]).toEqual([2, expect.stringContaining('Commands:')])
})
