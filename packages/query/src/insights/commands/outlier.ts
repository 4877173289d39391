import type { OutlierCommand } from '../ast.ts'
import { printFields } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseBoolean, parseFields } from './syntax.ts'

const DEFAULT_PARAM = 2.5

/** `outlier [action=transform|remove] [param=2.5] [uselower=false] [mark=false] f, …`: clips or removes far values. */
export const outlier: CommandSyntax<OutlierCommand> = {
  kind: 'outlier',
  keywords: ['outlier'],
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
    const fields = parseFields(cursor)
    return { kind: 'outlier', ...options, fields, span: cursor.spanFrom(start) }
  },
  print: ({ action, param, useLower, mark, fields }) =>
    `outlier action=${action} param=${param} uselower=${useLower} mark=${mark} ${printFields(fields)}`,
}
