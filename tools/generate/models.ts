import { readFileSync } from 'node:fs'

/** A vendored API model, as far as the generators read it. */
export interface Model {
  readonly source: string
  readonly metadata: { readonly serviceId: string; readonly apiVersion: string; readonly protocols: readonly string[] }
  readonly operations: Readonly<Record<string, ModelOperation>>
  readonly shapes: Readonly<Record<string, Shape>>
}

export interface ModelOperation {
  readonly name: string
  readonly input?: { readonly shape: string }
  readonly output?: { readonly shape: string }
}

export interface Shape {
  readonly type: string
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, { readonly shape: string }>>
  readonly member?: { readonly shape: string }
  readonly key?: { readonly shape: string }
  readonly value?: { readonly shape: string }
  readonly enum?: readonly string[]
  readonly eventstream?: boolean
  readonly exception?: boolean
}

/** Model file and service name, which is the name in credential scopes and `x-amz-target` routing tables. */
export const MODELS = [
  { file: 'logs', service: 'logs' },
  { file: 'cloudwatch', service: 'monitoring' },
  { file: 'sts', service: 'sts' },
  { file: 'sns', service: 'sns' },
  { file: 'events', service: 'events' },
  { file: 'xray', service: 'xray' },
] as const

export function readModel(file: string): Model {
  return JSON.parse(readFileSync(new URL(`../../packages/aws/models/${file}.json`, import.meta.url), 'utf8')) as Model
}
