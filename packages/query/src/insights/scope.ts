import type { Field } from './ast.ts'
import type { Bound, Column, ValueType } from './bound.ts'
import { call } from './call.ts'
import type { BindOptions } from './pipeline.ts'
import type { BuiltinField, FieldName, ScanField, ScanNode } from './plan.ts'

/** Gives columns their ids; one for a whole program. */
export class Columns {
  #next = 0

  create(name: string, type: ValueType): Column {
    const column = { id: this.#next, name, type }
    this.#next += 1
    return column
  }
}

const BUILTIN_TYPES: Readonly<Record<BuiltinField, ValueType>> = {
  '@timestamp': 'time',
  '@ingestionTime': 'time',
  '@message': 'text',
  '@logStream': 'text',
  '@log': 'text',
  '@ptr': 'text',
  sequence: 'number',
}

/** Digits of an account, with which `@log` begins. */
const ACCOUNT_LENGTH = 12

/** A scan to which fields are added as something asks for them. */
export class ScanBuilder {
  readonly #columns: Columns
  readonly #around: Pick<BindOptions, 'region' | 'entities'>
  readonly #known = new Map<string, Column>()
  readonly #fields: ScanField[] = []
  readonly #indexed: { field: string; values: readonly string[] }[] = []
  readonly node: ScanNode

  constructor(columns: Columns, from: Pick<ScanNode, 'sources' | 'range'> & Pick<BindOptions, 'region' | 'entities'>) {
    const { sources, range } = from
    this.#columns = columns
    this.#around = from
    this.node = { kind: 'scan', sources, range, fields: this.#fields, indexed: this.#indexed }
  }

  builtin(name: BuiltinField): Column {
    return this.#column(`builtin ${name}`, { kind: 'builtin', name }, BUILTIN_TYPES[name])
  }

  /** The field that a query means by this name. */
  field(name: string): Column {
    if (name in BUILTIN_TYPES && name.startsWith('@')) return this.builtin(name as BuiltinField)
    return this.#column(`field ${name}`, { kind: 'discovered', name }, 'text')
  }

  /** What a query means by a name: a field, or one of those that follow from where an event lies. */
  read(name: string): Bound {
    switch (name) {
      case '@aws.region':
        return textConst(this.#around.region ?? 'us-east-1')
      case '@aws.account':
        return call('substr', [reference(this.builtin('@log')), numberConst(0), numberConst(ACCOUNT_LENGTH)])
      case '@source.log':
        return call('substr', [reference(this.builtin('@log')), numberConst(ACCOUNT_LENGTH + 1)])
      default:
        return name.startsWith('@entity.') ? this.#entity(name) : reference(this.field(name))
    }
  }

  #entity(name: string): Bound {
    const streams = new Map<string, string[]>()
    for (const { log, logStream, fields } of this.#around.entities?.() ?? []) {
      const value = fields[name]
      if (value === undefined) continue
      const place = `${log}\n${logStream}`
      const places = streams.get(value)
      if (places === undefined) streams.set(value, [place])
      else places.push(place)
    }
    if (streams.size === 0) return { kind: 'const', type: 'text', value: null }
    const place = call('concat', [
      reference(this.builtin('@log')),
      textConst('\n'),
      reference(this.builtin('@logStream')),
    ])
    const branches = [...streams].flatMap(([value, places]) => [
      call('in', [place, ...places.map(textConst)]),
      textConst(value),
    ])
    return call('case', branches)
  }

  addIndexed(field: string, values: readonly string[]): void {
    this.#indexed.push({ field, values })
  }

  #column(key: string, field: FieldName, type: ValueType): Column {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const column = this.#columns.create(field.name, type)
    this.#known.set(key, column)
    this.#fields.push({ column, field })
    return column
  }
}

/** Which names mean what at one place of a query. */
export class Scope {
  readonly names: Map<string, Column> = new Map()
  /** Columns by the printed form of their expression: `sort count(*)` means the column of an earlier `count(*)`. */
  readonly printed: Map<string, Column> = new Map()
  /** Before `stats`: every other name is a field of the event. */
  readonly scan: ScanBuilder | undefined
  /** After `join`: what stands before the first dot of a name. */
  readonly sides: ReadonlyMap<string, Scope>

  constructor(scan?: ScanBuilder, sides: ReadonlyMap<string, Scope> = new Map()) {
    this.scan = scan
    this.sides = sides
  }

  /**
   * What a name means; undefined: nothing. First the name as a whole, then an entry of a map or list that a shorter name stands
   * for, then a side of a join, then a field of the event.
   */
  find(field: Field): Bound | undefined {
    const { base, accessors } = field
    for (let length = accessors.length; length >= 0; length -= 1) {
      const column = this.#named([base, ...accessors.slice(0, length)])
      if (column === undefined) continue
      if (length === accessors.length) return reference(column)
      if (column.type === 'json') return access(column, accessors.slice(length))
    }
    const side = this.sides.get(base)
    const [first, ...rest] = accessors
    if (side !== undefined && first !== undefined) {
      return side.find({ ...field, name: joinName([first, ...rest]), base: String(first), accessors: rest })
    }
    return this.scan?.read([base, ...accessors].join('.'))
  }

  #named(parts: readonly (string | number)[]): Column | undefined {
    return this.names.get(joinName(parts)) ?? this.names.get(parts.join('.'))
  }
}

export function reference({ id, type }: Column): Bound {
  return { kind: 'column', type, id }
}

function joinName([base, ...accessors]: readonly (string | number)[]): string {
  return `${base}${accessors.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}`
}

function access(column: Column, keys: readonly (string | number)[]): Bound {
  return call('jsonGet', [reference(column), ...keys.map((key) => textConst(String(key)))])
}

export function textConst(value: string): Bound {
  return { kind: 'const', type: 'text', value }
}

export function numberConst(value: number): Bound {
  return { kind: 'const', type: 'number', value }
}

/** A flag for `true`; text `1` and `0` would be compared as numbers too. */
export function flagConst(value: boolean): Bound {
  return { kind: 'const', type: 'flag', value }
}
