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
const MAX_NODES = 200_000
const MAX_DEPTH = 64

/** A part of parameter names; a text where a parameter ends. */
export type FormNode = FormTree | string

export type FormTree = Map<string, FormNode>

/** Text of a parameter without dots in its name, such as `Action`. */
export function parameter(form: FormTree, name: string): string | undefined {
  const node = form.get(name)
  return typeof node === 'string' ? node : undefined
}

/**
 * The input that a form describes, its leaves converted: timestamps to epoch milliseconds, blobs to bytes.
 *
 * @throws {AwsError} `MalformedInput` for a leaf that is not of its type
 */
export function formToInput(model: ServiceModel, name: string, form: FormNode): unknown {
  return read(model, shapeOf(model, name), form)
}

/** Collects the parameters of a query string and a body. */
export class FormParser {
  readonly tree: FormTree = new Map()
  #parameters = 0
  #nodes = 0
  /** Where the last parameter went: its neighbours mostly go there too. */
  #prefix = ''
  #place: FormTree = this.tree

  /** @throws {AwsError} `MalformedQueryString` for text that is no form, or that names a value and its parts */
  add(text: string): void {
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('&', start)
      const end = found === -1 ? text.length : found
      if (end > start) {
        const equals = text.indexOf('=', start)
        if (equals === -1 || equals > end) this.#put(decode(text.slice(start, end)), '')
        else this.#put(decode(text.slice(start, equals)), decode(text.slice(equals + 1, end)))
      }
      start = end + 1
    }
  }

  #put(name: string, value: string): void {
    if (++this.#parameters > MAX_PARAMETERS) throw malformed(`More than ${MAX_PARAMETERS} parameters`)
    const length = name.lastIndexOf('.') + 1
    if (length !== this.#prefix.length || !name.startsWith(this.#prefix)) {
      this.#prefix = name.slice(0, length)
      this.#place = this.#descend(this.#prefix)
    }
    const last = name.slice(length)
    if (this.#place.get(last) instanceof Map) {
      // `Foo=` beside `Foo.member.1=x`: clients that write both mean the list.
      if (value !== '') throw malformed(`'${clip(name)}' is given as a value and as a structure`)
      return
    }
    this.#place.set(last, value)
  }

  #descend(prefix: string): FormTree {
    let tree = this.tree
    let depth = 0
    for (let start = 0; start < prefix.length; ) {
      if (++depth > MAX_DEPTH) throw malformed(`Parameter name nested deeper than ${MAX_DEPTH}`)
      const end = prefix.indexOf('.', start)
      const part = prefix.slice(start, end)
      let next = tree.get(part)
      if (!(next instanceof Map)) {
        if (next !== undefined && next !== '')
          throw malformed(`'${clip(prefix)}' is given as a value and as a structure`)
        if (++this.#nodes > MAX_NODES) throw malformed(`More than ${MAX_NODES} parts of parameter names`)
        next = new Map()
        tree.set(part, next)
      }
      tree = next
      start = end + 1
    }
    return tree
  }
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
  const record: Record<string, unknown> = {}
  const members = shape.members ?? {}
  for (const [name, child] of treeOf(node)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (member !== undefined) record[name] = read(model, shapeOf(model, member.shape), child)
  }
  return record
}

function readList(model: ServiceModel, shape: Shape, node: FormNode): unknown[] {
  const item = shapeOf(model, shape.member?.shape ?? '')
  return numbered(treeOf(node).get('member')).map((child) => read(model, item, child))
}

function readMap(model: ServiceModel, shape: Shape, node: FormNode): Record<string, unknown> {
  const item = shapeOf(model, shape.value?.shape ?? '')
  const record: Record<string, unknown> = {}
  for (const entry of numbered(treeOf(node).get('entry'))) {
    const parts = treeOf(entry)
    const key = parts.get(shape.key?.locationName ?? 'key')
    const value = parts.get(shape.value?.locationName ?? 'value')
    if (typeof key === 'string' && key !== '__proto__' && value !== undefined) record[key] = read(model, item, value)
  }
  return record
}

/** Children named by numbers, in their order; gaps are closed. */
function numbered(node: FormNode | undefined): FormNode[] {
  const children = [...treeOf(node ?? '')].filter(([name]) => /^\d{1,9}$/.test(name))
  return children.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child)
}

const EMPTY: FormTree = new Map()

/** The parts of a structure, list or map. `Name=` is an empty one. */
function treeOf(node: FormNode): FormTree {
  if (typeof node !== 'string') return node
  if (node !== '') throw unreadable('Unexpected simple value found where not expected')
  return EMPTY
}

function readLeaf(shape: Shape, node: FormNode): unknown {
  if (typeof node !== 'string') throw unreadable('Unexpected complex element found where not expected')
  switch (shape.type) {
    case 'string':
      return node
    case 'integer':
    case 'long':
      if (!/^[+-]?\d{1,30}$/.test(node)) throw unreadable(`'${clip(node)}' is not a valid integer`)
      return Number(node)
    case 'double':
    case 'float':
      return readDouble(node)
    case 'boolean':
      if (!/^(true|false)$/i.test(node)) throw unreadable(`'${clip(node)}' is not a valid boolean`)
      return node.toLowerCase() === 'true'
    case 'timestamp':
      return readTime(node)
    default:
      return new Uint8Array(Buffer.from(node, 'base64'))
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
