import type { Field, JoinCommand } from '../ast.ts'
import { problem, unknownSymbol } from '../bind-expression.ts'
import type { Column } from '../bound.ts'
import { convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseSubquery } from '../parse.ts'
import { printQuery } from '../print.ts'
import { printField, printName } from '../print-expression.ts'
import { Scope } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'

/** `join type=left left=a right=b where a.k=b.k (SOURCE 'x' | …)`. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Join.html */
export const join: CommandSyntax<JoinCommand> = {
  kind: 'join',
  keywords: ['join'],
  usage: 'join [type=inner | left] left=a right=b where a.k = b.k [and …] (query)',
  summary: 'Rows of two queries whose keys are equal.',
  example: 'join type=left left=a right=b where a.user.id = b.id (SOURCE "/users" | fields id, name)',
  parse: (cursor, start) => {
    const type = parseType(cursor)
    const left = parseName(cursor, 'left')
    const right = parseName(cursor, 'right')
    cursor.expectWord('where')
    const on = [parsePair(cursor, left, right)]
    while (cursor.takeWord('and')) on.push(parsePair(cursor, left, right))
    const query = parseSubquery(cursor)
    return { kind: 'join', type, left, right, on, query, span: cursor.spanFrom(start) }
  },
  print: ({ type, left, right, on, query }) => {
    const pairs = on.map((pair) => `${printField(pair.left)} = ${printField(pair.right)}`).join(' and ')
    return `join type=${type} left=${printName(left)} right=${printName(right)} where ${pairs} (${printQuery(query)})`
  },
  bind: ({ type, left, right, on, query, span }, pipeline) => {
    if (pipeline.joined) problem('A query can have at most one join', span)
    if (left === right) problem('The two sides of a join need different names', span)
    const inner = pipeline.subquery(query, query.span)
    const scope = new Scope(
      undefined,
      new Map([
        [left, pipeline.scope],
        [right, inner.scope],
      ]),
    )
    const keyOf = (field: Field) => convert(scope.find(field) ?? unknownSymbol(field.name, field.span), 'text')
    const keys = on.map((pair) => ({ left: keyOf(pair.left), right: keyOf(pair.right) }))
    const shown = [...prefixed(left, pipeline.shown()), ...prefixed(right, inner.shown())]
    pipeline.plan = { kind: 'join', input: pipeline.plan, right: inner.plan, type, on: keys }
    const order = pipeline.order
    const tieBreakers = [...pipeline.tieBreakers, ...inner.tieBreakers]
    pipeline.restart(shown, () => tieBreakers, scope)
    if (order !== undefined) pipeline.order = [...order, ...inner.tieBreakers]
    pipeline.joined = true
  },
}

function parseType(cursor: Cursor): JoinCommand['type'] {
  if (!cursor.takeWord('type')) return 'inner'
  cursor.expectSymbol('=')
  if (cursor.takeWord('inner')) return 'inner'
  if (cursor.takeWord('left')) return 'left'
  return cursor.mismatch("'inner'", "'left'")
}

function parseName(cursor: Cursor, side: 'left' | 'right'): string {
  cursor.expectWord(side)
  cursor.expectSymbol('=')
  return cursor.expectField().name
}

/** `a.k = b.k`, in either order. */
function parsePair(cursor: Cursor, left: string, right: string): { readonly left: Field; readonly right: Field } {
  const first = cursor.expectField()
  cursor.expectSymbol('=')
  const second = cursor.expectField()
  if (first.base === left && second.base === right) return { left: first, right: second }
  if (first.base === right && second.base === left) return { left: second, right: first }
  return cursor.fail(`A join compares a field of ${left} with a field of ${right}`, {
    start: first.span.start,
    end: second.span.end,
  })
}

function prefixed(side: string, columns: readonly Column[]): readonly Column[] {
  return columns.map((column) => ({ ...column, name: `${side}.${column.name}` }))
}
