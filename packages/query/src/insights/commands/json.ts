import type { JsonCommand } from '../ast.ts'
import { call } from '../call.ts'
import { printAlias, printField, printString } from '../print-expression.ts'
import { textConst } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias } from './syntax.ts'

/** `json field=@message "a.b" as x`. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html */
export const json: CommandSyntax<JsonCommand> = {
  kind: 'json',
  keywords: ['json'],
  usage: 'json [field=f] "path" as name',
  summary: 'The value at a path of a JSON text.',
  example: 'json field=@message "user.id" as id',
  parse: (cursor, start) => {
    const hasSource = cursor.takeWord('field')
    if (hasSource) cursor.expectSymbol('=')
    const source = hasSource ? cursor.expectField() : undefined
    const { value, span } = cursor.expectString()
    cursor.expectWord('as')
    const alias = parseAlias(cursor)
    return { kind: 'json', source, path: { kind: 'string', value, span }, alias, span: cursor.spanFrom(start) }
  },
  print: ({ source, path, alias }) =>
    `json ${source === undefined ? '' : `field=${printField(source)} `}${printString(path.value)} as ${printAlias(alias)}`,
  bind: ({ source, path, alias }, pipeline) => {
    const text = source === undefined ? pipeline.bindMessage(path.span) : pipeline.bindField(source)
    const keys = path.value.split(/[.[\]]/).filter((key) => key !== '')
    const value = keys.length === 0 ? call('jsonParse', [text]) : call('jsonGet', [text, ...keys.map(textConst)])
    pipeline.addComputed(alias.name, value)
  },
}
