import type { CountFrequentCommand } from '../ast.ts'
import { printFields } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseFields } from './syntax.ts'

/** `countFrequent f, …`: the most frequent groups, most frequent first. */
export const countFrequent: CommandSyntax<CountFrequentCommand> = {
  kind: 'countFrequent',
  keywords: ['countfrequent', 'count_frequent'],
  parse: (cursor, start) => {
    const fields = parseFields(cursor)
    return { kind: 'countFrequent', fields, span: cursor.spanFrom(start) }
  },
  print: ({ fields }) => `countFrequent ${printFields(fields)}`,
}
