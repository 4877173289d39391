/**
 * From the shapes of log groups to the columns of a file: names, and the SQL that takes them out of the message.
 *
 * Leaves are read with one `from_json` into nested structs of VARCHAR. What structs cannot express (a key that is a scalar
 * here and an object there, keys that differ only in case) is read with its own JSON pointer.
 */
import type { GroupFields } from '../manifest.ts'
import { type GroupShape, MAX_LEAVES, type ShapeNode } from './shape.ts'
import { ident, lit } from './sql.ts'

/** A file has no more field columns: wide files cost in every row group. */
export const MAX_FILE_LEAVES = 400
/** Each costs a search of its own in every message. */
const MAX_POINTER_LEAVES = 40

/** A leaf: where it is found and what it is called. */
export interface Leaf {
  readonly name: string
  readonly path: readonly (string | number)[]
  /** Every text of it is spelled as a number. */
  readonly numeric?: boolean
  /** An object or array was there too, which as a text would be its JSON. */
  readonly container?: boolean
}

/** Adds a leaf to those of its name, unless it is among them. */
export function addLeaf(same: Leaf[], leaf: Leaf): void {
  if (!same.some(({ path }) => samePath(path, leaf.path))) same.push(leaf)
}

/** Leaves of which those are told that are an object or array in other messages, by {@link containersOf}. */
export function withContainers(
  leaves: ReadonlyMap<string, readonly Leaf[]>,
  containers: ReadonlySet<string>,
): ReadonlyMap<string, readonly Leaf[]> {
  const marked = (leaf: Leaf): Leaf => (containers.has(JSON.stringify(leaf.path)) ? { ...leaf, container: true } : leaf)
  return new Map([...leaves].map(([name, same]) => [name, same.map(marked)]))
}

/** Paths, as JSON, at which a shape has objects or arrays. */
export function containersOf(shape: GroupShape): readonly string[] {
  const paths: string[] = []
  const walk = (node: ShapeNode, path: readonly (string | number)[]): void => {
    for (const child of node.children) {
      const childPath = [...path, child.key]
      if (child.container) paths.push(JSON.stringify(childPath))
      walk(child, childPath)
    }
  }
  walk(shape.root, [])
  return paths
}

/** Leaves of a shape in order of first appearance. */
export function leavesOf(shape: GroupShape): readonly Leaf[] {
  const leaves: Leaf[] = []
  const walk = (node: ShapeNode, path: readonly (string | number)[]): void => {
    for (const child of node.children) {
      const childPath = [...path, child.key]
      // Of keys that could not be followed it is not known what they held.
      const numeric = !child.text && !shape.overflow
      if (child.scalar) leaves.push({ name: childPath.join('.'), path: childPath, numeric })
      walk(child, childPath)
    }
  }
  walk(shape.root, [])
  return leaves
}

/**
 * The column of a field. DuckDB compares names without case, JSON keys differ by it: capitals are marked. The prefix keeps
 * fields apart from our own columns.
 */
export function fieldColumn(field: string): string {
  return `f:${field.replace(/[A-Z^]/g, '^$&')}`
}

/** The same as a number, in a relation: see `numberSql` there. */
export function numberColumn(field: string): string {
  return `n${fieldColumn(field).slice(1)}`
}

/** Groups whose fields go into one file. */
export interface FieldSet {
  readonly groups: Set<number>
  /** By name; several paths may have one name (`{"a":{"b":1}}` and `{"a.b":1}`). */
  readonly leaves: Map<string, Leaf[]>
  /** Of all groups together, see {@link containersOf}. */
  readonly containers: Set<string>
  readonly fields: Map<number, GroupFields>
  oddJson: boolean
  brokenJson: boolean
}

export interface GroupInput {
  readonly id: number
  readonly rows: number
  readonly leaves: readonly Leaf[]
  /** See {@link containersOf}. */
  readonly containers: readonly string[]
  readonly overflow: boolean
  readonly oddJson: boolean
  readonly brokenJson: boolean
}

