import type { Bound } from '../../bound.ts'
import type { Writer } from '../expression.ts'
import { at, type SqlFunction, simple } from './signature.ts'

export const NUMBER_SQL: Readonly<Record<string, SqlFunction>> = {
  abs: simple((_, args) => `abs(${at(args, 0)})`),
  ceil: simple((_, args) => `(ceil(${at(args, 0)}) + 0)`),
  floor: simple((_, args) => `(floor(${at(args, 0)}) + 0)`),
  sqrt: (writer, args) => {
    const a = writer.once(writer.value(at(args, 0)))
    return `CASE WHEN ${a} >= 0 THEN sqrt(${a}) END`
  },
  round,
  greatest: extreme('greatest'),
  least: extreme('least'),
  toNumber: (writer, args) => writer.number(at(args, 0)),
  toInt: whole(2 ** 31),
  toLong: whole(2 ** 63),
}

/** Halves away from zero, as roundTo does, step by step. */
function round(writer: Writer, args: readonly Bound[]): string {
  const { dialect } = writer
  const a = writer.once(writer.value(at(args, 0)))
  const digits = args[1] === undefined ? undefined : dialect.trunc(writer.value(args[1]))
  // Powers of ten up to 15 are exact floats, whichever way they are computed.
  const scale = digits === undefined ? '1' : writer.once(`round(power(10, least(15, greatest(0, ${digits}))))`)
  const scaled = writer.once(`abs(${a}) * ${scale}`)
  const rounded = `(sign(${a}) * floor(${scaled} + 0.5)) / ${scale} + 0`
  const absent = digits === undefined ? '' : `WHEN ${scale} IS NULL THEN NULL `
  return `CASE ${absent}WHEN ${scaled} >= 9007199254740992 THEN ${a} ELSE ${rounded} END`
}

/** Databases differ in what a null does here, so there is none: one of the others stands in for it. */
function extreme(name: string): SqlFunction {
  return (writer, args) => {
    const values = args.map((arg) => writer.once(writer.value(arg)))
    if (values.length === 1) return at(values, 0)
    const any = writer.once(`coalesce(${values.join(', ')})`)
    return `${name}(${values.map((value) => `coalesce(${value}, ${any})`).join(', ')})`
  }
}

function whole(limit: number): SqlFunction {
  return (writer, args) => {
    const a = writer.once(`${writer.dialect.trunc(writer.value(at(args, 0)))} + 0`)
    // As parameters: a literal of so many digits would be compared as a whole number, not as a float.
    return `CASE WHEN ${a} >= ${writer.param(-limit)} AND ${a} < ${writer.param(limit)} THEN ${a} END`
  }
}
