import type { CountFrequentCommand } from '../ast.ts'
import { convert } from '../call.ts'
import { printFields } from '../print-expression.ts'
import { reference } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseFields } from './syntax.ts'

/** `countFrequent f, …`: the most frequent groups, most frequent first. */
export const countFrequent: CommandSyntax<CountFrequentCommand> = {
  kind: 'countFrequent',
  keywords: ['countfrequent', 'count_frequent'],
  usage: 'countFrequent f, …',
  summary: 'The combinations of values, most frequent first.',
  example: 'countFrequent level',
  parse: (cursor, start) => {
    const fields = parseFields(cursor)
    return { kind: 'countFrequent', fields, span: cursor.spanFrom(start) }
  },
  print: ({ fields }) => `countFrequent ${printFields(fields)}`,
  bind: ({ fields }, pipeline) => {
    const keys = fields.map((field) => {
      const value = convert(pipeline.bindField(field), 'scalar')
      return { column: pipeline.create(field.name, value.type), value }
    })
    const count = pipeline.create('_approxcount', 'number')
    const calls = [{ column: count, name: 'countAll', args: [] }]
    pipeline.plan = { kind: 'aggregate', input: pipeline.plan, keys, calls }
    const columns = keys.map(({ column }) => column)
    pipeline.restart([...columns, count], () => [
      { value: reference(count), descending: true },
      ...columns.map((column) => ({ value: reference(column), descending: false })),
    ])
  },
}
