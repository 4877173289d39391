/** From an output to CBOR bytes: one closure per shape, compiled on first use. */
import type { CborWriter } from '../cbor/writer.ts'
import { type ServiceModel, type Shape, shapeOf } from '../model/service-model.ts'

export type WriteCbor = (writer: CborWriter, value: unknown) => void

interface Slot {
  write: WriteCbor
}

const writers = new Map<string, Slot>()

export function cborEncoder(model: ServiceModel, name: string): WriteCbor {
  return slotOf(model, name).write
}

function slotOf(model: ServiceModel, name: string): Slot {
  const key = `${model.profile.name}.${name}`
  const known = writers.get(key)
  if (known !== undefined) return known
  const slot: Slot = { write: (writer) => writer.null() }
  writers.set(key, slot)
  slot.write = compile(model, shapeOf(model, name))
  return slot
}

function compile(model: ServiceModel, shape: Shape): WriteCbor {
  switch (shape.type) {
    case 'structure':
      return structure(model, shape)
    case 'list': {
      const item = slotOf(model, shape.member?.shape ?? '')
      return (writer, value) => {
        const items = value as readonly unknown[]
        writer.array(items.length)
        for (const each of items) item.write(writer, each)
      }
    }
    case 'map': {
      const item = slotOf(model, shape.value?.shape ?? '')
      return (writer, value) => {
        const entries = Object.entries(value as object).filter(([, each]) => each !== undefined)
        writer.map(entries.length)
        for (const [name, each] of entries) {
          writer.text(name)
          item.write(writer, each)
        }
      }
    }
    case 'string':
      return (writer, value) => writer.text(value as string)
    case 'integer':
    case 'long':
      return (writer, value) => writer.integer(value as number)
    case 'double':
    case 'float':
      return (writer, value) => writer.double(value as number)
    case 'boolean':
      return (writer, value) => writer.boolean(value as boolean)
    case 'timestamp':
      return (writer, value) => writer.timestamp(value as number)
    case 'blob':
      return (writer, value) => writer.blob(value as Uint8Array)
  }
}

function structure(model: ServiceModel, shape: Shape): WriteCbor {
  const members = Object.entries(shape.members ?? {}).map(([name, member]) => ({
    name,
    slot: slotOf(model, member.shape),
  }))
  return (writer, value) => {
    const record = value as Readonly<Record<string, unknown>>
    let present = 0
    for (const { name } of members) {
      if (record[name] !== undefined && record[name] !== null) present++
    }
    writer.map(present)
    for (const { name, slot } of members) {
      const member = record[name]
      if (member === undefined || member === null) continue
      writer.text(name)
      slot.write(writer, member)
    }
  }
}
