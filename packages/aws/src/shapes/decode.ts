/**
 * From a parsed request to a checked input, in one pass over what is there.
 *
 * Each shape is compiled once, when it is first needed, into a closure that checks type and constraints and converts
 * leaves in place. A clean tree comes back as the very objects the parser made; one with unknown members, nulls or
 * `__proto__` is copied without them. The pass only says yes or no: on no, `explain.ts` walks a fresh tree again to find
 * AWS's words. So the common case pays nothing for the rare one.
 */

import { type ServiceModel, type Shape, serviceModel, shapeOf } from '../model/service-model.ts'
import type { ServiceName } from '../operation.ts'
import { hasLength } from './length.ts'
import { type Constraint, type Override, overridesOf } from './overrides.ts'
import { patternTest } from './patterns.ts'
import { isRecord, REFUSED, toBlob, toDouble, toInteger, toTime, type WireForm } from './wire-form.ts'

/** The checked value, or `REFUSED`. May change the value it is given. */
export type Decode = (value: unknown) => unknown

/**
 * A decoder, reached through an object so that shapes may contain themselves.
 *
 * The bounds are a shortcut past `decode` for the leaves that batches are made of: a text of `textMin` to `textMax` UTF-16
 * units and a whole number from `wholeMin` to `wholeMax` are right and stay as they are. The structure's loop tests them in
 * place, because calling a different closure for every member is what decoding mostly costs.
 */
interface Slot {
  decode: Decode
  textMin: number
  textMax: number
  wholeMin: number
  wholeMax: number
}

const NO_SHORTCUT = {
  textMin: Number.POSITIVE_INFINITY,
  textMax: Number.NEGATIVE_INFINITY,
  wholeMin: Number.POSITIVE_INFINITY,
  wholeMax: Number.NEGATIVE_INFINITY,
}

const compiled = new Map<string, Decode>()

