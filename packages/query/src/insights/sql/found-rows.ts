import type { Bound, Value, ValueType } from '../bound.ts'
import { compileBound } from '../evaluate.ts'
import type { AppendColumnsNode, FoundRow, JoinNode, LookupNode, Plan } from '../plan.ts'
import { columnsIn } from '../plan-facts.ts'

/*
 * Rows that are known before the statement runs (the right side of a join, a lookup table) stand in it as one value: the JSON of
 * a list of lists of texts.
 */

export interface FoundTable {
  /** The value. */
  readonly json: string
  /** Of the columns r1, r2… */
  readonly types: readonly ValueType[]
}

/** Types of the columns that a plan may give, by id. */
export function columnTypes(plan: Plan): ReadonlyMap<number, ValueType> {
  return new Map(columnsIn(plan).map(({ id, type }) => [id, type]))
}

/** Keys as texts, then the columns with these ids, then the position. Rows with a null key equal nothing. */
export function joinTable({ on, right, found = [] }: JoinNode, ids: readonly number[]): FoundTable {
  const types = columnTypes(right)
  const keys = on.map((pair) => compileBound(pair.right))
  const rows = found
    .map((row, position) => [...keys.map((key) => key(row)), ...ids.map((id) => row[id] ?? null), position])
    .filter((cells) => cells.slice(0, keys.length).every((key) => key !== null))
  return table(rows, [...on.map(() => 'text' as const), ...ids.map((id) => types.get(id) ?? 'text'), 'number'])
}

/** Keys and cells, of equal keys the first. */
export function lookupTable({ keys, outputs, found = [] }: LookupNode): FoundTable {
  const rows = new Map<string, readonly string[]>()
  for (const line of found) {
    const key = keys.map(({ tableColumn }) => line[tableColumn] ?? '')
    const text = JSON.stringify(key)
    if (!rows.has(text)) rows.set(text, [...key, ...outputs.map(({ tableColumn }) => line[tableColumn] ?? '')])
  }
  return table(
    [...rows.values()],
    [...keys, ...outputs].map(() => 'text'),
  )
}

/** The value of each output, then the position, which counts from 1. */
export function appendedTable({ outputs, found = [], max }: AppendColumnsNode): FoundTable {
  const values = outputs.map((output) => compileBound(output.right))
  const rows = found.slice(0, max).map((row: FoundRow, i) => [...values.map((value) => value(row)), i + 1])
  return table(rows, [...outputs.map((output: { readonly right: Bound }) => output.right.type), 'number'])
}

function table(rows: readonly (readonly Value[])[], types: readonly ValueType[]): FoundTable {
  return {
    json: JSON.stringify(rows.map((cells) => cells.map((cell) => (cell === null ? null : String(cell))))),
    types,
  }
}
