/*
 * What a target is given of an event: all of it, a part, a constant, or a text made from parts.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */

import type { TargetParameters } from '../outbox/delivery.ts'

export interface TargetInput {
  /** Constant JSON text. */
  readonly Input?: string | undefined
  readonly InputPath?: string | undefined
  readonly InputTransformer?:
    | { readonly InputPathsMap?: Readonly<Record<string, string>> | undefined; readonly InputTemplate: string }
    | undefined
}

/** What the names that AWS predefines stand for. */
export interface Surroundings {
  readonly ruleArn: string
  readonly ruleName: string
  readonly ingestionMs: number
}

export interface TargetHttp {
  readonly PathParameterValues?: readonly string[] | undefined
  readonly HeaderParameters?: Readonly<Record<string, string>> | undefined
  readonly QueryStringParameters?: Readonly<Record<string, string>> | undefined
}

type Step = string | number

/** The text a target gets. */
export function targetText(target: TargetInput, event: unknown, surroundings: Surroundings): string {
  const { Input, InputPath, InputTransformer: transformer } = target
  if (Input !== undefined) return Input
  if (transformer !== undefined) return transform(transformer, event, surroundings)
  if (InputPath !== undefined && InputPath !== '$') return JSON.stringify(valueAt(event, InputPath) ?? null)
  return JSON.stringify(event)
}

/**
 * What a target adds to a request. A value that is a path, such as `$.detail.id`, stands for what is there in the event; a path to
 * nothing for the empty text: our choice.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-gateway-target.html#eb-targets-apigateway-dynamic
 */
export function targetParameters(http: TargetHttp = {}, event: unknown): TargetParameters {
  const fill = (value: string): string => {
    if (!value.startsWith('$.') || parsePath(value) === undefined) return value
    const found = valueAt(event, value) ?? ''
    return typeof found === 'string' ? found : JSON.stringify(found)
  }
  const fillAll = (values: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(value)]))
  return {
    path: (http.PathParameterValues ?? []).map(fill),
    headers: fillAll(http.HeaderParameters),
    query: fillAll(http.QueryStringParameters),
  }
}

/** Why a target's input cannot be, in AWS's words; undefined when it can. */
export function inputProblem(target: TargetInput & { readonly Id: string }): string | undefined {
  const { Id, Input } = target
  if (Input !== undefined && !isJson(Input)) {
    return `JSON syntax error in input for target ${Id}: [Source: (String)"${Input}"]`
  }
  const reason = inputReason(target)
  return reason && `Parameter ${Id} is not valid. Reason: ${reason}.`
}

function inputReason({ Input, InputPath, InputTransformer: transformer }: TargetInput): string | undefined {
  if ([Input, InputPath, transformer].filter((given) => given !== undefined).length > 1) {
    return 'Only one of Input, InputPath, or InputTransformer must be provided'
  }
  if (InputPath !== undefined && parsePath(InputPath) === undefined) return `InputPath ${InputPath} is not valid`
  if (transformer === undefined) return undefined
  const { InputPathsMap: paths = {}, InputTemplate: template } = transformer
  const bad = Object.entries(paths).find(([name, path]) => name.startsWith('AWS.') || parsePath(path) === undefined)
  if (bad !== undefined) return `InputPathsMap ${bad[0]} is not valid`
  const unknown = [...template.matchAll(PLACEHOLDER)].find(([, name = '']) => !isKnown(name, paths))
  if (unknown !== undefined)
    return `InputTemplate contains placeholder ${unknown[1]} that is not defined in InputPathsMap`
  return undefined
}

/**
 * The value at a path such as `$.detail.items[0].name` or `$['a b']`; undefined where there is none.
 */
export function valueAt(document: unknown, path: string): unknown {
  let value = document
  for (const step of parsePath(path) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    if (Array.isArray(value) && typeof step === 'string') return undefined
    value = (value as Readonly<Record<Step, unknown>>)[step]
  }
  return value
}

function parsePath(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined
  const steps: Step[] = []
  const pattern = /\.([^.[\]\s'"]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y
  pattern.lastIndex = 1
  while (pattern.lastIndex < path.length) {
    const found = pattern.exec(path)
    if (found === null) return undefined
    const [, name, index, quoted, doubled] = found
    steps.push(index === undefined ? (name ?? quoted ?? doubled ?? '') : Number(index))
  }
  return steps
}

const PLACEHOLDER = /<([\w.-]+)>/g

function isKnown(name: string, paths: Readonly<Record<string, string>>): boolean {
  return name.startsWith('aws.events.') || Object.hasOwn(paths, name)
}

/**
 * Fills a template. Within quotes a value becomes a part of the text, elsewhere JSON. What is not in the event is empty within
 * quotes and null elsewhere: our choice, so that the result stays JSON.
 */
function transform(
  { InputPathsMap: paths = {}, InputTemplate: template }: NonNullable<TargetInput['InputTransformer']>,
  event: unknown,
  surroundings: Surroundings,
): string {
  return template.replaceAll(PLACEHOLDER, (placeholder: string, name: string, offset: number) => {
    if (!isKnown(name, paths)) return placeholder
    const value = Object.hasOwn(paths, name)
      ? valueAt(event, paths[name] ?? '$')
      : predefined(name, event, surroundings)
    if (!isWithinQuotes(template, offset)) return JSON.stringify(value ?? null)
    const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
    return JSON.stringify(text).slice(1, -1)
  })
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-input-predefined.html */
function predefined(name: string, event: unknown, { ruleArn, ruleName, ingestionMs }: Surroundings): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return ruleArn
    case 'aws.events.rule-name':
      return ruleName
    case 'aws.events.event.ingestion-time':
      return new Date(ingestionMs).toISOString()
    case 'aws.events.event.json':
      return event
    case 'aws.events.event': {
      // Without its detail.
      const { detail: _left, ...rest } = event as Readonly<Record<string, unknown>>
      return rest
    }
    default:
      return undefined
  }
}

function isWithinQuotes(template: string, offset: number): boolean {
  let inside = false
  for (let i = 0; i < offset; i += 1) {
    if (template[i] === '\\') i += 1
    else if (template[i] === '"') inside = !inside
  }
  return inside
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
