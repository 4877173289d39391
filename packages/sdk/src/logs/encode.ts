/**
 * Writes fields as JSON members. What `JSON.stringify` does for whole objects is done here member by member, because most
 * members are short plain texts and numbers that need no escaping, and because secrets must be masked on the way.
 *
 * Whatever is given, the result is JSON and the call returns: cycles and depths end at a limit, getters that throw are named.
 */
import { textOf } from '../context/text-of.ts'
import { isSecretName, maySayASecret, type PathNode, redactText } from './redact.ts'

export interface EncodeRules {
  readonly paths: PathNode | undefined
  readonly kinds: boolean
  readonly mask: string
}

/** How a member of some name is written: found once, kept for the next line. */
interface Key {
  /** `,"name":` */
  readonly text: string
  readonly isSecret: boolean
  readonly path: PathNode | undefined
}

export class FieldEncoder {
  readonly #rules: EncodeRules
  readonly #maskText: string
  readonly #keys = new Map<string, Key>()
  readonly #reserved: ReadonlySet<string>
  /** What is being written, from the outside in: what comes again inside of itself is a cycle. */
  readonly #ancestors: object[] = []
  /** Characters that may still be written of the values within values of this line. */
  #left = 0

  /** @param reserved - names of the line itself: a field of such a name gets a `_` behind it */
  constructor(rules: EncodeRules, reserved: ReadonlySet<string>) {
    this.#rules = rules
    this.#maskText = JSON.stringify(rules.mask)
    this.#reserved = reserved
  }

  /** `,"name":value` of every field. */
  members(fields: Readonly<Record<string, unknown>>): string {
    // Passed by who logs an error the short way: its members are not enumerable.
    if (fields instanceof Error) return this.members({ error: fields })
    this.#left = MAX_LINE_CHARS
    let text = ''
    let count = 0
    for (const name in fields) {
      if (++count > MAX_MEMBERS || text.length > MAX_LINE_CHARS) return `${text},"...":"[more members]"`
      const value = read(fields, name)
      if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue
      const key = this.#keys.get(name) ?? this.#learn(name)
      text += key.text
      if (typeof value === 'number') text += key.isSecret ? this.#maskText : number(value)
      else if (key.isSecret) text += this.#maskText
      else if (typeof value === 'string') text += this.text(value)
      else text += this.#value(value, key.path, 0)
    }
    return text
  }

  /** A text as JSON, with what is secret in it masked. */
  text(value: string): string {
    // One look at most texts: no quote, backslash, control character, nothing beyond ASCII, and no `@`.
    if (value.length <= MAX_TEXT_CHARS && PLAIN.test(value)) {
      if (value.length < MIN_SECRET_CHARS || !this.#rules.kinds || !maySayASecret(value)) return `"${value}"`
    }
    // What stands on the border is seen whole, and nothing far behind it is looked at.
    const seen = value.length > 2 * MAX_TEXT_CHARS ? value.slice(0, 2 * MAX_TEXT_CHARS) : value
    const masked = this.#rules.kinds ? redactText(seen, this.#rules.mask) : seen
    return JSON.stringify(masked.length > MAX_TEXT_CHARS ? `${masked.slice(0, MAX_TEXT_CHARS)}...` : masked)
  }

  #learn(name: string): Key {
    const shown = this.#reserved.has(name) ? `${name}_` : name
    const path = this.#rules.paths?.step(name)
    const isSecret = path?.isEnd === true || (this.#rules.kinds && isSecretName(name))
    const key = { text: `,${JSON.stringify(shown)}:`, isSecret, path }
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear()
    this.#keys.set(name, key)
    return key
  }

  #value(value: unknown, path: PathNode | undefined, depth: number): string {
    const text = this.#valueText(value, path, depth)
    if (typeof value !== 'object') this.#left -= text.length
    return text
  }

