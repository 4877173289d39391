/**
 * Command line options: what a command declares, and how its arguments become values.
 *
 * A thin layer over `parseArgs` of Node, which tells tokens apart. Added here: kinds with ranges, defaults, and messages that
 * name the value that was given and say what was expected.
 */
import { parseArgs } from 'node:util'

/** What the caller got wrong. Printed as one line; the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

export interface Option<T> {
  readonly summary: string
  /** `PORT` in `--port PORT`; undefined for a switch. */
  readonly placeholder: string | undefined
  /** What a value must be, as the end of "must be ...". */
  readonly expects: string
  /** Undefined: not such a value. */
  readonly parse: (text: string) => T | undefined
  readonly fallback: T
  /** The default as help shows it. */
  readonly shown: string | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: options of every type in one record; `Values` gets the types back.
export type Options = Readonly<Record<string, Option<any>>>

export type Values<O extends Options> = { readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never }

export interface Parsed<O extends Options> {
  readonly values: Values<O>
  readonly positionals: readonly string[]
}

/** @throws {UsageError} */
export function parseOptions<O extends Options>(options: O, parameters: readonly string[]): Parsed<O> {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { placeholder }]) => [
      name,
      { type: placeholder === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const { tokens } = parseArgs({
    args: [...parameters],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const given = new Map<string, unknown>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') given.set(token.name, read(options, token, given.get(token.name)))
  }
  const values = Object.entries(options).map(([name, { fallback }]) => [
    name,
    given.has(name) ? given.get(name) : fallback,
  ])
  return { values: Object.fromEntries(values) as Values<O>, positionals }
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

function read(options: Options, token: OptionToken, before: unknown): unknown {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
  if (option === undefined)
    throw new UsageError(`unknown option ${token.rawName}${suggestion(token.name, Object.keys(options))}`)
  if (option.placeholder === undefined) {
    if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value, got '${token.value}'`)
    return true
  }
  if (token.value === undefined) throw new UsageError(`${token.rawName} needs a value: ${option.expects}`)
  const parsed: unknown = option.parse(token.value)
  if (parsed === undefined) throw new UsageError(`${token.rawName} must be ${option.expects}, got '${token.value}'`)
  return Array.isArray(parsed) && Array.isArray(before) ? [...(before as unknown[]), ...(parsed as unknown[])] : parsed
}

/** `, did you mean --port?` when a name is close enough, else nothing. */
export function suggestion(name: string, known: readonly string[], prefix = '--'): string {
  const close = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= 2 || (name.length > 2 && candidate.startsWith(name)))
    .sort((a, b) => a.distance - b.distance)[0]
  return close === undefined ? '' : `, did you mean ${prefix}${close.candidate}?`
}

/** Levenshtein. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

export function toggle(summary: string): Option<boolean> {
  return { summary, placeholder: undefined, expects: '', parse: () => true, fallback: false, shown: undefined }
}

export function text(summary: string, placeholder: string): Option<string | undefined>
export function text(summary: string, placeholder: string, fallback: string): Option<string>
export function text(summary: string, placeholder: string, fallback?: string): Option<string | undefined> {
  return {
    summary,
    placeholder,
    expects: 'a text that is not empty',
    parse: (value) => (value === '' ? undefined : value),
    fallback,
    shown: fallback,
  }
}

/** May be given several times, or once with several values separated by commas. */
export function texts(summary: string, placeholder: string): Option<readonly string[]> {
  return {
    summary,
    placeholder,
    expects: 'texts separated by commas',
    parse: (value) => {
      const parts = value.split(',').filter((part) => part !== '')
      return parts.length === 0 ? undefined : parts
    },
    fallback: [],
    shown: undefined,
  }
}

interface Range {
  readonly min: number
  readonly max: number
}

export function integer(summary: string, placeholder: string, range: Range): Option<number | undefined>
export function integer(summary: string, placeholder: string, range: Range, fallback: number): Option<number>
export function integer(
  summary: string,
  placeholder: string,
  range: Range,
  fallback?: number,
): Option<number | undefined> {
  const { min, max } = range
  return {
    summary,
    placeholder,
    expects: `an integer from ${min} to ${max}`,
    parse: (value) => {
      const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN
      return number >= min && number <= max ? number : undefined
    },
    fallback,
    shown: fallback === undefined ? undefined : String(fallback),
  }
}

export function choice<const T extends string>(summary: string, choices: readonly T[], fallback: T): Option<T> {
  return {
    summary,
    placeholder: choices.join('|'),
    expects: `one of ${choices.join(', ')}`,
    parse: (value) => choices.find((candidate) => candidate === value),
    fallback,
    shown: fallback,
  }
}

/** A value checked by a pattern, for names that AWS restricts. */
export function matching(
  summary: string,
  placeholder: string,
  pattern: RegExp,
  expects: string,
): Option<string | undefined> {
  return {
    summary,
    placeholder,
    expects,
    parse: (value) => (pattern.test(value) ? value : undefined),
    fallback: undefined,
    shown: undefined,
  }
}
