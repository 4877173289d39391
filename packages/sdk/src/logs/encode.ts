/**
 * Writes fields as JSON members. What `JSON.stringify` does for whole objects is done here member by member, because most
 * members are short plain texts and numbers that need no escaping, and because secrets must be masked on the way.
 *
 * Whatever is given, the result is JSON and the call returns: cycles and depths end at a limit, getters that throw are named.
 */
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

  /** @param reserved - names of the line itself: a field of such a name gets a `_` behind it */
  constructor(rules: EncodeRules, reserved: ReadonlySet<string>) {
    this.#rules = rules
    this.#maskText = JSON.stringify(rules.mask)
    this.#reserved = reserved
  }

  /** `,"name":value` of every field. */
  members(fields: Readonly<Record<string, unknown>>): string {
    let text = ''
    for (const name in fields) {
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
    if (PLAIN.test(value)) {
      if (value.length < MIN_SECRET_CHARS || !this.#rules.kinds || !maySayASecret(value)) return `"${value}"`
    }
    const masked = this.#rules.kinds ? redactText(value, this.#rules.mask) : value
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
    if (depth >= MAX_DEPTH) return '"[too deep]"'
    try {
      if (value instanceof Error) return this.#error(value, path, depth)
      if (Array.isArray(value) || value instanceof Set) return this.#list([...value], path, depth)
      if (value instanceof Map) return this.#record(Object.fromEntries(value), path, depth)
      const { toJSON } = value as { toJSON?: unknown }
      if (typeof toJSON === 'function') return this.#value(toJSON.call(value), path, depth + 1)
      if (ArrayBuffer.isView(value)) return `"[${value.byteLength} bytes]"`
      return this.#record(value as Readonly<Record<string, unknown>>, path, depth)
    } catch (error) {
      return JSON.stringify(`[not readable: ${String(error)}]`)
    }
  }

  #list(values: readonly unknown[], path: PathNode | undefined, depth: number): string {
    const parts: string[] = []
    for (let index = 0; index < values.length && index < MAX_MEMBERS; index++) {
      const step = path?.step(String(index))
      parts.push(step?.isEnd === true ? this.#maskText : this.#value(values[index], step, depth + 1))
    }
    if (values.length > MAX_MEMBERS) parts.push(`"[${values.length - MAX_MEMBERS} more]"`)
    return `[${parts.join(',')}]`
  }

  #record(value: Readonly<Record<string, unknown>>, path: PathNode | undefined, depth: number): string {
    let text = ''
    let count = 0
    for (const name of Object.keys(value)) {
      if (++count > MAX_MEMBERS) return `{${text},"...":"[more members]"}`
      const member = read(value, name)
      if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue
      const step = path?.step(name)
      const isSecret = step?.isEnd === true || (this.#rules.kinds && isSecretName(name))
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${isSecret ? this.#maskText : this.#value(member, step, depth + 1)}`
    }
    return `{${text}}`
  }

  #error(error: Error, path: PathNode | undefined, depth: number): string {
    const { name, message, stack, cause, ...own } = error as Error & Readonly<Record<string, unknown>>
    return this.#record({ type: name, message, stack, ...own, cause }, path, depth)
  }
}

const PLAIN = /^[ !#-?A-Z[\]-~]*$/
const MIN_SECRET_CHARS = 13
const MAX_TEXT_CHARS = 32_768
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
    return `[not readable: ${String(error)}]`
  }
}
