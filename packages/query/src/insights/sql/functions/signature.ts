import type { Bound } from '../../bound.ts'
import type { Writer } from '../expression.ts'

/**
 * Writes the SQL of a call. Arguments have the types that the function declares. Where the function says `nulls: 'null'` or
 * `'false'`, a null argument must give null.
 */
export type SqlFunction = (writer: Writer, args: readonly Bound[], call: Bound) => string

/** For functions of a fixed number of arguments that are plain SQL of their values. */
export function simple(write: (writer: Writer, args: readonly string[]) => string): SqlFunction {
  return (writer, args) =>
    write(
      writer,
      args.map((arg) => writer.value(arg)),
    )
}

/** The argument in a place. */
export function at<T>(args: readonly T[], index: number): T {
  const arg = args[index]
  if (arg === undefined) throw new Error(`BUG: argument ${index} is missing`)
  return arg
}

/** The text of an argument that is written out in the query. */
export function literalText(args: readonly Bound[], index: number): string {
  const arg = args[index]
  if (arg?.kind !== 'const') throw new Error(`BUG: argument ${index} is no constant`)
  return String(arg.value)
}
