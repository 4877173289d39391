/*
 * JSON as a tree that keeps how scalars are spelled and tells `1` from `"1"`, which JSON.parse does not. Values of type json are
 * the minified text of such a tree.
 */

export type JsonTree =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** As spelled. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly JsonTree[] }
  /** Of equal names the first counts (our choice: what databases do). */
  | { readonly kind: 'map'; readonly members: ReadonlyMap<string, JsonTree> }

/** Deeper JSON is not JSON to us: no text can exhaust the stack. */
const MAX_DEPTH = 200

/** The JSON value that is the whole text, blanks around it aside; undefined when it is none. */
export function parseJson(text: string): JsonTree | undefined {
  // Several entries of one text are mostly asked for in a row.
  if (text !== lastText) {
    lastTree = parseWhole(text)
    lastText = text
  }
  return lastTree
}

let lastText: string | undefined
let lastTree: JsonTree | undefined

function parseWhole(text: string): JsonTree | undefined {
  const found = parseJsonAt(text, 0)
  if (found === undefined) return undefined
  BLANKS.lastIndex = found.end
  BLANKS.test(text)
  return BLANKS.lastIndex === text.length ? found.tree : undefined
}

/** The JSON value that begins at a place, and where it ends. */
export function parseJsonAt(
  text: string,
  start: number,
): { readonly tree: JsonTree; readonly end: number } | undefined {
  const reader = new Reader(text, start)
  const tree = reader.value(0)
  return tree === undefined ? undefined : { tree, end: reader.at }
}

/** The minified text of a tree. */
export function printJson(tree: JsonTree): string {
  switch (tree.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(tree.value)
    case 'number':
      return tree.text
    case 'string':
      return JSON.stringify(tree.text)
    case 'list':
      return `[${tree.items.map(printJson).join(',')}]`
    case 'map':
      return `{${[...tree.members].map(([name, member]) => `${JSON.stringify(name)}:${printJson(member)}`).join(',')}}`
  }
}

/** A scalar as text, booleans as `1` and `0`; null for null, maps and lists. */
export function scalarText(tree: JsonTree | undefined): string | null {
  if (tree === undefined) return null
  switch (tree.kind) {
    case 'boolean':
      return tree.value ? '1' : '0'
    case 'number':
    case 'string':
      return tree.text
    case 'null':
    case 'list':
    case 'map':
      return null
  }
}

/** What a path of keys leads to; a whole number also finds an item of a list, counted from 0. */
export function jsonAt(tree: JsonTree | undefined, keys: readonly string[]): JsonTree | undefined {
  let found = tree
  for (const key of keys) {
    if (found?.kind === 'map') found = found.members.get(key)
    else if (found?.kind === 'list' && /^\d{1,9}$/.test(key)) found = found.items[Number(key)]
    else return undefined
  }
  return found
}

const HALF = /\p{Surrogate}/u
const BLANKS = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const STRING = /"[^"\\\p{Cc}]*(?:(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|[\u007f-\u009f])[^"\\\p{Cc}]*)*"/uy

class Reader {
  readonly text: string
  at: number

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  value(depth: number): JsonTree | undefined {
    if (depth > MAX_DEPTH) return undefined
    this.skipBlanks()
    switch (this.text[this.at]) {
      case '{':
        return this.map(depth)
      case '[':
        return this.list(depth)
      case '"': {
        const text = this.string()
        return text === undefined ? undefined : { kind: 'string', text }
      }
      case 't':
        return this.word('true', { kind: 'boolean', value: true })
      case 'f':
        return this.word('false', { kind: 'boolean', value: false })
      case 'n':
        return this.word('null', { kind: 'null' })
      default: {
        const text = this.take(NUMBER)
        return text === undefined ? undefined : { kind: 'number', text }
      }
    }
  }

  map(depth: number): JsonTree | undefined {
    const members = new Map<string, JsonTree>()
    this.at += 1
    if (this.symbol('}')) return { kind: 'map', members }
    do {
      this.skipBlanks()
      const name = this.string()
      if (name === undefined || !this.symbol(':')) return undefined
      const member = this.value(depth + 1)
      if (member === undefined) return undefined
      if (!members.has(name)) members.set(name, member)
    } while (this.symbol(','))
    return this.symbol('}') ? { kind: 'map', members } : undefined
  }

  list(depth: number): JsonTree | undefined {
    const items: JsonTree[] = []
    this.at += 1
    if (this.symbol(']')) return { kind: 'list', items }
    do {
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      items.push(item)
    } while (this.symbol(','))
    return this.symbol(']') ? { kind: 'list', items } : undefined
  }

  string(): string | undefined {
    const text = this.take(STRING)
    if (text === undefined) return undefined
    if (!text.includes('\\')) return text.slice(1, -1)
    const value = JSON.parse(text) as string
    // An escape for half a character makes no text that could be stored.
    return HALF.test(value) ? undefined : value
  }

  word(word: string, tree: JsonTree): JsonTree | undefined {
    if (!this.text.startsWith(word, this.at)) return undefined
    this.at += word.length
    return tree
  }

  symbol(symbol: string): boolean {
    this.skipBlanks()
    if (this.text[this.at] !== symbol) return false
    this.at += 1
    return true
  }

  skipBlanks(): void {
    this.take(BLANKS)
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }
}
