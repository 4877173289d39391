/**
 * The vendored API model of a service at run time.
 *
 * A model is read and parsed when its service is first called (about a millisecond), so that a server that only ever
 * sees CloudWatch Logs never pays for the others.
 */
import { readFileSync } from 'node:fs'
import type { ServiceName } from '../operation.ts'
import { SERVICES, type ServiceProfile } from '../services.ts'

export interface ServiceModel {
  readonly profile: ServiceProfile
  readonly xmlNamespace: string
  readonly operations: ReadonlyMap<string, OperationModel>
  /** Operation name by path, for services without a target header. */
  readonly paths: ReadonlyMap<string, string>
  readonly shapes: ReadonlyMap<string, Shape>
  /** Exception shapes by the code of the query protocol. */
  readonly byQueryCode: ReadonlyMap<string, string>
}

export interface OperationModel {
  readonly name: string
  readonly input: string | undefined
  readonly output: string | undefined
  readonly resultWrapper: string | undefined
}

export interface Shape {
  readonly type:
    | 'structure'
    | 'list'
    | 'map'
    | 'string'
    | 'integer'
    | 'long'
    | 'double'
    | 'float'
    | 'boolean'
    | 'timestamp'
    | 'blob'
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, Reference>>
  readonly member?: Reference
  readonly key?: Reference
  readonly value?: Reference
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly eventstream?: boolean
  readonly exception?: boolean
  readonly fault?: boolean
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number }
}

export interface Reference {
  readonly shape: string
  readonly locationName?: string
}

interface ModelFile {
  readonly metadata: { readonly xmlNamespace?: string }
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly http?: { readonly requestUri: string }
        readonly input?: Reference
        readonly output?: Reference & { readonly resultWrapper?: string }
      }
    >
  >
  readonly shapes: Readonly<Record<string, Shape>>
}

const models = new Map<ServiceName, ServiceModel>()

export function serviceModel(service: ServiceName): ServiceModel {
  const known = models.get(service)
  if (known !== undefined) return known
  const model = load(SERVICES[service])
  models.set(service, model)
  return model
}

/** @throws {Error} when the model has no such shape, which is a fault of the model */
export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes.get(name)
  if (shape === undefined) throw new Error(`BUG: the model of ${model.profile.name} has no shape ${name}`)
  return shape
}

/** The member of an output that is an event stream, if it has one. */
export function streamMember(
  model: ServiceModel,
  output: string | undefined,
): (Reference & { name: string }) | undefined {
  if (output === undefined) return undefined
  for (const [name, member] of Object.entries(shapeOf(model, output).members ?? {})) {
    if (shapeOf(model, member.shape).eventstream === true) return { name, shape: member.shape }
  }
  return undefined
}

function load(profile: ServiceProfile): ServiceModel {
  // One level above both src/ and dist/, hence the same path from the sources and from the build.
  const url = new URL(`../../models/${profile.model}.json`, import.meta.url)
  const file = JSON.parse(readFileSync(url, 'utf8')) as ModelFile
  const operations = new Map<string, OperationModel>()
  const paths = new Map<string, string>()
  for (const [name, { http, input, output }] of Object.entries(file.operations)) {
    operations.set(name, {
      name,
      input: input?.shape,
      output: output?.shape,
      resultWrapper: output?.resultWrapper,
    })
    if (http !== undefined) paths.set(http.requestUri, name)
  }
  const shapes = new Map(Object.entries(file.shapes))
  const byQueryCode = new Map<string, string>()
  for (const [name, shape] of shapes) {
    const code = shape.error?.code
    if (shape.exception === true && code !== undefined && !byQueryCode.has(code)) byQueryCode.set(code, name)
  }
  return { profile, xmlNamespace: file.metadata.xmlNamespace ?? '', operations, paths, shapes, byQueryCode }
}
