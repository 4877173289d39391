import type { Value, ValueType } from '../bound.ts'

/**
 * A function of expressions: what it is called, what it takes, what it gives and what it means.
 *
 * The binder turns every argument into the type of its parameter, so neither `evaluate` nor a renderer of SQL meets another one.
 */
export interface FunctionSpec {
  /** As the documentation spells it; also the `name` of the bound call. */
  readonly name: string
  /** Other names for it in the language. */
  readonly aliases?: readonly string[]
  /** An operator or a conversion: not to be called by name. */
  readonly internal?: true
  readonly params: readonly Param[]
  /** Type of the arguments after `params`, at least `min` of them; `typeOf` where they differ. */
  readonly rest?: {
    readonly type: ParamType
    readonly min: number
    readonly typeOf?: (index: number, count: number) => ParamType
  }
  /** Given the types of the arguments. */
  readonly returns: ValueType | ((types: readonly ValueType[]) => ValueType)
  /**
   * What a null argument does: the result is null, the result is false, or the function looks at it itself. In the first two
   * cases `evaluate` is not called.
   */
  readonly nulls: 'null' | 'false' | 'handled'
  /** Of arguments in the types of the parameters. `types` are those of the arguments, for parameters of type `any`. */
  readonly evaluate: (args: readonly Value[], types: readonly ValueType[]) => Value
  /** One line for the reference page, which also runs the example: an expression and what the result shows. */
  readonly summary: string
  readonly family: Family
  readonly example?: readonly [expression: string, result: string | undefined]
}

export type Family = 'operator' | 'number' | 'time' | 'general' | 'json' | 'address' | 'text'

export interface Param {
  readonly name: string
  readonly type: ParamType
  readonly optional?: true
  /** Must be written out in the query, not come from a field. */
  readonly literal?: true
  /** A literal that is checked when the query is bound; says what is wrong with it. */
  readonly check?: (value: Value) => string | undefined
}

/**
 * `any` takes a value as it is; `scalar` too, but makes the scalar of a json value (null of a map or a list); all arguments that
 * are `common` are scalars that are brought to one type, that of the result.
 */
export type ParamType = ValueType | 'any' | 'scalar' | 'common'

/** An aggregate: one value of many rows. */
export interface AggregateSpec {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly params: readonly Param[]
  /** Arguments that the binder adds after the written ones: the time and the arrival of the event. */
  readonly ordered?: true
  readonly returns: ValueType | ((types: readonly ValueType[]) => ValueType)
  /** Of all rows in the group, each with its arguments. */
  readonly evaluate: (rows: readonly (readonly Value[])[], types: readonly ValueType[]) => Value
  readonly summary: string
  readonly example?: readonly [expression: string, result: string | undefined]
}

export function param(name: string, type: ParamType): Param {
  return { name, type }
}

export function optional(name: string, type: ParamType): Param {
  return { name, type, optional: true }
}

export function literal(name: string, type: ParamType, check?: Param['check']): Param {
  return check === undefined ? { name, type, literal: true } : { name, type, literal: true, check }
}

/** The type of a value that may come from any of these expressions. */
export function commonType(types: readonly ValueType[]): ValueType {
  const [first = 'text'] = types
  if (types.every((type) => type === first)) return first
  return types.every((type) => type === 'number' || type === 'flag' || type === 'time') ? 'number' : 'text'
}
