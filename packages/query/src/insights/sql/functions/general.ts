import type { Bound } from '../../bound.ts'
import type { Writer } from '../expression.ts'
import { at, type SqlFunction, simple } from './signature.ts'

export const GENERAL_SQL: Readonly<Record<string, SqlFunction>> = {
  ispresent: simple((_, args) => `(${at(args, 0)} IS NOT NULL)`),
  coalesce: simple((_, args) => (args.length === 1 ? at(args, 0) : `coalesce(${args.join(', ')})`)),
  if: (writer, args) =>
    `CASE WHEN ${writer.test(at(args, 0))} THEN ${writer.value(at(args, 1))} ELSE ${writer.value(at(args, 2))} END`,
  case: branches,
  isNumeric: (writer, args) => {
    const value = at(args, 0)
    return value.type === 'text' || value.type === 'json'
      ? `(${writer.number(value)} IS NOT NULL)`
      : `(${writer.value(value)} IS NOT NULL)`
  },
  messageSize: simple(({ dialect }, args) => dialect.bytes(at(args, 0))),
  unmask: simple((_, args) => at(args, 0)),
  histogram: (writer, args) => {
    const [a, width] = [writer.once(writer.value(at(args, 0))), writer.once(writer.value(at(args, 1)))]
    return writer.dialect.finite(writer.once(`CASE WHEN ${width} > 0 THEN floor(${a} / ${width}) * ${width} END`))
  },
}

function branches(writer: Writer, args: readonly Bound[]): string {
  let sql = 'CASE'
  for (let i = 0; i + 1 < args.length; i += 2) {
    sql += ` WHEN ${writer.test(at(args, i))} THEN ${writer.value(at(args, i + 1))}`
  }
  return args.length % 2 === 1 ? `${sql} ELSE ${writer.value(at(args, args.length - 1))} END` : `${sql} END`
}
