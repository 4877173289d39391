import type { FilterIndexCommand, NumberLiteral, StringLiteral } from '../ast.ts'
import { problem } from '../bind-expression.ts'
import { call } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseList } from '../expression.ts'
import { printExpression, printField } from '../print-expression.ts'
import { textConst } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-FilterIndex.html */
export const filterIndex: CommandSyntax<FilterIndexCommand> = {
  kind: 'filterIndex',
  keywords: ['filterindex'],
  usage: 'filterIndex f = "v" | f in ["v", …]',
  summary: 'A filter that also leaves out log groups without an index on the field.',
  example: 'filterIndex level in ["ERROR"]',
  parse: (cursor, start) => {
    const field = cursor.expectField()
    const values = parseValues(cursor)
    return { kind: 'filterIndex', field, values, span: cursor.spanFrom(start) }
  },
  print: ({ field, values }) => `filterIndex ${printField(field)} in [${values.map(printExpression).join(', ')}]`,
  bind: ({ field, values, span }, pipeline) => {
    const { scan } = pipeline.scope
    if (!pipeline.raw || scan === undefined) return problem('unexpected symbol found filterIndex', span)
    const texts = values.map((value) => (value.kind === 'number' ? value.text : value.value))
    scan.addIndexed(field.name, texts)
    const test = call('in', [pipeline.bindField(field), ...texts.map(textConst)])
    pipeline.plan = { kind: 'where', input: pipeline.plan, test }
  },
}

function parseValues(cursor: Cursor): readonly (StringLiteral | NumberLiteral)[] {
  if (cursor.takeSymbol('=')) return [parseValue(cursor)]
  if (!cursor.takeWord('in')) cursor.mismatch("'='", 'K_IN')
  cursor.expectSymbol('[')
  const values = parseList(cursor, parseValue)
  cursor.expectSymbol(']')
  return values
}

function parseValue(cursor: Cursor): StringLiteral | NumberLiteral {
  const token = cursor.peek()
  if (token.kind === 'string') {
    cursor.take()
    return { kind: 'string', value: token.value, span: token.span }
  }
  if (token.kind !== 'number') return cursor.mismatch('STRING', 'NUMBER')
  cursor.take()
  return { kind: 'number', value: token.value, text: token.text, span: token.span }
}
