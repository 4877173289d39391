/*
 * The file in which the operator says what the ARNs of AWS's services mean here: functions, automations, phone numbers.
 * YAML, of which JSON is a part.
 */
import { isAbsolute } from 'node:path'
import { SECOND_MS } from '@atalaya/model'
import { parse } from 'yaml'
import { matches } from '../patterns/match-pattern.ts'
import { parsePattern } from '../patterns/parse-pattern.ts'
import type { Pattern, PatternProblem } from '../patterns/pattern.ts'

export interface Mapping {
  /** What it maps: an ARN, `sms:+15550100`, or the URL of a subscription; `*` stands for anything. */
  readonly match: string
  readonly action: Command | Webhook
  readonly timeoutMs: number
  readonly maxAttempts: number
}

export interface Command {
  readonly kind: 'command'
  /** The program and its arguments, as they are: no shell reads them and nothing is filled in. */
  readonly argv: readonly [string, ...string[]]
  readonly environment: Readonly<Record<string, string>>
}

export interface Webhook {
  readonly kind: 'webhook'
  /** Absent where what is mapped is a URL itself. */
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly format: 'json' | 'slack'
}

/** The mappings of a file, ready to be asked. */
export interface AutomationRules {
  /** The first that matches. */
  find(name: string): Mapping | undefined
}

export const NO_AUTOMATION: AutomationRules = { find: () => undefined }

const DEFAULT_TIMEOUT_SECONDS = 30
const MAX_TIMEOUT_SECONDS = 900
/** Fewer for commands: they may have done half of their work. */
const DEFAULT_ATTEMPTS = { command: 3, webhook: 400 } as const
const MAX_ATTEMPTS = 400

/** @throws {Error} naming everything that is wrong, not only the first */
export function parseAutomation(text: string): AutomationRules {
  const problems: string[] = []
  const root = readYaml(text)
  const file = new Reader(root, '', problems)
  const allowed = file.texts('commands')
  for (const path of allowed) if (!isAbsolute(path)) problems.push(`commands: '${path}' must be an absolute path`)
  const mappings = file.list('mappings').flatMap((item) => readMapping(item, allowed))
  file.nothingElse(['commands', 'mappings'])
  if (problems.length > 0) throw new Error(problems.join('\n  '))
  const compiled = mappings.map((mapping) => ({ mapping, pattern: globPattern(mapping.match) }))
  return { find: (name) => compiled.find(({ pattern }) => matches(pattern, { name }))?.mapping }
}

function readYaml(text: string): unknown {
  try {
    // An empty file maps nothing.
    return parse(text, { maxAliasCount: 100 }) ?? {}
  } catch (cause) {
    throw new Error(`it is no YAML: ${(cause as Error).message}`, { cause })
  }
}

function readMapping(item: Reader, allowed: readonly string[]): readonly Mapping[] {
  const match = item.text('match')
  if (match === undefined) return []
  try {
    globPattern(match)
  } catch (error) {
    item.problem('match', (error as PatternProblem).message)
  }
  const isCommand = item.has('command')
  if (isCommand === item.has('webhook')) {
    item.problem('', "needs either 'command' or 'webhook'")
    return []
  }
  const action = isCommand ? readCommand(item, allowed) : readWebhook(item.object('webhook'), match)
  const attempts = DEFAULT_ATTEMPTS[isCommand ? 'command' : 'webhook']
  item.nothingElse(['match', 'command', 'environment', 'webhook', 'timeoutSeconds', 'attempts'])
  if (action === undefined) return []
  return [
    {
      match,
      action,
      timeoutMs: item.integer('timeoutSeconds', DEFAULT_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS) * SECOND_MS,
      maxAttempts: item.integer('attempts', attempts, MAX_ATTEMPTS),
    },
  ]
}

function readCommand(item: Reader, allowed: readonly string[]): Command | undefined {
  const [program, ...parameters] = item.texts('command')
  if (program === undefined) {
    item.problem('command', 'must be a list that begins with a program')
    return undefined
  }
  if (!allowed.includes(program)) {
    item.problem('command', `'${program}' is not listed under 'commands'`)
    return undefined
  }
  return { kind: 'command', argv: [program, ...parameters], environment: item.record('environment') }
}

function readWebhook(item: Reader, match: string): Webhook | undefined {
  const url = item.text('url', { isOptional: true })
  const format = item.text('format', { isOptional: true }) ?? 'json'
  if (url === undefined && !/^https?:/.test(match)) item.problem('url', "is missing: only a 'match' of URLs needs none")
  if (url !== undefined && !isHttpUrl(url))
    item.problem('url', 'must be an address that begins with http:// or https://')
  if (format !== 'json' && format !== 'slack') {
    item.problem('format', `must be json or slack, got '${format}'`)
    return undefined
  }
  item.nothingElse(['url', 'headers', 'format'])
  return { kind: 'webhook', url, headers: item.record('headers'), format }
}

function globPattern(match: string): Pattern {
  return parsePattern({ name: [{ wildcard: match }] })
}

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text)
}

/** Reads an object of the file and notes what is wrong with it. */
class Reader {
  readonly #value: Readonly<Record<string, unknown>>
  readonly #path: string
  readonly #problems: string[]

  constructor(value: unknown, path: string, problems: string[]) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    this.#value = isObject ? (value as Readonly<Record<string, unknown>>) : {}
    this.#path = path
    this.#problems = problems
    if (!isObject) this.problem('', 'must be an object')
  }

  problem(name: string, what: string): void {
    const path = [this.#path, name].filter((part) => part !== '').join('.')
    this.#problems.push(path === '' ? `the file ${what}` : `${path} ${what}`)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#value, name)
  }

  text(name: string, { isOptional = false } = {}): string | undefined {
    const value = this.#get(name)
    if (typeof value === 'string' && value !== '') return value
    if (value === undefined && isOptional) return undefined
    this.problem(name, 'must be a text')
    return undefined
  }

  /** An empty list when it is absent. */
  texts(name: string): readonly string[] {
    const value = this.#get(name)
    if (value === undefined) return []
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    this.problem(name, 'must be a list of texts')
    return []
  }

  list(name: string): readonly Reader[] {
    const value = this.#get(name)
    if (value === undefined) return []
    if (!Array.isArray(value)) {
      this.problem(name, 'must be a list')
      return []
    }
    return value.map((item, index) => new Reader(item, `${this.#path}${name}[${index}]`, this.#problems))
  }

  object(name: string): Reader {
    return new Reader(this.#get(name), this.#path === '' ? name : `${this.#path}.${name}`, this.#problems)
  }

  record(name: string): Readonly<Record<string, string>> {
    const value = this.#get(name)
    if (value === undefined) return {}
    const entries =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined
    if (entries === undefined || !entries.every(([, text]) => typeof text === 'string')) {
      this.problem(name, 'must be an object of texts')
      return {}
    }
    return value as Readonly<Record<string, string>>
  }

  integer(name: string, fallback: number, max: number): number {
    const value = this.#get(name) ?? fallback
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value
    this.problem(name, `must be an integer from 1 to ${max}`)
    return fallback
  }

  nothingElse(known: readonly string[]): void {
    for (const name of Object.keys(this.#value)) if (!known.includes(name)) this.problem(name, 'is not known')
  }

  #get(name: string): unknown {
    return this.has(name) ? this.#value[name] : undefined
  }
}
