/**
 * Every setting of a service that uses the SDK: one record, from the environment and from code.
 *
 * A value given in code wins over the environment, the environment over the default. All are checked together, and one error
 * names every wrong value. `table.ts` is the whole truth: reading, checks, print and docs follow it.
 */
import process from 'node:process'
import { textOf } from '../context/text-of.ts'
import { parsePairs } from './pairs.ts'
import type { Settings, SettingsInput } from './record.ts'
import { TABLE } from './table.ts'
import type { Value } from './values.ts'

export interface LoadSettingsOptions {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Wins over the environment. */
  readonly values?: SettingsInput | undefined
}

/** @throws {Error} naming every value that is wrong, not only the first */
export function loadSettings(options: LoadSettingsOptions = {}): Settings {
  const { env = process.env, values = {} } = options
  const problems = unknownNames(values)
  const settings: Record<string, Record<string, unknown>> = {}
  for (const [group, name, value] of entries()) {
    settings[group] ??= {}
    settings[group][name] = read(`${group}.${name}`, value, env, given(values, group, name), problems)
  }
  if (problems.length > 0) throw new Error(`Bad settings:\n  ${problems.join('\n  ')}`)
  return settings as unknown as Settings
}

/** One line for each setting, `log.level = info`; secrets are masked. */
export function describeSettings(settings: Settings): string {
  return entries()
    .map(([group, name, value]) => {
      const current = given(settings, group, name)
      return `${group}.${name} = ${value.secret && current !== '' ? '****' : withoutPassword(String(current))}`
    })
    .join('\n')
}

function shown(value: unknown): string {
  return textOf(value, `an ${typeof value} without a text`)
}

/** Of an address, what stands between its colon and its `@`. */
function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^\s/:@?#]*:)[^\s/?#]*@/g, '$1****@')
}

/** One row of the documentation of settings. */
export interface SettingDoc {
  /** `log.level` */
  readonly name: string
  /** In order of preference. */
  readonly env: readonly string[]
  readonly accepts: string
  readonly fallback: string
  readonly doc: string
}

export function settingDocs(): readonly SettingDoc[] {
  return entries().map(([group, name, value]) => ({
    name: `${group}.${name}`,
    env: value.env,
    accepts: value.accepts,
    fallback: String(value.fallback),
    doc: value.doc,
  }))
}

function entries(): (readonly [group: string, name: string, value: Value<unknown>])[] {
  return Object.entries(TABLE).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => [group, name, value as Value<unknown>] as const),
  )
}

function read(
  name: string,
  value: Value<unknown>,
  env: Readonly<Record<string, string | undefined>>,
  inCode: unknown,
  problems: string[],
): unknown {
  const reject = (where: string, got: string) => {
    problems.push(`${where} must be ${value.accepts}, got ${value.secret ? 'something else' : withoutPassword(got)}`)
    return value.fallback
  }
  if (inCode !== undefined) {
    return value.check(inCode) ? inCode : reject(name, typeof inCode === 'string' ? `'${inCode}'` : shown(inCode))
  }
  const variable = value.env.find((key) => lookUp(env, key) !== '')
  if (variable === undefined) return value.fallback
  const given = lookUp(env, variable)
  const parsed = value.parse(given.trim())
  return parsed !== undefined && value.check(parsed) ? parsed : reject(variable, `'${given}'`)
}

function lookUp(env: Readonly<Record<string, string | undefined>>, key: string): string {
  const [, variable, name] = /^(\w+)\[(.+)\]$/.exec(key) ?? []
  if (variable === undefined) return env[key] ?? ''
  return parsePairs(env[variable]).findLast(([one]) => one === name)?.[1] ?? ''
}

function given(values: SettingsInput, group: string, name: string): unknown {
  return (values as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[group]?.[name]
}

/** A misspelt name would otherwise be a setting that does nothing. */
function unknownNames(values: SettingsInput): string[] {
  const known = new Set(entries().map(([group, name]) => `${group}.${name}`))
  return Object.entries(values)
    .flatMap(([group, names]) => Object.keys(names ?? {}).map((name) => `${group}.${name}`))
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not a setting`)
}
