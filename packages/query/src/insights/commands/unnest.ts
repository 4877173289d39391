import type { ExpandCommand, UnnestCommand } from '../ast.ts'
import { printAlias, printField } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Unnest.html */
export const unnest: CommandSyntax<UnnestCommand> = {
  kind: 'unnest',
  keywords: ['unnest'],
  parse: (cursor, start) => {
    const source = cursor.expectField()
    cursor.expectWord('into')
    const alias = parseAlias(cursor)
    return { kind: 'unnest', source, alias, span: cursor.spanFrom(start) }
  },
  print: ({ source, alias }) => `unnest ${printField(source)} into ${printAlias(alias)}`,
}

export const expand: CommandSyntax<ExpandCommand> = {
  kind: 'expand',
  keywords: ['expand'],
  parse: (cursor, start) => {
    const source = cursor.expectField()
    return { kind: 'expand', source, span: cursor.spanFrom(start) }
  },
  print: ({ source }) => `expand ${printField(source)}`,
}
