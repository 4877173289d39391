import type { OutlierCommand } from '../ast.ts'
import { convert } from '../call.ts'
import { printFields } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseBoolean, parseLooseFields } from './syntax.ts'

const DEFAULT_PARAM = 2.5

/** `outlier [action=transform|remove] [param=2.5] [uselower=false] [mark=false] f, …`: clips or removes far values. */
export const outlier: CommandSyntax<OutlierCommand> = {
  kind: 'outlier',
  keywords: ['outlier'],
  usage: 'outlier [action=transform | remove] [param=2.5] [uselower=false] [mark=false] f …',
  summary: 'Clips or removes values far from the quartiles.',
  example: 'fields ms | outlier action=remove ms',
  parse: (cursor, start) => {
    const options = {
      action: 'transform' as OutlierCommand['action'],
      param: DEFAULT_PARAM,
      useLower: false,
      mark: false,
    }
    for (;;) {
      const option = cursor.takeOption(['action', 'param', 'uselower', 'mark'])
      if (option === undefined) break
      if (option === 'param') options.param = cursor.expectNumber().value
      else if (option === 'uselower') options.useLower = parseBoolean(cursor)
      else if (option === 'mark') options.mark = parseBoolean(cursor)
      else if (cursor.takeWord('remove')) options.action = 'remove'
      else if (cursor.takeWord('transform')) options.action = 'transform'
      else cursor.mismatch("'transform'", "'remove'")
    }
    const fields = parseLooseFields(cursor)
    return { kind: 'outlier', ...options, fields, span: cursor.spanFrom(start) }
  },
  print: ({ action, param, useLower, mark, fields }) =>
    `outlier action=${action} param=${param} uselower=${useLower} mark=${mark} ${printFields(fields)}`,
  bind: ({ action, param, useLower, mark, fields }, pipeline) => {
    const columns = fields.map((field) => {
      const original = convert(pipeline.bindField(field), 'scalar')
      const column = pipeline.create(field.name, original.type === 'text' ? 'text' : 'number')
      return { column, value: convert(original, 'number'), original: convert(original, column.type) }
    })
    const marker = mark ? pipeline.create('isOutlier', 'flag') : undefined
    pipeline.plan = { kind: 'outlier', input: pipeline.plan, action, param, useLower, columns, mark: marker }
    for (const { column } of columns) pipeline.add(column)
    if (marker !== undefined) pipeline.add(marker)
  },
}