/** The decoder of an operation's input. */
export function inputDecoder(service: ServiceName, operation: string, form: WireForm): Decode {
  const key = `${service}.${operation}.${form}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const model = serviceModel(service)
  const input = model.operations.get(operation)?.input
  const decode =
    input === undefined
      ? decodeNothing
      : new Compiler(model, form, overridesOf(service, operation)).slot(input, '').decode
  compiled.set(key, decode)
  return decode
}

function decodeNothing(value: unknown): unknown {
  return isRecord(value) ? {} : REFUSED
}

class Compiler {
  readonly #model: ServiceModel
  readonly #form: WireForm
  readonly #overrides: ReadonlyMap<string, Override>
  readonly #slots = new Map<string, Slot>()

  constructor(model: ServiceModel, form: WireForm, overrides: ReadonlyMap<string, Override>) {
    this.#model = model
    this.#form = form
    this.#overrides = overrides
  }

  slot(name: string, path: string): Slot {
    // Only an operation with overrides can need two decoders for one shape.
    const key = this.#overrides.size === 0 ? name : `${name} ${path}`
    const known = this.#slots.get(key)
    if (known !== undefined) return known
    const slot: Slot = { decode: () => REFUSED, ...NO_SHORTCUT }
    this.#slots.set(key, slot)
    const shape = shapeOf(this.#model, name)
    slot.decode = this.#compile(shape, path)
    Object.assign(slot, this.#shortcut(shape, path))
    return slot
  }

  #compile(shape: Shape, path: string): Decode {
    const form = this.#form
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, path)
      case 'list':
        return this.#list(shape, path)
      case 'map':
        return this.#map(shape, path)
      case 'string':
        return this.#string(shape, path)
      case 'integer':
      case 'long':
        return this.#integer(shape, shape.type, path)
      case 'double':
      case 'float':
        return inRange((value) => toDouble(value, form), this.#min(shape, path), this.#max(shape, path))
      case 'boolean':
        return (value) => (typeof value === 'boolean' ? value : REFUSED)
      case 'timestamp':
        return (value) => toTime(value, form)
      case 'blob':
        return (value) => toBlob(value, form)
    }
  }

  #shortcut(shape: Shape, path: string): Partial<Slot> {
    switch (shape.type) {
      case 'string':
        // A code point has one or two units: between these lengths there is nothing to count.
        return shape.pattern === undefined && shape.enum === undefined
          ? { textMin: 2 * this.#min(shape, path), textMax: this.#max(shape, path) }
          : {}
      case 'integer':
      case 'long':
        return {
          wholeMin: Math.max(this.#min(shape, path), shape.type === 'integer' ? -(2 ** 31) : Number.MIN_SAFE_INTEGER),
          wholeMax: Math.min(this.#max(shape, path), shape.type === 'integer' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER),
        }
      default:
        return {}
    }
  }

  #structure(shape: Shape, path: string): Decode {
    const required = new Set(shape.required)
    const members = new Map<string, { readonly slot: Slot; readonly required: boolean }>()
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const memberPath = path === '' ? name : `${path}.${name}`
      members.set(name, {
        slot: this.slot(member.shape, memberPath),
        required: required.has(name) && !this.#lifted('required', memberPath),
      })
    }
    const list = [...members].map(([name, member]) => ({ name, ...member }))
    const requiredCount = list.filter((member) => member.required).length

    return (value) => {
      if (!isRecord(value)) return REFUSED
      let present = 0
      let missing = requiredCount
      for (const { name, slot, required: needed } of list) {
        const before = value[name]
        if (before === undefined || before === null) continue
        present++
        if (needed) missing--
        if (typeof before === 'string') {
          if (before.length >= slot.textMin && before.length <= slot.textMax) continue
        } else if (typeof before === 'number' && before >= slot.wholeMin && before <= slot.wholeMax) {
          if (Number.isInteger(before)) continue
        }
        const after = slot.decode(before)
        if (after === REFUSED) return REFUSED
        if (after !== before) value[name] = after
      }
      if (missing > 0) return REFUSED
      // What is left over is unknown, null or `__proto__`.
      for (const _ in value) present--
      return present === 0 ? value : pick(value, (name) => members.has(name))
    }
  }

  #list(shape: Shape, path: string): Decode {
    const item = this.slot(shape.member?.shape ?? '', path)
    const min = this.#min(shape, path)
    const max = this.#max(shape, path)
    return (value) => {
      if (!Array.isArray(value) || value.length < min || value.length > max) return REFUSED
      for (let index = 0; index < value.length; index++) {
        const before: unknown = value[index]
        const after = item.decode(before)
        if (after === REFUSED) return REFUSED
        if (after !== before) value[index] = after
      }
      return value
    }
  }

  #map(shape: Shape, path: string): Decode {
    const key = this.slot(shape.key?.shape ?? '', `${path}.key`)
    const item = this.slot(shape.value?.shape ?? '', `${path}.value`)
    const min = this.#min(shape, path)
    const max = this.#max(shape, path)
    return (value) => {
      if (!isRecord(value)) return REFUSED
      let count = 0
      let foreign = false
      for (const name in value) {
        const before = value[name]
        if (name === '__proto__' || before === null || before === undefined) {
          foreign = true
          continue
        }
        count++
        if (key.decode(name) === REFUSED) return REFUSED
        const after = item.decode(before)
        if (after === REFUSED) return REFUSED
        if (after !== before) value[name] = after
      }
      if (count < min || count > max) return REFUSED
      return foreign ? pick(value, (name) => name !== '__proto__') : value
    }
  }

  #string(shape: Shape, path: string): Decode {
    const values = shape.enum === undefined || this.#lifted('enum', path) ? undefined : new Set(shape.enum)
    if (values !== undefined) {
      return (value) => (typeof value === 'string' && values.has(value) ? value : REFUSED)
    }
    const min = this.#min(shape, path)
    const max = this.#max(shape, path)
    if (shape.pattern === undefined || this.#lifted('pattern', path)) {
      if (min === 0 && max === Number.POSITIVE_INFINITY) {
        return (value) => (typeof value === 'string' ? value : REFUSED)
      }
      return (value) => (typeof value === 'string' && hasLength(value, min, max) ? value : REFUSED)
    }
    const matches = patternTest(shape.pattern)
    return (value) => (typeof value === 'string' && hasLength(value, min, max) && matches(value) ? value : REFUSED)
  }

  #integer(shape: Shape, type: 'integer' | 'long', path: string): Decode {
    const min = shape.min === undefined || this.#lifted('min', path) ? Number.NEGATIVE_INFINITY : shape.min
    const max = this.#max(shape, path)
    return inRange((value) => toInteger(value, type), min, max)
  }

  #min(shape: Shape, path: string): number {
    const none = isNumber(shape) ? Number.NEGATIVE_INFINITY : 0
    return this.#lifted('min', path) ? none : (shape.min ?? none)
  }

  #max(shape: Shape, path: string): number {
    return this.#lifted('max', path) ? Number.POSITIVE_INFINITY : (shape.max ?? Number.POSITIVE_INFINITY)
  }

  /** An override with a message still refuses; only its words differ. */
  #lifted(constraint: Constraint, path: string): boolean {
    const override = this.#overrides.get(path)
    return override?.message === undefined && override?.constraints.includes(constraint) === true
  }
}

function isNumber(shape: Shape): boolean {
  return shape.type === 'integer' || shape.type === 'long' || shape.type === 'double' || shape.type === 'float'
}

function inRange(convert: (value: unknown) => number | typeof REFUSED, min: number, max: number): Decode {
  if (min === Number.NEGATIVE_INFINITY && max === Number.POSITIVE_INFINITY) return convert
  return (value) => {
    const number = convert(value)
    return number !== REFUSED && number >= min && number <= max ? number : REFUSED
  }
}

function pick(record: Readonly<Record<string, unknown>>, keep: (name: string) => boolean): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(record)) {
    const value = record[name]
    if (value !== null && value !== undefined && keep(name)) copy[name] = value
  }
  return copy
}
