import type { Bound, Value, ValueType } from './bound.ts'
import { FUNCTIONS } from './functions/index.ts'
import { commonType, type FunctionSpec, type ParamType } from './functions/signature.ts'

/** A call whose arguments are turned into the types that the function declares. Of constants it is a constant. */
export function call(name: string, args: readonly Bound[]): Bound {
  const spec = FUNCTIONS.get(name)
  if (spec === undefined) throw new Error(`BUG: no function ${name}`)
  const kinds = args.map((_, index) => paramType(spec, index, args.length))
  const common = commonType(args.filter((_, i) => kinds[i] === 'common').map(({ type }) => scalarType(type)))
  const converted = args.map((arg, i) => {
    const kind = kinds[i] as ParamType
    return convert(arg, kind === 'common' ? common : kind)
  })
  const types = converted.map((arg) => arg.type)
  const type = typeof spec.returns === 'function' ? spec.returns(types) : spec.returns
  const values = converted.map((arg) => (arg.kind === 'const' ? arg.value : undefined))
  if (values.includes(undefined)) return { kind: 'call', type, name, args: converted }
  return { kind: 'const', type, value: applyFunction(spec, values as Value[], types) }
}

/** What a function gives, nulls seen to. */
export function applyFunction(spec: FunctionSpec, args: readonly Value[], types: readonly ValueType[]): Value {
  if (spec.nulls !== 'handled' && args.includes(null)) return spec.nulls === 'null' ? null : false
  return spec.evaluate(args, types)
}

/** The same value in another type. */
export function convert(value: Bound, to: ParamType): Bound {
  if (to === 'any' || to === value.type) return value
  if (to === 'scalar' || to === 'common') return value.type === 'json' ? call('scalar', [value]) : value
  switch (to) {
    case 'number':
      return call('toNumber', [value])
    case 'text':
      return value.type === 'json' ? call('scalar', [value]) : call('toText', [value])
    case 'time':
      return call('toTime', [value])
    case 'flag':
      return call('toFlag', [value])
    case 'json':
      return call('jsonParse', [value])
  }
}

function paramType(spec: FunctionSpec, index: number, count: number): ParamType {
  const param = spec.params[index]
  if (param !== undefined) return param.type
  return spec.rest?.typeOf?.(index, count) ?? spec.rest?.type ?? 'any'
}

function scalarType(type: ValueType): ValueType {
  return type === 'json' ? 'text' : type
}
