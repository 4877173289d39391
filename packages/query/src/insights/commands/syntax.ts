import type { Alias, Command, Field } from '../ast.ts'
import type { Cursor } from '../cursor.ts'
import { parseList } from '../expression.ts'
import type { Pipeline } from '../pipeline.ts'

/** How one command is read and written. */
export interface CommandSyntax<C extends Command> {
  readonly kind: C['kind']
  /** In lower case; the first is the documented one. */
  readonly keywords: readonly string[]
  /** For the reference page: the syntax, what it does, and a query that the tests run. */
  readonly usage: string
  readonly summary: string
  readonly example: string
  /** Reads what follows the keyword. `start` is where the keyword begins. */
  readonly parse: (cursor: Cursor, start: number) => C
  /** Text that parses to the same command. */
  readonly print: (command: C) => string
  /** Adds what the command computes to a plan. Rules about the order of commands are in bind.ts. */
  readonly bind: (command: C, pipeline: Pipeline) => void
}

export function parseAlias(cursor: Cursor): Alias {
  const { name, span } = cursor.expectField()
  return { name, span }
}

export function parseFields(cursor: Cursor): readonly Field[] {
  return parseList(cursor, (inner) => inner.expectField())
}

/** Fields separated by blanks or commas, or none before the end of the command. */
export function parseOptionalFields(cursor: Cursor): readonly Field[] {
  return cursor.atField() ? parseLooseFields(cursor) : []
}

/** Fields separated by blanks, as the newer commands are documented, or by commas. */
export function parseLooseFields(cursor: Cursor): readonly Field[] {
  const fields = [cursor.expectField()]
  while (cursor.takeSymbol(',') || cursor.atField()) fields.push(cursor.expectField())
  return fields
}

/** `true` or `false`. */
export function parseBoolean(cursor: Cursor): boolean {
  if (cursor.takeWord('true')) return true
  if (cursor.takeWord('false')) return false
  return cursor.mismatch("'true'", "'false'")
}

/** A whole number from `min` to `max`. */
export function parseInteger(cursor: Cursor, what: string, min: number, max: number): number {
  const { value, span } = cursor.expectNumber()
  if (!Number.isInteger(value) || value < min || value > max) {
    cursor.fail(`${what} must be an integer from ${min} to ${max}, got ${value}`, span)
  }
  return value
}
