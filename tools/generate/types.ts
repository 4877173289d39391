import { MODELS, type Model, readModel, type Shape } from './models.ts'

const HEADER = '// Made by tools/generate.ts (npm run generate) from packages/aws/models. Do not edit.\n'

/** Text of `packages/aws/src/generated/<file>.ts`: the TypeScript types of one service. */
export function renderTypes(file: string, model: Model): string {
  const fromInputs = reachable(
    model,
    Object.values(model.operations).map((operation) => operation.input?.shape),
  )
  const fromOutputs = reachable(
    model,
    Object.values(model.operations).map((operation) => operation.output?.shape),
  )
  const outputs = new Set(Object.values(model.operations).map((operation) => operation.output?.shape))
  const blocks = Object.entries(model.shapes)
    .filter(([name, shape]) => isInterface(shape) && (fromInputs.has(name) || fromOutputs.has(name)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, shape]) => renderStructure(model, name, shape, fromInputs.has(name) && !outputs.has(name)))
  const operations = Object.values(model.operations).map(
    ({ name, input, output }) =>
      `  readonly ${name}: { readonly input: ${reference(model, input?.shape)}; readonly output: ${reference(model, output?.shape)} }\n`,
  )
  return [
    HEADER,
    ...blocks,
    `/** Input and output of each operation of ${model.metadata.serviceId}. */\nexport interface ${operationsName(file)} {\n${operations.join('')}}\n`,
  ].join('\n')
}

/** Text of `packages/aws/src/generated/services.ts`. */
export function renderServices(): string {
  const imports = [...MODELS]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file }) => `import type { ${operationsName(file)} } from './${file}.ts'\n`)
  const members = MODELS.map(({ file, service }) => `  readonly ${service}: ${operationsName(file)}\n`)
  const doc = '/** Input and output types by service and operation. */\n'
  return `${HEADER}\n${imports.join('')}\n${doc}export interface Services {\n${members.join('')}}\n`
}

/** Every generated file of `packages/aws/src/generated`, by name. */
export function renderAllTypes(): ReadonlyMap<string, string> {
  const files = MODELS.map(({ file }): [string, string] => [`${file}.ts`, renderTypes(file, readModel(file))])
  return new Map([...files, ['services.ts', renderServices()]])
}

function operationsName(file: string): string {
  return `${file.charAt(0).toUpperCase()}${file.slice(1)}Operations`
}

/** Structures get a name of their own; an event stream is written out where it is used. */
function isInterface(shape: Shape): boolean {
  return shape.type === 'structure' && shape.eventstream !== true
}

/**
 * `strict`: members that the model requires are present.
 * Elsewhere every member is optional: a handler leaves out what it has no value for.
 */
function renderStructure(model: Model, name: string, shape: Shape, strict: boolean): string {
  const members = Object.entries(shape.members ?? {})
  if (members.length === 0) return `type ${name} = { readonly [key: string]: never }\n`
  const lines = members.map(([member, { shape: target }]) => {
    const optional = strict && shape.required?.includes(member) === true ? '' : '?'
    return `  readonly ${propertyName(member)}${optional}: ${typeOf(model, target)}${optional === '' ? '' : ' | undefined'}\n`
  })
  return `interface ${name} {\n${lines.join('')}}\n`
}

function propertyName(member: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(member) ? member : JSON.stringify(member)
}

function reference(model: Model, name: string | undefined): string {
  return name === undefined ? '{ readonly [key: string]: never }' : typeOf(model, name)
}

function typeOf(model: Model, name: string): string {
  const shape = model.shapes[name]
  if (shape === undefined) throw new Error(`The model of ${model.metadata.serviceId} has no shape ${name}`)
  switch (shape.type) {
    case 'structure':
      return shape.eventstream === true ? renderStream(model, shape) : name
    case 'list':
      return `readonly ${parenthesized(typeOf(model, shape.member?.shape ?? ''))}[]`
    case 'map':
      return `{ readonly [key: string]: ${typeOf(model, shape.value?.shape ?? '')} }`
    case 'string':
      return shape.enum === undefined ? 'string' : shape.enum.map(quote).join(' | ')
    case 'boolean':
      return 'boolean'
    case 'blob':
      return 'Uint8Array'
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
    case 'timestamp':
      return 'number'
    default:
      throw new Error(`Shape ${name} has the unknown type ${shape.type}`)
  }
}

/** An event stream: its events, without the exceptions, which are thrown. */
function renderStream(model: Model, shape: Shape): string {
  const events = Object.entries(shape.members ?? {})
    .filter(([, { shape: target }]) => model.shapes[target]?.exception !== true)
    .map(([member, { shape: target }]) => `{ readonly ${member}: ${typeOf(model, target)} }`)
  return `AsyncIterable<${events.join(' | ')}>`
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function parenthesized(type: string): string {
  return /[| ]/.test(type) ? `(${type})` : type
}

function reachable(model: Model, roots: readonly (string | undefined)[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const visit = (name: string | undefined): void => {
    if (name === undefined || seen.has(name)) return
    seen.add(name)
    const shape = model.shapes[name]
    for (const member of Object.values(shape?.members ?? {})) visit(member.shape)
    visit(shape?.member?.shape)
    visit(shape?.key?.shape)
    visit(shape?.value?.shape)
  }
  for (const root of roots) visit(root)
  return seen
}