export function groupInput(id: number, rows: number, shape: GroupShape | undefined): GroupInput {
  if (shape === undefined) {
    return { id, rows, leaves: [], containers: [], overflow: false, oddJson: false, brokenJson: false }
  }
  const { overflow, oddJson, brokenJson } = shape
  return { id, rows, leaves: leavesOf(shape), containers: containersOf(shape), overflow, oddJson, brokenJson }
}

const MAX_SETS = 8
/** Sharing a file with so many columns that are not one's own costs less than another file. */
const CHEAP_LEAVES = 24
const SMALL_GROUP_ROWS = 5000

/**
 * Puts groups with similar fields together. One file for all would give every row the columns of every group; one for each
 * group would make thousands of small files.
 */
export function clusterGroups(groups: readonly GroupInput[], maxSets: number = MAX_SETS): readonly FieldSet[] {
  const sets: FieldSet[] = []
  for (const group of [...groups].sort((a, b) => b.rows - a.rows)) {
    const { leaves } = group
    const best = sets
      .map((set) => ({ set, grows: leaves.filter((leaf) => !set.leaves.has(leaf.name)).length }))
      .reduce<{ set: FieldSet; grows: number } | undefined>(
        (least, next) => (least === undefined || next.grows < least.grows ? next : least),
        undefined,
      )
    const fits =
      best !== undefined && (best.grows <= CHEAP_LEAVES || group.rows < SMALL_GROUP_ROWS || sets.length >= maxSets)
    const set = fits ? best.set : newSet()
    if (!fits) sets.push(set)
    addGroup(set, group)
  }
  return sets
}

function newSet(): FieldSet {
  return {
    groups: new Set(),
    leaves: new Map(),
    containers: new Set(),
    fields: new Map(),
    oddJson: false,
    brokenJson: false,
  }
}

function addGroup(set: FieldSet, group: GroupInput): void {
  const fields = new Set<string>()
  const texts = new Set<string>()
  let { overflow } = group
  for (const leaf of group.leaves) {
    if (leaf.numeric !== true) texts.add(leaf.name)
    const known = set.leaves.get(leaf.name)
    if (known === undefined && set.leaves.size >= MAX_FILE_LEAVES) {
      overflow = true
      continue
    }
    if (known === undefined) set.leaves.set(leaf.name, [leaf])
    else addLeaf(known, leaf)
    fields.add(leaf.name)
  }
  if (fields.size > MAX_LEAVES) overflow = true
  set.groups.add(group.id)
  for (const path of group.containers) set.containers.add(path)
  set.oddJson ||= group.oddJson
  set.brokenJson ||= group.brokenJson
  const kept = [...fields].slice(0, MAX_LEAVES)
  const numbers = kept.filter((field) => !texts.has(field))
  set.fields.set(group.id, { id: group.id, rows: group.rows, fields: kept, numbers, overflow })
}

function samePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i])
}

/** What a SELECT needs to take the fields out of `message`. */
export interface Extraction {
  /** `from_json` type; undefined when no leaf can be read with structs. */
  readonly structure: string | undefined
  /** Whether the struct is all that is needed: `json` is then only looked at where that has something. */
  readonly byStruct: boolean
  /** `expression AS column`, over columns `j` (the struct), `json` (the message if it is an object, else NULL). */
  readonly columns: readonly string[]
  /** Fields that were given up on. */
  readonly dropped: ReadonlySet<string>
}

export function extraction(leaves: ReadonlyMap<string, readonly Leaf[]>): Extraction {
  const root = newBranch()
  for (const same of leaves.values()) for (const leaf of same) if (leaf.container !== true) plant(root, leaf.path)
  const columns: string[] = []
  const dropped = new Set<string>()
  let pointers = 0
  for (const [name, same] of leaves) {
    const expressions: string[] = []
    for (const leaf of shortestFirst(same)) {
      const byStruct = leaf.container === true ? undefined : structPath(root, leaf.path)
      if (byStruct !== undefined) expressions.push(withFlags(byStruct, leaf.path))
      else if (pointers++ < MAX_POINTER_LEAVES) expressions.push(pointerPath(leaf.path))
      else dropped.add(name)
    }
    if (dropped.has(name)) continue
    const expression = expressions.length === 1 ? expressions[0] : `coalesce(${expressions.join(', ')})`
    columns.push(`${expression} AS ${ident(fieldColumn(name))}`)
  }
  return { structure: structureOf(root), byStruct: pointers === 0, columns, dropped }
}

