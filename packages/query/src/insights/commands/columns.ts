import type { Column as ColumnSyntax } from '../ast.ts'
import { bindExpression } from '../bind-expression.ts'
import type { Column } from '../bound.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Computed } from '../plan.ts'
import { printExpression } from '../print-expression.ts'

/** What `fields` and `display` list: names keep their column, everything else gets one of its own. Later commands see them all. */
export function bindColumns(columns: readonly ColumnSyntax[], pipeline: Pipeline): readonly Column[] {
  const context = pipeline.context()
  const computed: Computed[] = []
  const named: (readonly [ColumnSyntax, Column])[] = []
  const listed = new Map<string, string>()
  for (const syntax of columns) {
    const { expression, alias, name, span } = syntax
    const text = printExpression(expression)
    if (listed.get(name) === text) continue
    listed.set(name, text)
    const value = bindExpression(expression, context)
    // The same thing may be shown again.
    const isSame = value.kind === 'column' && pipeline.scope.names.get(name)?.id === value.id
    if (!pipeline.isDeclared(name) || (alias !== undefined && !isSame)) pipeline.declare(name, span)
    if (value.kind === 'column') {
      named.push([syntax, { id: value.id, name, type: value.type }])
    } else {
      const column = pipeline.create(name, value.type)
      if (expression.kind === 'call' && expression.name === 'split') pipeline.splits.add(column.id)
      computed.push({ column, value })
      named.push([syntax, column])
    }
  }
  pipeline.extend(computed)
  for (const [{ expression, alias }, column] of named) {
    // A name that was used as it is goes on meaning what it meant.
    if (alias !== undefined || expression.kind !== 'field') pipeline.scope.names.set(column.name, column)
    if (expression.kind !== 'field') pipeline.scope.printed.set(printExpression(expression), column)
  }
  return unique(named.map(([, column]) => column))
}

function unique(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name }, i) => columns.findIndex((other) => other.name === name) === i)
}
