import type { Field, MessageType } from './protobuf.ts'

/**
 * What all signals of OTLP share, in its JSON form.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
 */
export interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  /** 64-bit integers are texts in JSON. */
  | { readonly intValue: string }
  | { readonly doubleValue: number }

export type AttributeValue = string | number | boolean

export function attributesOf(values: Readonly<Record<string, AttributeValue>>): readonly KeyValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: AttributeValue): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

/** Milliseconds as OTLP's nanoseconds. */
export function unixNano(timeMs: number): string {
  return `${BigInt(Math.floor(timeMs)) * 1_000_000n + BigInt(Math.round((timeMs % 1) * 1_000_000))}`
}

export const field = (number: number, type: Field['type']): Field => ({ number, type })
export const list = (number: number, type: Field['type']): Field => ({ number, type, repeated: true })

const anyValueType: MessageType = () => ({
  stringValue: field(1, 'string'),
  boolValue: field(2, 'bool'),
  intValue: field(3, 'int64'),
  doubleValue: field(4, 'double'),
})

export const keyValueType: MessageType = () => ({ key: field(1, 'string'), value: field(2, anyValueType) })

export const resourceType: MessageType = () => ({ attributes: list(1, keyValueType) })

export const scopeType: MessageType = () => ({ name: field(1, 'string'), version: field(2, 'string') })
