/** What is wrong with a dashboard body, and where: a JSON pointer. */
export interface Finding {
  readonly dataPath: string
  readonly message: string
}

export type JsonObject = Readonly<Record<string, unknown>>

/** Collects what is wrong; a check says so and goes on. */
export class Findings {
  readonly errors: Finding[] = []
  readonly warnings: Finding[] = []

  error(dataPath: string, message: string): void {
    this.errors.push({ dataPath, message })
  }

  warning(dataPath: string, message: string): void {
    this.warnings.push({ dataPath, message })
  }

  /** True, or an error that the value is of another type. */
  isObject(value: unknown, path: string): value is JsonObject {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true
    this.error(path, 'Should be object')
    return false
  }

  isArray(value: unknown, path: string): value is readonly unknown[] {
    if (Array.isArray(value)) return true
    this.error(path, 'Should be array')
    return false
  }

  /** An absent value passes. */
  type(value: unknown, type: 'string' | 'boolean' | 'number', path: string): void {
    if (value !== undefined && typeof value !== type) this.error(path, `Should be ${type}`)
  }

  required(object: JsonObject, name: string, path: string): boolean {
    if (Object.hasOwn(object, name)) return true
    this.error(path, `Should have required property '${name}'`)
    return false
  }

  /** An absent value passes. */
  integer(value: unknown, min: number, max: number, path: string): void {
    if (value === undefined) return
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      this.error(path, 'Should be integer')
      return
    }
    if (value < min) this.error(path, `Should be >= ${min}`)
    if (value > max) this.error(path, `Should be <= ${max}`)
  }

  /** What AWS takes all the same, with a warning. An absent value passes. */
  oneOf(value: unknown, known: readonly string[], path: string): void {
    if (value === undefined || (typeof value === 'string' && known.includes(value))) return
    this.warning(path, `Should match pattern "^(${known.join('|')})$"`)
  }

  /** An absent value passes. */
  items(value: unknown, min: number, max: number, path: string): value is readonly unknown[] {
    if (value === undefined || !this.isArray(value, path)) return false
    if (value.length < min) this.error(path, `Should NOT have fewer than ${min} items`)
    if (value.length > max) this.error(path, `Should NOT have more than ${max} items`)
    return true
  }

  /** Properties that are not known are kept and ignored. */
  nothingElse(object: JsonObject, known: readonly string[], what: string, path: string): void {
    for (const name of Object.keys(object)) {
      if (known.includes(name)) continue
      const article = what === 'dashboard' ? 'a dashboard' : `a ${what}`
      this.warning(path, `The "${name}" property is not expected to be part of ${article} definition, will be ignored`)
    }
  }
}
