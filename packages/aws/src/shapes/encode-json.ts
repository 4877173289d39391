/**
 * From an output to what `JSON.stringify` takes.
 *
 * One closure per shape, compiled on first use. It converts timestamps, blobs and special doubles and leaves out what the
 * model does not know, so that nothing internal ever reaches the wire. A subtree that needs none of that is handed on as
 * it is.
 */
import { type ServiceModel, type Shape, shapeOf } from '../model/service-model.ts'

export type Encode = (value: unknown) => unknown

interface Slot {
  encode: Encode
}

const encoders = new Map<string, Slot>()

/** The encoder of a shape. Members that are event streams are left out. */
export function jsonEncoder(model: ServiceModel, name: string): Encode {
  return slotOf(model, name).encode
}

function slotOf(model: ServiceModel, name: string): Slot {
  const key = `${model.profile.name}.${name}`
  const known = encoders.get(key)
  if (known !== undefined) return known
  const slot: Slot = { encode: (value) => value }
  encoders.set(key, slot)
  slot.encode = compile(model, shapeOf(model, name))
  return slot
}

function compile(model: ServiceModel, shape: Shape): Encode {
  switch (shape.type) {
    case 'structure':
      return structure(model, shape)
    case 'list': {
      const member = shape.member?.shape ?? ''
      if (isPlain(shapeOf(model, member))) return (value) => value
      const item = slotOf(model, member)
      return (value) => (Array.isArray(value) ? value.map((each) => item.encode(each)) : value)
    }
    case 'map': {
      const item = slotOf(model, shape.value?.shape ?? '')
      return (value) =>
        Object.fromEntries(Object.entries(value as object).map(([name, each]) => [name, item.encode(each)]))
    }
    case 'timestamp':
      return (value) => (value as number) / 1_000
    case 'blob':
      return (value) => Buffer.from(value as Uint8Array).toString('base64')
    case 'double':
    case 'float':
      return (value) => (Number.isFinite(value) ? value : String(value))
    default:
      return (value) => value
  }
}

function structure(model: ServiceModel, shape: Shape): Encode {
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => shapeOf(model, member.shape).eventstream !== true)
    .map(([name, member]) => ({
      name,
      slot: slotOf(model, member.shape),
      plain: isPlain(shapeOf(model, member.shape)),
    }))
  const known = new Set(members.map((member) => member.name))
  const allPlain = members.every((member) => member.plain)
  // X-Ray answers spell out what is not set.
  const nulls = model.profile.speaks.includes('rest-json')

  return (value) => {
    const record = value as Readonly<Record<string, unknown>>
    if (allPlain && !nulls && hasOnly(record, known)) return record
    const encoded: Record<string, unknown> = {}
    for (const { name, slot, plain } of members) {
      const before = record[name]
      if (before !== undefined && before !== null) encoded[name] = plain ? before : slot.encode(before)
      else if (nulls) encoded[name] = null
    }
    return encoded
  }
}

/** Needs no conversion whatever its value. */
function isPlain(shape: Shape): boolean {
  return shape.type === 'string' || shape.type === 'integer' || shape.type === 'long' || shape.type === 'boolean'
}

function hasOnly(record: object, known: ReadonlySet<string>): boolean {
  for (const name in record) {
    if (!known.has(name)) return false
  }
  return true
}