/** The struct type as a tree. Array elements share one branch under the key `[]`. */
interface Branch {
  readonly members: Map<string, Branch>
  readonly lowerCase: Map<string, string>
  element: Branch | undefined
  scalar: boolean
}

function newBranch(): Branch {
  return { members: new Map(), lowerCase: new Map(), element: undefined, scalar: false }
}

function plant(root: Branch, path: readonly (string | number)[]): void {
  let branch = root
  for (const part of path) {
    if (typeof part === 'number') {
      branch.element ??= newBranch()
      branch = branch.element
      continue
    }
    const lower = part.toLowerCase()
    // Of keys that differ in case the first gets the struct.
    if (!branch.lowerCase.has(lower)) branch.lowerCase.set(lower, part)
    if (branch.lowerCase.get(lower) !== part) return
    let next = branch.members.get(part)
    if (next === undefined) {
      next = newBranch()
      branch.members.set(part, next)
    }
    branch = next
  }
  branch.scalar = true
}

/** A branch is either an object, an array or a scalar to `from_json`; containers win. */
function kindOf(branch: Branch): 'object' | 'array' | 'scalar' {
  if (branch.members.size > 0) return 'object'
  return branch.element !== undefined ? 'array' : 'scalar'
}

function structPath(root: Branch, path: readonly (string | number)[]): string | undefined {
  let branch: Branch | undefined = root
  let expression = 'j'
  for (const part of path) {
    if (typeof part === 'number') {
      if (kindOf(branch) !== 'array') return undefined
      expression += `[${part + 1}]`
      branch = branch.element
    } else {
      if (kindOf(branch) !== 'object') return undefined
      expression += `.${ident(part)}`
      branch = branch.members.get(part)
    }
    if (branch === undefined) return undefined
  }
  return kindOf(branch) === 'scalar' ? expression : undefined
}

/** SQL for the text of the scalar at a path of column `json`, `1` and `0` for booleans; NULL when there is none. */
export function pointerPath(path: readonly (string | number)[]): string {
  const pointer = lit(pointerOf(path))
  const text = `json_extract_string(json, ${pointer})`
  return (
    `CASE json_type(json, ${pointer}) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL ` +
    `WHEN 'BOOLEAN' THEN CASE ${text} WHEN 'true' THEN '1' ELSE '0' END ELSE ${text} END`
  )
}

/** Booleans as `1` and `0`. A struct of texts does not tell them from the texts `true` and `false`: only then the JSON is asked. */
function withFlags(text: string, path: readonly (string | number)[]): string {
  const isFlag = `json_type(json, ${lit(pointerOf(path))}) = 'BOOLEAN'`
  return (
    `CASE ${text} WHEN 'true' THEN CASE WHEN ${isFlag} THEN '1' ELSE 'true' END ` +
    `WHEN 'false' THEN CASE WHEN ${isFlag} THEN '0' ELSE 'false' END ELSE ${text} END`
  )
}

function pointerOf(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Where several paths spell one name, the shorter one wins: `{"a.b": 1}` before `{"a": {"b": 2}}`. */
export function shortestFirst(leaves: readonly Leaf[]): readonly Leaf[] {
  return [...leaves].sort((a, b) => a.path.length - b.path.length)
}

function structureOf(root: Branch): string | undefined {
  if (root.members.size === 0) return undefined
  return JSON.stringify(typeOf(root))
}

function typeOf(branch: Branch): unknown {
  switch (kindOf(branch)) {
    case 'scalar':
      return 'VARCHAR'
    case 'array':
      return [typeOf(branch.element ?? newBranch())]
    case 'object': {
      // Keys come from logs: `__proto__` must be a key like any other.
      const members: Record<string, unknown> = Object.create(null)
      for (const [key, member] of branch.members) members[key] = typeOf(member)
      return members
    }
  }
}
