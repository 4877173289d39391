/**
 * The query protocol's form: `MetricData.member.1.MetricName=x&...`.
 *
 * Two steps: the text becomes a tree of name parts, and the tree, read along a shape, becomes plain values. Structures,
 * lists (`.member.1`) and maps (`.entry.1.key`) look alike in the form; only the shape tells them apart.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import { AwsError } from '../aws-error.ts'
import { type ServiceModel, type Shape, shapeOf } from '../model/service-model.ts'

/** Our choice: a full PutMetricData (1,000 data of 30 dimensions and 150 values) stays below. */
const MAX_PARAMETERS = 500_000
/** Parts of names in the tree, which cost memory where parameters cost none: `a.a.a.a`. */
const MAX_NODES = 1_000_000
const MAX_DEPTH = 64

export interface FormNode {
  text: string | undefined
  children: Map<string, FormNode> | undefined
}

/** @throws {AwsError} `MalformedQueryString` for text that is no form */
export function parseForm(text: string, into: FormNode = { text: undefined, children: undefined }): FormNode {
  const budget = { nodes: MAX_NODES }
  let count = 0
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('&', start)
    const end = found === -1 ? text.length : found
    if (end > start) {
      if (++count > MAX_PARAMETERS) throw malformed(`More than ${MAX_PARAMETERS} parameters`)
      addParameter(into, text.slice(start, end), budget)
    }
    start = end + 1
  }
  return into
}

/** Text of a parameter without dots in its name, such as `Action`. */
export function parameter(form: FormNode, name: string): string | undefined {
  return form.children?.get(name)?.text
}

/**
 * The input that a form describes, its leaves converted: timestamps to epoch milliseconds, blobs to bytes.
 *
 * @throws {AwsError} `MalformedInput` for a leaf that is not of its type
 */
export function formToInput(model: ServiceModel, name: string, form: FormNode): unknown {
  return read(model, shapeOf(model, name), form)
}

function addParameter(root: FormNode, pair: string, budget: { nodes: number }): void {
  const equals = pair.indexOf('=')
  const name = decode(equals === -1 ? pair : pair.slice(0, equals))
  const value = equals === -1 ? '' : decode(pair.slice(equals + 1))
  let node = root
  let depth = 0
  for (let start = 0; start <= name.length; ) {
    if (++depth > MAX_DEPTH) throw malformed(`Parameter name nested deeper than ${MAX_DEPTH}`)
    const dot = name.indexOf('.', start)
    const end = dot === -1 ? name.length : dot
    const part = name.slice(start, end)
    node.children ??= new Map()
    let child = node.children.get(part)
    if (child === undefined) {
      if (--budget.nodes < 0) throw malformed(`More than ${MAX_NODES} parts of parameter names`)
      child = { text: undefined, children: undefined }
      node.children.set(part, child)
    }
    node = child
    start = end + 1
  }
  node.text = value
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (error) {
    throw new AwsError('MalformedQueryString', 'The query string contains a syntax error.', { cause: error })
  }
}

function read(model: ServiceModel, shape: Shape, node: FormNode): unknown {
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, node)
    case 'list':
      return readList(model, shape, node)
    case 'map':
      return readMap(model, shape, node)
    default:
      return readLeaf(shape, node)
  }
}

function readStructure(model: ServiceModel, shape: Shape, node: FormNode): Record<string, unknown> {
  requireNoText(node)
  const record: Record<string, unknown> = {}
  const members = shape.members ?? {}
  for (const [name, child] of node.children ?? []) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (member !== undefined) record[name] = read(model, shapeOf(model, member.shape), child)
  }
  return record
}

function readList(model: ServiceModel, shape: Shape, node: FormNode): unknown[] {
  // `Name=` is an empty list.
  requireNoText(node)
  const item = shapeOf(model, shape.member?.shape ?? '')
  return numbered(node.children?.get('member')).map((child) => read(model, item, child))
}

function readMap(model: ServiceModel, shape: Shape, node: FormNode): Record<string, unknown> {
  requireNoText(node)
  const item = shapeOf(model, shape.value?.shape ?? '')
  const record: Record<string, unknown> = {}
  for (const entry of numbered(node.children?.get('entry'))) {
    const key = entry.children?.get(shape.key?.locationName ?? 'key')?.text
    const value = entry.children?.get(shape.value?.locationName ?? 'value')
    if (key !== undefined && key !== '__proto__' && value !== undefined) record[key] = read(model, item, value)
  }
  return record
}

/** Children named by numbers, in their order; gaps are closed. */
function numbered(node: FormNode | undefined): FormNode[] {
  return [...(node?.children ?? [])]
    .filter(([name]) => /^\d{1,9}$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}

function requireNoText(node: FormNode): void {
  if (node.text !== undefined && node.text !== '') throw unreadable('Unexpected simple value found where not expected')
}

function readLeaf(shape: Shape, node: FormNode): unknown {
  if (node.children !== undefined) throw unreadable('Unexpected complex element found where not expected')
  const text = node.text ?? ''
  switch (shape.type) {
    case 'string':
      return text
    case 'integer':
    case 'long':
      if (!/^[+-]?\d{1,30}$/.test(text)) throw unreadable(`'${clip(text)}' is not a valid integer`)
      return Number(text)
    case 'double':
    case 'float':
      return readDouble(text)
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw unreadable(`'${clip(text)}' is not a valid boolean`)
      return text.toLowerCase() === 'true'
    case 'timestamp':
      return readTime(text)
    default:
      return new Uint8Array(Buffer.from(text, 'base64'))
  }
}

function readDouble(text: string): number {
  switch (text) {
    case 'NaN':
      return Number.NaN
    case 'Infinity':
      return Number.POSITIVE_INFINITY
    case '-Infinity':
      return Number.NEGATIVE_INFINITY
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw unreadable(`'${clip(text)}' is not a valid double`)
  return Number(text)
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$/i

function readTime(text: string): number {
  if (ISO_TIME.test(text)) {
    const date = text.slice(0, 10)
    const rest = text.slice(10).toUpperCase().replace(',', '.')
    const zone = /(Z|[+-]\d{2}(:?\d{2})?)$/.exec(rest)?.[0] ?? ''
    const time = rest.slice(0, rest.length - zone.length)
    const hours = zone.length === 3 ? `${zone}:00` : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
    // Without a zone AWS reads UTC, where Date.parse would read local time.
    const timeMs = Date.parse(`${date}${time === '' ? 'T00:00' : time}${hours === '' ? 'Z' : hours}`)
    if (!Number.isNaN(timeMs)) return timeMs
  }
  throw unreadable('timestamp must follow ISO8601')
}

function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedQueryString', message)
}

function unreadable(message: string): AwsError {
  return new AwsError('MalformedInput', message)
}
