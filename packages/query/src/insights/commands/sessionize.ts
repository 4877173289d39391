import type { SessionizeCommand } from '../ast.ts'
import { convert } from '../call.ts'
import { durationMs } from '../periods.ts'
import { printAlias, printDuration, printFields } from '../print-expression.ts'
import { parseDuration } from './stats.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias, parseFields } from './syntax.ts'

/** `sessionize f, … [maxspan 30m] [as session_id]`: events of the same keys without a long pause share an id. */
export const sessionize: CommandSyntax<SessionizeCommand> = {
  kind: 'sessionize',
  keywords: ['sessionize'],
  usage: 'sessionize f, … [maxspan 30m] [as name]',
  summary: 'Numbers the sessions of the same values without a long pause.',
  example: 'fields level | sessionize level maxspan 5m',
  parse: (cursor, start) => {
    const fields = parseFields(cursor)
    let maxSpan: SessionizeCommand['maxSpan']
    if (cursor.takeWord('maxspan')) {
      cursor.takeSymbol('=')
      maxSpan = parseDuration(cursor)
    }
    const alias = cursor.takeWord('as') ? parseAlias(cursor) : undefined
    return { kind: 'sessionize', fields, maxSpan, alias, span: cursor.spanFrom(start) }
  },
  print: ({ fields, maxSpan, alias }) =>
    `sessionize ${printFields(fields)}${maxSpan === undefined ? '' : ` maxspan ${printDuration(maxSpan)}`}${
      alias === undefined ? '' : ` as ${printAlias(alias)}`
    }`,
  bind: ({ fields, maxSpan, alias, span }, pipeline) => {
    pipeline.ensureOrder()
    const column = pipeline.create(alias?.name ?? 'session_id', 'number')
    pipeline.plan = {
      kind: 'sessionize',
      input: pipeline.plan,
      keys: fields.map((field) => convert(pipeline.bindField(field), 'scalar')),
      time: pipeline.timestamp(span),
      maxSpanMs: maxSpan === undefined ? DEFAULT_SPAN_MS : durationMs(maxSpan),
      column,
    }
    pipeline.add(column)
  },
}

const DEFAULT_SPAN_MS = 30 * 60_000
