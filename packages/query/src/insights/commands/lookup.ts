import type { Field, LookupCommand } from '../ast.ts'
import { problem } from '../bind-expression.ts'
import { convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseList } from '../expression.ts'
import type { Pipeline } from '../pipeline.ts'
import { printField, printName } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html */
export const lookup: CommandSyntax<LookupCommand> = syntax('lookup', false, {
  usage: 'lookup table column [as f], … OUTPUT | OUTPUTNEW column, …',
  summary: 'Columns of a lookup table beside the rows with equal values.',
  example: 'lookup users id as user.id OUTPUT name',
})

/** Finds the longest prefix of the table that contains the address. */
export const cidrLookup: CommandSyntax<LookupCommand> = syntax('cidrlookup', true, {
  usage: 'cidrlookup table f [as column] OUTPUT | OUTPUTNEW column, …',
  summary: 'The same by address: the longest network that contains it.',
  example: 'cidrlookup networks ip as cidr OUTPUT zone',
})

type Manual = Pick<CommandSyntax<LookupCommand>, 'usage' | 'summary' | 'example'>

function syntax(keyword: string, cidr: boolean, manual: Manual): CommandSyntax<LookupCommand> {
  return {
    kind: 'lookup',
    keywords: [keyword],
    ...manual,
    parse: (cursor, start) => {
      const table = cursor.expectField().name
      const keys = parseList(cursor, cidr ? parseAddressKey : parseKey)
      const keepExisting = parseMode(cursor)
      const outputs = parseList(cursor, (inner) => inner.expectField().name)
      return { kind: 'lookup', cidr, table, keys, keepExisting, outputs, span: cursor.spanFrom(start) }
    },
    print: printLookup,
    bind: bindLookup,
  }
}

/** `column [as field]`: without a field the one that is called like the column. */
function parseKey(cursor: Cursor): { readonly column: string; readonly field: Field } {
  const column = cursor.expectField()
  const field = cursor.takeWord('as') ? cursor.expectField() : column
  return { column: column.name, field }
}

/** `field [as column]`: the other way round, as the documentation of cidrlookup has it. */
function parseAddressKey(cursor: Cursor): { readonly column: string; readonly field: Field } {
  const field = cursor.expectField()
  const column = cursor.takeWord('as') ? cursor.expectField().name : field.name
  return { column, field }
}

function parseMode(cursor: Cursor): boolean {
  if (cursor.takeWord('outputnew')) return true
  cursor.expectWord('output')
  return false
}

function printLookup({ cidr, table, keys, keepExisting, outputs }: LookupCommand): string {
  const pairs = keys.map(({ column, field }) =>
    cidr ? `${printField(field)} as ${printName(column)}` : `${printName(column)} as ${printField(field)}`,
  )
  const mode = keepExisting ? 'OUTPUTNEW' : 'OUTPUT'
  const keyword = cidr ? 'cidrlookup' : 'lookup'
  return `${keyword} ${printName(table)} ${pairs.join(', ')} ${mode} ${outputs.map(printName).join(', ')}`
}

function bindLookup(command: LookupCommand, pipeline: Pipeline): void {
  const { cidr, table, keys, keepExisting, outputs } = command
  checkTable(command, pipeline)
  const added = outputs.map((name) => {
    const field: Field = { kind: 'field', name, base: name, accessors: [], span: command.span }
    // After `stats` there may be nothing of this name yet.
    const existing = keepExisting ? pipeline.scope.find(field) : undefined
    return {
      tableColumn: name,
      column: pipeline.create(name, 'text'),
      existing: existing === undefined ? undefined : convert(existing, 'text'),
    }
  })
  pipeline.plan = {
    kind: 'lookup',
    input: pipeline.plan,
    table,
    cidr,
    keys: keys.map(({ column, field }) => ({
      tableColumn: column,
      value: convert(pipeline.bindField(field), 'text'),
    })),
    outputs: added,
  }
  for (const { column } of added) pipeline.add(column)
}

function checkTable({ table, cidr, keys, outputs, span }: LookupCommand, { options }: Pipeline): void {
  if (cidr && keys.length !== 1) problem('cidrlookup compares one field', span)
  if (options.lookupTables === undefined) return
  const columns = options.lookupTables.get(table)
  if (columns === undefined) problem(`The lookup table ${table} does not exist`, span)
  const missing = [...keys.map(({ column }) => column), ...outputs].find((name) => columns?.includes(name) === false)
  if (missing !== undefined) problem(`The lookup table ${table} has no column ${missing}`, span)
}
