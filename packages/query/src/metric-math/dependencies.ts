import { SyntaxProblem } from '../syntax-problem.ts'
import { type MathExpression, walk } from './ast.ts'

/** An expression that comes back to itself, by way of these ids. */
export class CircularDependency extends SyntaxProblem {
  override readonly name: string = 'CircularDependency'
  /** Whose expression it is. */
  readonly id: string

  constructor(path: readonly string[]) {
    super(`Circular dependency between expressions: ${path.join(' -> ')}`, 0, 0)
    this.id = path[0] ?? ''
  }
}

/** The ids that an expression names, each once. */
export function idsIn(expression: MathExpression): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const part of walk(expression)) if (part.kind === 'id') ids.add(part.name)
  return ids
}

/**
 * Ids of the expressions in an order in which each comes after those it uses; ids of metrics and unknown ones are left out.
 *
 * @throws {CircularDependency}
 */
export function evaluationOrder(expressions: ReadonlyMap<string, MathExpression>): readonly string[] {
  const order: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (id: string): void => {
    const expression = expressions.get(id)
    if (expression === undefined || done.has(id)) return
    if (path.includes(id)) throw new CircularDependency([...path.slice(path.indexOf(id)), id])
    path.push(id)
    for (const used of idsIn(expression)) visit(used)
    path.pop()
    done.add(id)
    order.push(id)
  }
  for (const id of expressions.keys()) visit(id)
  return order
}
