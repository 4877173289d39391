import type { FillDownCommand, FillMissingCommand, NumberLiteral, StringLiteral } from '../ast.ts'
import { problem } from '../bind-expression.ts'
import type { Bound, Column } from '../bound.ts'
import { convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import type { Pipeline } from '../pipeline.ts'
import type { FillMissingNode } from '../plan.ts'
import { printExpression, printField, printName } from '../print-expression.ts'
import { numberConst, reference, textConst } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'

/** `filldown [f g*]`: a missing value becomes the last one above it. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filldown.html */
export const fillDown: CommandSyntax<FillDownCommand> = {
  kind: 'filldown',
  keywords: ['filldown'],
  usage: 'filldown [f g* …]',
  summary: 'A missing value becomes the last one above it.',
  example: 'fields level | filldown level',
  parse: (cursor, start) => {
    const names: string[] = []
    while (cursor.atField() || cursor.atSymbol('*')) {
      names.push(parseWildName(cursor))
      if (cursor.takeSymbol(',') && !cursor.atField() && !cursor.atSymbol('*')) cursor.mismatch('ID', "'*'")
    }
    return { kind: 'filldown', names, span: cursor.spanFrom(start) }
  },
  print: ({ names }) => `filldown ${names.map(printWildName).join(', ')}`.trimEnd(),
  bind: (command, pipeline) => {
    pipeline.ensureOrder()
    const columns = chosenColumns(command, pipeline).map((column) => ({
      column: pipeline.create(column.name, column.type),
      value: reference(column),
    }))
    pipeline.plan = { kind: 'filldown', input: pipeline.plan, columns }
    for (const { column } of columns) pipeline.add(column)
  },
}

function chosenColumns({ names, span }: FillDownCommand, pipeline: Pipeline): readonly Column[] {
  const shown = pipeline.shown()
  if (names.length === 0) return shown
  return names.flatMap((name) => {
    const matching = shown.filter((column) => wildcard(name).test(column.name))
    if (matching.length > 0 || name.includes('*')) return matching
    const value = pipeline.bindField({ kind: 'field', name, base: name, accessors: [], span })
    return value.kind === 'column' ? [{ id: value.id, type: value.type, name }] : []
  })
}

function wildcard(name: string): RegExp {
  const parts = name.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** `fillmissing [with 0 for a, b, 1 for c]`: rows for the bins in which nothing happened. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Fillmissing.html */
export const fillMissing: CommandSyntax<FillMissingCommand> = {
  kind: 'fillmissing',
  keywords: ['fillmissing'],
  usage: 'fillmissing [with value for f, …, value for g, …]',
  summary: 'After `stats … by bin()`: rows for the bins in which nothing happened.',
  example: 'stats count(*) as n by bin(30m) | fillmissing with 0 for n',
  parse: (cursor, start) => {
    const values = cursor.takeWord('with') ? parseFillings(cursor) : []
    return { kind: 'fillmissing', values, span: cursor.spanFrom(start) }
  },
  print: ({ values }) => {
    const pairs = values.map(({ value, field }) => `${printExpression(value)} for ${printField(field)}`)
    return pairs.length === 0 ? 'fillmissing' : `fillmissing with ${pairs.join(', ')}`
  },
  bind: ({ values, span }, pipeline) => {
    const { grouping } = pipeline
    const bin = grouping?.keys.find(({ value }) => stepOf(value) !== undefined)
    const step = bin === undefined ? undefined : stepOf(bin.value)
    if (grouping === undefined || bin === undefined || step === undefined) {
      return problem('fillmissing has to be used after stats with bin', span)
    }
    pipeline.ensureOrder()
    pipeline.plan = {
      kind: 'fillmissing',
      input: pipeline.plan,
      time: bin.column,
      keys: grouping.keys.map(({ column }) => column).filter((column) => column !== bin.column),
      step,
      range: pipeline.options.range,
      values: values.map(({ value, field }) => {
        const bound = pipeline.bindField(field)
        if (bound.kind !== 'column') return problem('fillmissing fills columns of stats', field.span)
        const filling = value.kind === 'number' ? numberConst(value.value) : textConst(value.value)
        return { column: { id: bound.id, name: field.name, type: bound.type }, value: convert(filling, bound.type) }
      }),
    }
    pipeline.order = [{ value: reference(bin.column), descending: false }, ...pipeline.tieBreakers]
  },
}

/** How `bin` divides time; undefined for other expressions. */
function stepOf(value: Bound): FillMissingNode['step'] | undefined {
  if (value.kind !== 'call' || (value.name !== 'floorTime' && value.name !== 'floorMonths')) return undefined
  const [, count, originMs] = value.args.map((arg) => (arg.kind === 'const' ? Number(arg.value) : 0)) as [
    number,
    number,
    number,
  ]
  return { unit: value.name === 'floorTime' ? 'ms' : 'month', count, originMs }
}

/** `0 for a, b, "none" for c`: a value goes for all fields up to the next value. */
function parseFillings(cursor: Cursor): FillMissingCommand['values'] {
  const fillings: FillMissingCommand['values'][number][] = []
  do {
    const last = fillings.at(-1)
    if (last !== undefined && cursor.atField()) {
      fillings.push({ value: last.value, field: cursor.expectField() })
      continue
    }
    const value = parseValue(cursor)
    cursor.expectWord('for')
    fillings.push({ value, field: cursor.expectField() })
  } while (cursor.takeSymbol(','))
  return fillings
}

/** A name in which `*` stands for any run of characters; its parts touch each other. */
function parseWildName(cursor: Cursor): string {
  let name = ''
  do {
    name += cursor.takeSymbol('*') ? '*' : cursor.expectField().name
  } while (cursor.adjacent() && (cursor.atSymbol('*') || cursor.atField()))
  return name
}

function printWildName(name: string): string {
  return name
    .split('*')
    .map((part) => (part === '' ? '' : printName(part)))
    .join('*')
}

function parseValue(cursor: Cursor): NumberLiteral | StringLiteral {
  const negative = cursor.peek().span.start
  const sign = cursor.takeSymbol('-') ? -1 : 1
  const token = cursor.peek()
  if (sign === 1 && token.kind === 'string') {
    cursor.take()
    return { kind: 'string', value: token.value, span: token.span }
  }
  const { value, text } = cursor.expectNumber()
  return { kind: 'number', value: sign * value, text: sign === 1 ? text : `-${text}`, span: cursor.spanFrom(negative) }
}
