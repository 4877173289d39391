import type { Bound, ValueType } from '../bound.ts'
import { FUNCTIONS } from '../functions/index.ts'
import type { Dialect, SqlValue } from './dialect.ts'
import { SQL_FUNCTIONS } from './functions/index.ts'

/** Values of a statement, in the order of their placeholders. */
export class Params {
  readonly values: SqlValue[] = []
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  add(value: SqlValue): string {
    this.values.push(value)
    return this.#dialect.placeholder(this.values.length, value)
  }
}

/** What a function needs to write its SQL. */
export interface Writer {
  readonly dialect: Dialect
  /** The SQL of an expression; flags are never null. */
  value(bound: Bound): string
  /** A flag that may also be null where it is not true. */
  test(bound: Bound): string
  /** The number in a scalar of any type: null where there is none. */
  number(bound: Bound): string
  /** The text of a scalar of any type. */
  text(bound: Bound): string
  param(value: SqlValue): string
  /** The same value under a name, for expressions that are needed more than once. */
  once(sql: string): string
}

/** Writes the expressions of one SELECT. What is named by `once` goes into layers of SELECTs below it. */
export class ExpressionWriter implements Writer {
  readonly dialect: Dialect
  readonly #params: Params
  /** Names given, from the innermost layer outwards. */
  readonly layers: { readonly name: string; readonly sql: string }[][] = []
  readonly #names = new Map<string, string>()
  readonly #prefix: string
  readonly #numberColumn: (id: number) => string | undefined

  /** @param numberColumn the number in a column of text, if there is a column for that */
  constructor(
    dialect: Dialect,
    params: Params,
    prefix: string,
    numberColumn: (id: number) => string | undefined = () => undefined,
  ) {
    this.#numberColumn = numberColumn
    this.dialect = dialect
    this.#params = params
    this.#prefix = prefix
  }

  value(bound: Bound): string {
    switch (bound.kind) {
      case 'const':
        return bound.value === null ? this.dialect.null(bound.type) : this.param(bound.value)
      case 'column':
        return `c${bound.id}`
      case 'inQuery':
        throw new Error('BUG: a sub-query has not been run')
      case 'call': {
        const sql = writerOf(bound.name)(this, bound.args, bound)
        return FUNCTIONS.get(bound.name)?.nulls === 'false' ? `coalesce(${sql}, false)` : sql
      }
    }
  }

  test(bound: Bound): string {
    if (bound.kind !== 'call') return this.value(bound)
    const [a, b] = bound.args
    if ((bound.name === 'and' || bound.name === 'or') && a !== undefined && b !== undefined) {
      return `(${this.test(a)} ${bound.name.toUpperCase()} ${this.test(b)})`
    }
    return writerOf(bound.name)(this, bound.args, bound)
  }

  number(bound: Bound): string {
    if (bound.type === 'number' || bound.type === 'time') return this.value(bound)
    if (bound.type === 'flag') return this.dialect.flagNumber(this.once(this.value(bound)))
    const number = bound.kind === 'column' ? this.#numberColumn(bound.id) : undefined
    return number ?? this.dialect.parseNumber(this.once(this.value(bound)))
  }

  text(bound: Bound): string {
    return textOf(this, this.value(bound), bound.type)
  }

  param(value: SqlValue): string {
    return this.#params.add(value)
  }

  once(sql: string): string {
    if (/^(?:[a-z]+\d+|getvariable\('p\d+'\)|\{p\d+:\w+\})$/.test(sql)) return sql
    const known = this.#names.get(sql)
    if (known !== undefined) return known
    const below = this.layers.findLastIndex((layer) => layer.some(({ name }) => new RegExp(`\\b${name}\\b`).test(sql)))
    const name = `${this.#prefix}${this.#names.size + 1}`
    this.layers[below + 1] ??= []
    this.layers[below + 1]?.push({ name, sql })
    this.#names.set(sql, name)
    return name
  }
}

/** The text of a value in SQL. */
export function textOf(writer: Writer, sql: string, type: ValueType): string {
  switch (type) {
    case 'number':
      return writer.dialect.numberText(writer.once(sql))
    case 'time':
      return writer.dialect.timeText(writer.once(sql))
    case 'flag':
      return `CASE WHEN ${sql} THEN '1' WHEN NOT ${sql} THEN '0' END`
    case 'text':
    case 'json':
      return sql
  }
}

function writerOf(name: string): (writer: Writer, args: readonly Bound[], call: Bound) => string {
  const write = SQL_FUNCTIONS.get(name)
  if (write === undefined) throw new Error(`BUG: ${name} has no SQL`)
  return write
}
