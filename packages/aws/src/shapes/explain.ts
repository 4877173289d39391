/**
 * Why an input was refused, in AWS's words.
 *
 * The slow counterpart of `decode.ts`: walks a freshly parsed tree in the order of the model, stops at the first value of
 * the wrong type (the request cannot be read) and otherwise lists the constraints that failed.
 */
import { AwsError } from '../aws-error.ts'
import { type ServiceModel, type Shape, serviceModel, shapeOf } from '../model/service-model.ts'
import type { ServiceName } from '../operation.ts'
import { codePoints } from './length.ts'
import { type Override, overridesOf, PRINTED_ENUM_ORDER } from './overrides.ts'
import { patternTest } from './patterns.ts'
import { CborTimestamp, isRecord, REFUSED, toBlob, toDouble, toInteger, toTime, type WireForm } from './wire-form.ts'

/** Our choice: AWS prints every failure, which for 10,000 bad events would be megabytes. */
const MAX_LISTED = 20
/** Our choice, for the same reason. */
const MAX_VALUE_CHARS = 1_024

/** The error for a tree that the decoder refused. */
export function explainRefusal(service: ServiceName, operation: string, form: WireForm, tree: unknown): AwsError {
  const model = serviceModel(service)
  const input = model.operations.get(operation)?.input
  const walk = new Walk(model, form, overridesOf(service, operation))
  if (input === undefined) return typeMismatch(tree, 'structure', 'null')
  try {
    walk.value(input, tree, '', '')
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
  const { special, failures } = walk
  if (special !== undefined) return new AwsError(model.profile.constraintCode, special)
  if (failures.length === 0) {
    throw new Error(`BUG: ${service}.${operation} refused an input in which nothing is wrong`)
  }
  const count = `${failures.length} validation error${failures.length === 1 ? '' : 's'} detected: `
  return new AwsError(model.profile.constraintCode, count + failures.join('; '))
}

class Walk {
  readonly #model: ServiceModel
  readonly #form: WireForm
  readonly #overrides: ReadonlyMap<string, Override>
  readonly failures: string[] = []
  /** What is walked is not to be printed. */
  #hidden = false
  /** Message of an override, which replaces the generic one. */
  special: string | undefined

  constructor(model: ServiceModel, form: WireForm, overrides: ReadonlyMap<string, Override>) {
    this.#model = model
    this.#form = form
    this.#overrides = overrides
  }

  /** `printed` is the path as AWS prints it, `path` the one that overrides are keyed by. */
  value(name: string, value: unknown, printed: string, path: string): void {
    const shape = shapeOf(this.#model, name)
    const hidden = this.#hidden
    this.#hidden ||= isSecret(this.#model, name)
    this.#walk(name, shape, value, printed, path)
    this.#hidden = hidden
  }

  #walk(name: string, shape: Shape, value: unknown, printed: string, path: string): void {
    switch (shape.type) {
      case 'structure':
        this.#structure(shape, value, printed, path)
        return
      case 'list':
        this.#list(shape, value, printed, path)
        return
      case 'map':
        this.#map(shape, value, printed, path)
        return
      default:
        for (const constraint of this.#leaf(name, shape, value, path).failed) this.#fail(value, printed, constraint)
    }
  }

  #structure(shape: Shape, value: unknown, printed: string, path: string): void {
    if (!isRecord(value)) throw typeMismatch(value, 'structure', 'a structure')
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const memberValue = Object.hasOwn(value, name) ? value[name] : undefined
      const memberPrinted = join(printed, name.charAt(0).toLowerCase() + name.slice(1))
      const memberPath = join(path, name)
      if (memberValue !== undefined && memberValue !== null) {
        this.value(member.shape, memberValue, memberPrinted, memberPath)
      } else if (shape.required?.includes(name) === true && this.#applies('required', memberPath)) {
        this.#fail(null, memberPrinted, 'Member must not be null')
      }
    }
  }

  #list(shape: Shape, value: unknown, printed: string, path: string): void {
    if (!Array.isArray(value)) throw typeMismatch(value, 'list', 'a list')
    for (const constraint of this.#size(shape, value.length, path)) this.#fail(value, printed, constraint)
    const name = shape.member?.shape ?? ''
    const member = shapeOf(this.#model, name)
    if (isAggregate(member)) {
      value.forEach((item: unknown, index) => {
        const itemPrinted = `${printed}.${index + 1}.member`
        if (item === null || item === undefined) this.#fail(null, itemPrinted, 'Member must not be null')
        else this.value(name, item, itemPrinted, path)
      })
      return
    }
    // Simple members are judged together, by the constraints of the shape rather than the ones that failed.
    const leaves = value.map((item: unknown) => (isAbsent(item) ? undefined : this.#leaf(name, member, item, path)))
    if (!leaves.every((leaf) => leaf !== undefined && leaf.failed.length === 0)) {
      this.#fail(value, printed, `Member must satisfy constraint: [${this.#all(name, member, path)}]`)
    }
  }

  #map(shape: Shape, value: unknown, printed: string, path: string): void {
    if (!isRecord(value)) throw typeMismatch(value, 'map', 'a map')
    const entries = Object.entries(value).filter(([name, item]) => name !== '__proto__' && !isAbsent(item))
    for (const constraint of this.#size(shape, entries.length, path)) this.#fail(value, printed, constraint)
    const keyName = shape.key?.shape ?? ''
    const key = shapeOf(this.#model, keyName)
    if (entries.some(([name]) => this.#leaf(keyName, key, name, `${path}.key`).failed.length > 0)) {
      this.#fail(value, printed, `Map keys must satisfy constraint: [${this.#all(keyName, key, `${path}.key`)}]`)
    }
    const itemName = shape.value?.shape ?? ''
    const item = shapeOf(this.#model, itemName)
    if (isAggregate(item)) {
      for (const [name, entry] of entries) this.value(itemName, entry, `${printed}.${name}.member`, `${path}.value`)
    } else if (entries.some(([, entry]) => this.#leaf(itemName, item, entry, `${path}.value`).failed.length > 0)) {
      this.#fail(value, printed, `Map value must satisfy constraint: [${this.#all(itemName, item, `${path}.value`)}]`)
    }
  }

  #leaf(name: string, shape: Shape, value: unknown, path: string): { readonly failed: readonly string[] } {
    switch (shape.type) {
      case 'string':
        if (typeof value !== 'string') throw typeMismatch(value, 'simple', 'a String')
        return { failed: this.#stringFailures(name, shape, value, path) }
      case 'integer':
      case 'long': {
        const number = toInteger(value, shape.type)
        if (number === REFUSED) throw typeMismatch(value, 'simple', shape.type === 'integer' ? 'an Integer' : 'a Long')
        return { failed: this.#rangeFailures(shape, number, path) }
      }
      case 'double':
      case 'float': {
        const number = toDouble(value, this.#form)
        if (number === REFUSED) throw typeMismatch(value, 'simple', 'a Double')
        return { failed: this.#rangeFailures(shape, number, path) }
      }
      case 'boolean':
        if (typeof value !== 'boolean') throw typeMismatch(value, 'simple', 'a Boolean')
        return { failed: [] }
      case 'timestamp':
        if (toTime(value, this.#form) === REFUSED) throw typeMismatch(value, 'simple', 'milliseconds since epoch')
        return { failed: [] }
      default:
        if (toBlob(value, this.#form) === REFUSED) throw typeMismatch(value, 'simple', 'a Blob')
        return { failed: [] }
    }
  }

  #stringFailures(name: string, shape: Shape, value: string, path: string): string[] {
    const failed: string[] = []
    if (shape.enum !== undefined) {
      if (!shape.enum.includes(value) && this.#applies('enum', path)) failed.push(this.#enumText(name, shape.enum))
      return failed
    }
    if (shape.pattern !== undefined && !patternTest(shape.pattern)(value) && this.#applies('pattern', path)) {
      failed.push(`Member must satisfy regular expression pattern: ${shape.pattern}`)
    }
    return [...failed, ...this.#size(shape, codePoints(value), path)]
  }

  #rangeFailures(shape: Shape, value: number, path: string): string[] {
    const failed: string[] = []
    // Written so that NaN fails, as it does in the decoder.
    if (shape.min !== undefined && !(value >= shape.min) && this.#applies('min', path)) {
      failed.push(`Member must have value greater than or equal to ${shape.min}`)
    }
    if (shape.max !== undefined && !(value <= shape.max) && this.#applies('max', path)) {
      failed.push(`Member must have value less than or equal to ${shape.max}`)
    }
    return failed
  }

  #size(shape: Shape, size: number, path: string): string[] {
    const failed: string[] = []
    if (shape.min !== undefined && size < shape.min && this.#applies('min', path)) failed.push(atLeast(shape.min))
    if (shape.max !== undefined && size > shape.max && this.#applies('max', path)) failed.push(atMost(shape.max))
    return failed
  }

  /** Every constraint of a simple shape, in AWS's order. */
  #all(name: string, shape: Shape, path: string): string {
    const parts: string[] = []
    const number = shape.type !== 'string'
    if (shape.enum !== undefined) {
      parts.push(this.#enumText(name, shape.enum))
    } else {
      if (shape.max !== undefined && this.#applies('max', path)) {
        parts.push(number ? `Member must have value less than or equal to ${shape.max}` : atMost(shape.max))
      }
      if (shape.min !== undefined && this.#applies('min', path)) {
        parts.push(number ? `Member must have value greater than or equal to ${shape.min}` : atLeast(shape.min))
      }
      if (shape.pattern !== undefined) parts.push(`Member must satisfy regular expression pattern: ${shape.pattern}`)
    }
    return [...parts, 'Member must not be null'].join(', ')
  }

  #enumText(name: string, values: readonly string[]): string {
    const printed = PRINTED_ENUM_ORDER[`${this.#model.profile.name}.${name}`] ?? values
    return `Member must satisfy enum value set: [${printed.join(', ')}]`
  }

  /** Whether a failed constraint counts; one with words of its own is noted here. */
  #applies(constraint: Override['constraints'][number], path: string): boolean {
    const override = this.#overrides.get(path)
    if (override?.constraints.includes(constraint) !== true) return true
    if (override.message !== undefined) this.special ??= override.message
    return false
  }

  #fail(value: unknown, printed: string, constraint: string): void {
    if (this.failures.length >= MAX_LISTED) return
    const shown = isAbsent(value) ? ' null' : this.#hidden ? '' : ` '${print(value)}'`
    this.failures.push(`Value${shown} at '${printed}' failed to satisfy constraint: ${constraint}`)
  }
}

/** Values that AWS never prints: the models name them so. Neither are lists printed that hold such. */
function isSecret(model: ServiceModel, name: string): boolean {
  if (name.endsWith('Sensitive') || name === 'SensitiveString') return true
  const { type, member } = shapeOf(model, name)
  if (type !== 'list' || member === undefined) return false
  const members = Object.values(shapeOf(model, member.shape).members ?? {})
  return members.some(({ shape }) => shape.endsWith('Sensitive') || shape === 'SensitiveString')
}

function atLeast(min: number): string {
  return `Member must have length greater than or equal to ${min}`
}

function atMost(max: number): string {
  return `Member must have length less than or equal to ${max}`
}

function isAggregate(shape: Shape): boolean {
  return shape.type === 'structure' || shape.type === 'list' || shape.type === 'map'
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** The way Java prints lists and maps, cut off where it grows long. */
function print(value: unknown): string {
  const parts: string[] = []
  let left = MAX_VALUE_CHARS
  const put = (text: string): boolean => {
    parts.push(text.length > left ? `${text.slice(0, left)}...` : text)
    left -= text.length
    return left > 0
  }
  const walk = (item: unknown, depth: number): boolean => {
    if (depth > 8) return put('...')
    if (Array.isArray(item)) {
      return put('[') && item.every((each, index) => (index === 0 || put(', ')) && walk(each, depth + 1)) && put(']')
    }
    if (isRecord(item)) {
      const entries = Object.entries(item)
      return (
        put('{') &&
        entries.every(([name, each], index) => put(`${index === 0 ? '' : ', '}${name}=`) && walk(each, depth + 1)) &&
        put('}')
      )
    }
    return put(printLeaf(item))
  }
  walk(value, 0)
  return parts.join('')
}

function printLeaf(item: unknown): string {
  if (item instanceof Uint8Array) return `${item.length} bytes`
  if (item instanceof CborTimestamp) return String(item.timeMs / 1_000)
  return typeof item === 'object' ? 'null' : String(item)
}

/**
 * The error for a value of the wrong type, worded as AWS's JSON parser does.
 *
 * `wanted` is the noun of its sentence for simple types: `a String`, `an Integer`.
 */
function typeMismatch(value: unknown, kind: 'structure' | 'list' | 'map' | 'simple', wanted: string): AwsError {
  return new AwsError('SerializationException', mismatchText(value, kind, wanted))
}

function mismatchText(value: unknown, kind: string, wanted: string): string {
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (isRecord(value)) return 'Start of structure or map found where not expected'
  if (kind !== 'simple') return kind === 'list' ? 'Expected list or null' : 'Expected map or null'
  return `${tokenOf(value)} can not be converted to ${wanted}`
}

function tokenOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'STRING_VALUE'
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
    case 'number':
    case 'bigint':
      return 'NUMBER_VALUE'
    default:
      return value === null ? 'NULL_VALUE' : 'BINARY_VALUE'
  }
}
