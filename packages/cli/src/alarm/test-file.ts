import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import {
  type AlarmDefinition,
  type AlarmTest,
  differences,
  offsetText,
  readAlarmTest,
  readDefinitions,
  type StateChange,
  simulate,
} from '@atalaya/server'
import { CommandError } from '../command.ts'

export interface TestOutcome {
  readonly file: string
  readonly changes: readonly StateChange[]
  /** What was otherwise than expected. */
  readonly differences: readonly string[]
  /** How many alarms something was expected of. */
  readonly expectations: number
}

/** @throws {CommandError} naming the file that cannot be read or understood */
export async function testFile(path: string): Promise<TestOutcome> {
  const test = await parsed(path, (text) => {
    return readAlarmTest(text, (file) => readFileSync(resolve(dirname(path), file), 'utf8'))
  })
  const alarms = await definitionsOf(path, test)
  const unknown = [...test.expected.keys()].find((name) => !alarms.some(({ input }) => input.AlarmName === name))
  if (unknown !== undefined)
    throw new CommandError(`${path}: expects something of '${unknown}', which is not among its alarms`)
  const { series, vectors, startMs, endMs, expected } = test
  const changes = await simulate({ alarms, series, vectors, startMs, endMs }).catch((error: unknown) => {
    throw new CommandError(`${path}: ${reason(error)}`, { cause: error })
  })
  return { file: path, changes, differences: differences(changes, expected), expectations: expected.size }
}

/** Of every file it names, which are relative to it. */
async function definitionsOf(path: string, { files }: AlarmTest): Promise<readonly AlarmDefinition[]> {
  const all = await Promise.all(files.map((file) => parsed(resolve(dirname(path), file), readDefinitions)))
  return all.flat()
}

async function parsed<T>(path: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new CommandError(`${path}: ${reason(error)}`, { cause: error })
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** For people: one line for each change, then what differs. */
export function outcomeText({ file, changes, differences: wrong, expectations }: TestOutcome): string {
  const lines = changes.map(({ alarm, offsetMs, from, to, reason: why, actions }) => {
    const ran = actions.length === 0 ? '' : `\n${' '.repeat(10)}runs ${actions.join(', ')}`
    return `${offsetText(offsetMs).padEnd(9)} ${alarm}: ${from} -> ${to}\n${' '.repeat(10)}${why}${ran}`
  })
  const verdict =
    wrong.length > 0
      ? wrong.map((line) => `FAIL ${line}`)
      : [expectations === 0 ? 'nothing was expected' : `PASS ${expectations} as expected`]
  return `${[file, ...lines, ...verdict].join('\n')}\n`
}
