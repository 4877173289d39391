import type { PatternCommand } from '../ast.ts'
import { parseExpression } from '../expression.ts'
import { printExpression } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Pattern.html */
export const pattern: CommandSyntax<PatternCommand> = {
  kind: 'pattern',
  keywords: ['pattern'],
  parse: (cursor, start) => {
    const source = parseExpression(cursor)
    return { kind: 'pattern', source, span: cursor.spanFrom(start) }
  },
  print: ({ source }) => `pattern ${printExpression(source)}`,
}
