import type { Bound, Value } from './bound.ts'
import { call } from './call.ts'
import type { Computed, Plan, Program, ScanNode } from './plan.ts'

/** A plan that reads another. */
export type InnerPlan = Exclude<Plan, ScanNode>

/**
 * The same node with every `in (query)` of its own expressions replaced by the values that the query gave; its inputs are left
 * as they are.
 */
export async function replaceSubqueries<N extends InnerPlan>(
  node: N,
  run: (program: Program) => Promise<readonly Value[]>,
): Promise<N> {
  const bound = async (value: Bound): Promise<Bound> => {
    if (value.kind === 'inQuery') {
      const values = await run(value.query)
      const type = value.query.columns[0]?.type ?? 'text'
      const members = values
        .filter((member) => member !== null)
        .map((member): Bound => ({ kind: 'const', type, value: member }))
      return call('in', [await bound(value.operand), ...members])
    }
    if (value.kind !== 'call' || !hasSubquery(value)) return value
    return { ...value, args: await Promise.all(value.args.map(bound)) }
  }
  const computed = async (columns: readonly Computed[]): Promise<readonly Computed[]> =>
    Promise.all(columns.map(async ({ column, value }) => ({ column, value: await bound(value) })))
  switch (node.kind) {
    case 'where':
    case 'relevantfields':
      return { ...node, test: await bound(node.test) }
    case 'extend':
      return { ...node, columns: await computed(node.columns) }
    case 'aggregate':
      return {
        ...node,
        keys: await computed(node.keys),
        calls: await Promise.all(
          node.calls.map(async (it) => ({ ...it, args: await Promise.all(it.args.map(bound)) })),
        ),
      }
    case 'sort':
      return {
        ...node,
        keys: await Promise.all(node.keys.map(async (key) => ({ ...key, value: await bound(key.value) }))),
      }
    case 'capture':
    case 'pattern':
      return { ...node, source: await bound(node.source) }
    default:
      // Their expressions are names and conversions of names.
      return node
  }
}

/** Whether an expression asks another query. */
export function hasSubquery(value: Bound): boolean {
  return value.kind === 'inQuery' || (value.kind === 'call' && value.args.some(hasSubquery))
}
