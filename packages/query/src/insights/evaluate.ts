import type { Bound, Value } from './bound.ts'
import { applyFunction } from './call.ts'
import { FUNCTIONS } from './functions/index.ts'

/** Values by the id of their column; what is not there is null. */
export type Row = readonly (Value | undefined)[]

export type Evaluator = (row: Row) => Value

/** An expression as a function of a row. Sub-queries must have been replaced by their answers. */
export function compileBound(bound: Bound): Evaluator {
  switch (bound.kind) {
    case 'const': {
      const { value } = bound
      return () => value
    }
    case 'column': {
      const { id } = bound
      return (row) => row[id] ?? null
    }
    case 'inQuery':
      throw new Error('BUG: a sub-query has not been run')
    case 'call': {
      const spec = FUNCTIONS.get(bound.name)
      if (spec === undefined) throw new Error(`BUG: no function ${bound.name}`)
      const args = bound.args.map(compileBound)
      const types = bound.args.map(({ type }) => type)
      return (row) =>
        applyFunction(
          spec,
          args.map((arg) => arg(row)),
          types,
        )
    }
  }
}

/** The row with further values in it. */
export function withValues(row: Row, values: readonly (readonly [id: number, value: Value])[]): Row {
  const copy = row.slice()
  for (const [id, value] of values) copy[id] = value
  return copy
}
