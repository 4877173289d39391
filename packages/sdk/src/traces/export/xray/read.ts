import type { Attributes, AttributeValue } from '@opentelemetry/api'

/** A part of a document. */
export type Fields = Readonly<Record<string, unknown>>

/** Where values are looked for. */
export interface Bag {
  readonly attributes: Attributes
  readonly resource: Attributes
}

export function text(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The first of these attributes that is a text. */
export function first(attributes: Attributes, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = text(attributes[name])
    if (value !== undefined) return value
  }
  return undefined
}

/** Without the fields that are not known, and without parts that have none. */
export function filled(fields: Fields): Fields {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined && !isEmpty(value))
  return Object.fromEntries(known)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