  #valueText(value: unknown, path: PathNode | undefined, depth: number): string {
    switch (typeof value) {
      case 'string':
        return this.text(value)
      case 'number':
        return number(value)
      case 'boolean':
        return value ? 'true' : 'false'
      case 'bigint':
        return `"${value}"`
      case 'object':
        return value === null ? 'null' : this.#object(value, path, depth)
      default:
        return 'null'
    }
  }

  #object(value: object, path: PathNode | undefined, depth: number): string {
    this.#left -= OBJECT_CHARS
    if (this.#ancestors.includes(value)) return '"[circular]"'
    if (depth >= MAX_DEPTH) return '"[too deep]"'
    this.#ancestors.push(value)
    try {
      if (value instanceof Error) return this.#error(value, path, depth)
      // Before `toJSON`: that of a Buffer gives all of its bytes.
      if (ArrayBuffer.isView(value)) return `"[${value.byteLength} bytes]"`
      if (Array.isArray(value) || value instanceof Set) return this.#list([...value], path, depth)
      if (value instanceof Map) return this.#record(Object.fromEntries(value), path, depth)
      const { toJSON } = value as { toJSON?: unknown }
      if (typeof toJSON === 'function') return this.#value(toJSON.call(value), path, depth + 1)
      return this.#record(value as Readonly<Record<string, unknown>>, path, depth)
    } catch (error) {
      return JSON.stringify(notReadable(error))
    } finally {
      this.#ancestors.pop()
    }
  }

  #list(values: readonly unknown[], path: PathNode | undefined, depth: number): string {
    const parts: string[] = []
    for (let index = 0; index < values.length && index < MAX_MEMBERS && this.#left > 0; index++) {
      const step = path?.step(String(index))
      parts.push(step?.isEnd === true ? this.#maskText : this.#value(values[index], step, depth + 1))
    }
    if (values.length > parts.length) parts.push(`"[${values.length - parts.length} more]"`)
    return `[${parts.join(',')}]`
  }

  #record(value: Readonly<Record<string, unknown>>, path: PathNode | undefined, depth: number): string {
    let text = ''
    let count = 0
    for (const name of Object.keys(value)) {
      if (++count > MAX_MEMBERS || this.#left <= 0) {
        return `{${text}${text === '' ? '' : ','}"...":"[more members]"}`
      }
      const member = read(value, name)
      if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue
      const step = path?.step(name)
      const isSecret = step?.isEnd === true || (this.#rules.kinds && isSecretName(name))
      const key = JSON.stringify(name)
      this.#left -= key.length
      text += `${text === '' ? '' : ','}${key}:${isSecret ? this.#maskText : this.#value(member, step, depth + 1)}`
    }
    return `{${text}}`
  }

  /** Member by member: one that cannot be read must not take the others with it. */
  #error(error: Error, path: PathNode | undefined, depth: number): string {
    const source = error as Error & Readonly<Record<string, unknown>>
    const members: Record<string, unknown> = { type: typeNameOf(error) }
    for (const name of ['message', 'stack']) members[name] = read(source, name)
    for (const name of Object.keys(error)) {
      if (name !== 'name' && name !== 'cause') members[name === 'type' ? 'type_' : name] = read(source, name)
    }
    // Those of an AggregateError are not enumerable, and its message may be empty.
    for (const name of ['errors', 'cause']) members[name] = read(source, name)
    return this.#record(members, path, depth)
  }
}

const PLAIN = /^[ !#-?A-Z[\]-~]*$/
const MIN_SECRET_CHARS = 13
const MAX_TEXT_CHARS = 32_768
/** CloudWatch Logs took events of 256 KB for most of its life, and agents still do. */
const MAX_LINE_CHARS = 200_000
/** What an object costs besides its members, also where only `"[too deep]"` stands for it. */
const OBJECT_CHARS = 14
const MAX_DEPTH = 8
const MAX_MEMBERS = 200
const MAX_KEYS = 1_000

/** JSON knows neither NaN nor infinity. */
function number(value: number): string {
  return value - value === 0 ? String(value) : `"${value}"`
}

function read(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return fields[name]
  } catch (error) {
    return notReadable(error)
  }
}

function notReadable(error: unknown): string {
  return `[not readable: ${textOf(error)}]`
}

/** What an error says it is; of a class that says nothing, the name of the class. */
function typeNameOf(error: Error): string {
  const name = read(error as Error & Readonly<Record<string, unknown>>, 'name')
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name
  return error.constructor?.name || 'Error'
}
