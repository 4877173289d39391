import type { Bound } from '../../bound.ts'
import { replacementParts } from '../../functions/patterns.ts'
import type { Writer } from '../expression.ts'
import { unnamed } from './operators.ts'
import { at, literalText, type SqlFunction, simple } from './signature.ts'

/*
 * Not here: toupper (databases keep `ß`, JavaScript writes `SS`), what decodes (databases fail or guess where the text is
 * wrong), and what gives JSON.
 */
export const TEXT_SQL: Readonly<Record<string, SqlFunction>> = {
  isempty: (writer, args) => {
    const value = writer.once(writer.value(at(args, 0)))
    return isText(at(args, 0)) ? `(${value} IS NULL OR ${value} = '')` : `(${value} IS NULL)`
  },
  isblank: (writer, args) => {
    const value = writer.once(writer.value(at(args, 0)))
    if (!isText(at(args, 0))) return `(${value} IS NULL)`
    return `(${value} IS NULL OR NOT ${writer.dialect.matches(value, writer.param('[^ \\t\\n\\r\\f\\v]'))})`
  },
  concat: simple(({ dialect }, args) => (args.length === 1 ? at(args, 0) : dialect.concat(args))),
  ltrim: trim('left'),
  rtrim: trim('right'),
  trim: trim('both'),
  strlen: simple(({ dialect }, args) => dialect.length(at(args, 0))),
  tolower: lower,
  substr,
  replace: (writer, args) => {
    const [text, search, replacement] = [0, 1, 2].map((i) => writer.once(writer.value(at(args, i)))) as [
      string,
      string,
      string,
    ]
    return `CASE WHEN ${search} = '' AND ${replacement} IS NOT NULL THEN ${text} ELSE ${writer.dialect.replace(text, search, replacement)} END`
  },
  regexReplace: (writer, args) => {
    const { dialect } = writer
    const replacement = dialect.replacement(replacementParts(literalText(args, 2)))
    return dialect.replaceAll(
      writer.value(at(args, 0)),
      writer.param(unnamed(literalText(args, 1))),
      writer.param(replacement),
    )
  },
  startsWith: simple(({ dialect }, args) => dialect.startsWith(at(args, 0), at(args, 1))),
  endsWith: simple(({ dialect }, args) => dialect.endsWith(at(args, 0), at(args, 1))),
  strcontains: (writer, args) => {
    const [text, search, ignoreCase] = args.map((arg) => writer.value(arg))
    const exact = writer.dialect.contains(text ?? '', search ?? '')
    if (ignoreCase === undefined) return exact
    const [a, b] = [lowered(writer, text ?? ''), lowered(writer, search ?? '')]
    return `CASE WHEN ${ignoreCase} THEN ${writer.dialect.contains(a, b)} WHEN NOT ${ignoreCase} THEN ${exact} END`
  },
  urlencode: simple(({ dialect }, args) => dialect.urlEncode(at(args, 0))),
  base64encode: simple(({ dialect }, args) => dialect.base64(at(args, 0))),
  md5: simple(({ dialect }, args) => dialect.md5(at(args, 0))),
  sha256: simple(({ dialect }, args) => dialect.sha256(at(args, 0))),
}

function isText({ type }: Bound): boolean {
  return type === 'text' || type === 'json'
}

function trim(side: 'both' | 'left' | 'right'): SqlFunction {
  return (writer, args) => {
    const characters = args[1] === undefined ? undefined : writer.once(writer.value(args[1]))
    const text = writer.value(at(args, 0))
    return writer.dialect.trim(side, characters === undefined ? text : writer.once(text), characters)
  }
}

function lower(writer: Writer, args: readonly Bound[]): string {
  return lowered(writer, writer.value(at(args, 0)))
}

/** Unicode has two letters whose small form is not one letter for one: `İ`, and `Σ` at the end of a word. */
function lowered(writer: Writer, sql: string): string {
  const { dialect } = writer
  const text = writer.once(sql)
  const dotted = dialect.replace(text, `'İ'`, `'i̇'`)
  const ended = dialect.replaceAll(
    dotted,
    writer.param('(\\p{L})Σ(\\P{L}|$)'),
    writer.param(dialect.replacement([1, 'ς', 2])),
  )
  const special = `${dialect.contains(text, `'İ'`)} OR ${dialect.contains(text, `'Σ'`)}`
  return `CASE WHEN ${special} THEN ${dialect.lower(ended)} ELSE ${dialect.lower(text)} END`
}

function substr(writer: Writer, args: readonly Bound[]): string {
  const place = (arg: Bound): string =>
    `least(greatest(${writer.dialect.trunc(writer.once(writer.value(arg)))}, 0), 1e9)`
  const [text, start, length] = args
  const places = [start, length].flatMap((arg) => (arg === undefined ? [] : [writer.once(writer.value(arg))]))
  const sql = writer.dialect.substring(
    writer.value(text as Bound),
    place(start as Bound),
    length === undefined ? undefined : place(length),
  )
  return `CASE WHEN ${places.map((value) => `${value} IS NOT NULL`).join(' AND ')} THEN ${sql} END`
}
