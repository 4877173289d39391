/** From an output to the XML of the query protocol: one closure per shape, compiled on first use. */
import { type ServiceModel, type Shape, shapeOf } from '../model/service-model.ts'

/** The content of an element, without its tags. */
export type WriteXml = (value: unknown) => string

interface Slot {
  write: WriteXml
}

const writers = new Map<string, Slot>()

export function xmlEncoder(model: ServiceModel, name: string): WriteXml {
  return slotOf(model, name).write
}

/** Text as XML content. Characters that XML 1.0 cannot carry become U+FFFD, because an escape for them is not legal either. */
export function escapeXml(text: string): string {
  return /[&<>"\r]|[^\t\n\x20-\ud7ff\ue000-\ufffd]/.test(text) ? escapeSlowly(text) : text
}

export function element(name: string, content: string): string {
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`
}

function escapeSlowly(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
    .replaceAll(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}

function slotOf(model: ServiceModel, name: string): Slot {
  const key = `${model.profile.name}.${name}`
  const known = writers.get(key)
  if (known !== undefined) return known
  const slot: Slot = { write: () => '' }
  writers.set(key, slot)
  slot.write = compile(model, shapeOf(model, name))
  return slot
}

function compile(model: ServiceModel, shape: Shape): WriteXml {
  switch (shape.type) {
    case 'structure':
      return structure(model, shape)
    case 'list': {
      const item = slotOf(model, shape.member?.shape ?? '')
      return (value) => (value as readonly unknown[]).map((each) => element('member', item.write(each))).join('')
    }
    case 'map':
      return map(model, shape)
    case 'string':
      return (value) => escapeXml(value as string)
    case 'timestamp':
      return (value) => isoTime(value as number)
    case 'blob':
      return (value) => Buffer.from(value as Uint8Array).toString('base64')
    default:
      return String
  }
}

function structure(model: ServiceModel, shape: Shape): WriteXml {
  const members = Object.entries(shape.members ?? {}).map(([name, member]) => ({
    name,
    slot: slotOf(model, member.shape),
  }))
  return (value) => {
    const record = value as Readonly<Record<string, unknown>>
    let text = ''
    for (const { name, slot } of members) {
      const member = record[name]
      if (member !== undefined && member !== null) text += element(name, slot.write(member))
    }
    return text
  }
}

function map(model: ServiceModel, shape: Shape): WriteXml {
  const item = slotOf(model, shape.value?.shape ?? '')
  const keyName = shape.key?.locationName ?? 'key'
  const valueName = shape.value?.locationName ?? 'value'
  return (value) =>
    Object.entries(value as object)
      .filter(([, each]) => each !== undefined)
      .map(([name, each]) => element('entry', element(keyName, escapeXml(name)) + element(valueName, item.write(each))))
      .join('')
}

/** `2026-11-21T00:00:00Z`, with a fraction only where there is one. */
function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z')
}
