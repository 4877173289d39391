import type { Row } from '../evaluate.ts'

/**
 * A command that is not relational: it sees rows in their order, in batches, and gives rows in order. An engine runs the plan below
 * it in its own way and pushes what comes out.
 */
export interface Operator {
  readonly push: (rows: readonly Row[]) => readonly Row[]
  /** What is left when all rows were pushed. */
  readonly finish: () => readonly Row[]
}

/** An operator that looks at one row after the other. */
export function rowByRow(step: (row: Row) => Row): Operator {
  return { push: (rows) => rows.map(step), finish: () => [] }
}

/** An operator that must see all rows before it can say anything. */
export function onAllRows(compute: (rows: readonly Row[]) => readonly Row[]): Operator {
  const all: Row[] = []
  return {
    push: (rows) => {
      for (const row of rows) all.push(row)
      return []
    },
    finish: () => compute(all),
  }
}
