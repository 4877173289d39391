import type { Call, Column as ColumnSyntax, DurationLiteral, StatsCommand } from '../ast.ts'
import {
  bindExpression,
  bindLiteral,
  bindTimestamp,
  type ExpressionContext,
  problem,
  unknownSymbol,
  wrongCount,
} from '../bind-expression.ts'
import type { Bound, Column } from '../bound.ts'
import { call as callFunction, convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseColumn, parseList } from '../expression.ts'
import { AGGREGATES_BY_WORD } from '../functions/index.ts'
import type { AggregateSpec } from '../functions/signature.ts'
import { durationMs } from '../periods.ts'
import type { Pipeline } from '../pipeline.ts'
import type { AggregateCall, Computed, SortKey } from '../plan.ts'
import { printColumns, printDuration, printExpression } from '../print-expression.ts'
import { numberConst, reference, Scope } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
export const stats: CommandSyntax<StatsCommand> = {
  kind: 'stats',
  keywords: ['stats'],
  usage: 'stats aggregate [as name], … [by e, …] [offset period]',
  summary: 'One row for each group; up to 10 times.',
  example: 'stats count(*) as n, avg(ms) by bin(5m), level',
  parse: (cursor, start) => {
    const columns = parseList(cursor, parseColumn)
    const by = takeBy(cursor) ? parseList(cursor, parseColumn) : []
    const offset = cursor.takeWord('offset') ? parseDuration(cursor) : undefined
    return { kind: 'stats', columns, by, offset, span: cursor.spanFrom(start) }
  },
  print: ({ columns, by, offset }) =>
    `stats ${printColumns(columns)}${by.length > 0 ? ` by ${printColumns(by)}` : ''}${
      offset === undefined ? '' : ` offset ${printDuration(offset)}`
    }`,
  bind: (command, pipeline) => {
    const [column] = command.columns
    const isTopK = ({ expression }: ColumnSyntax) => expression.kind === 'call' && expression.name === 'topk'
    if (command.columns.some(isTopK)) {
      if (command.columns.length > 1 || command.by.length > 0 || column === undefined) {
        return problem('topk can have no by and no other function beside it', command.span)
      }
      return bindTopK(column, pipeline)
    }
    bindStats(command, pipeline)
  },
}

/** `by`, or `group by` as AWS's examples for Lambda SnapStart have it. */
function takeBy(cursor: Cursor): boolean {
  if (!cursor.takeWord('group')) return cursor.takeWord('by')
  cursor.expectWord('by')
  return true
}

export function parseDuration(cursor: Cursor): DurationLiteral {
  const { amount, unit, span } = cursor.expectDuration()
  return { kind: 'duration', amount, unit, span }
}

function bindStats({ columns, by, offset }: StatsCommand, pipeline: Pipeline): void {
  const context = pipeline.context()
  const scope = new Scope()
  const keys = bindKeys(by, offset === undefined ? 0 : durationMs(offset), pipeline, scope)
  const calls: AggregateCall[] = []
  const shown: Column[] = keys.map(({ column }) => column)
  const computed: Computed[] = []
  const aggregate = (call: Call, name: string): Column => {
    const bound = bindAggregate(call, context)
    const column = pipeline.create(name, bound.type)
    calls.push({ column, name: bound.name, args: bound.args })
    return column
  }
  // What the expression around an aggregate sees: keys, and columns of the same stats that stand before it.
  const around = {
    ...context,
    scope,
    aggregate: (call: Call): Bound => reference(aggregate(call, printExpression(call))),
  }
  for (const { expression, name, span } of columns) {
    if (scope.names.has(name)) unknownSymbol(name, span)
    let column: Column
    if (expression.kind === 'call' && AGGREGATES_BY_WORD.has(expression.name)) column = aggregate(expression, name)
    else {
      const value = bindExpression(expression, around)
      if (value.kind === 'const') problem('stats takes aggregate functions', span)
      column = pipeline.create(name, value.type)
      computed.push({ column, value })
    }
    scope.names.set(name, column)
    scope.printed.set(printExpression(expression), column)
    shown.push(column)
  }
  pipeline.plan = { kind: 'aggregate', input: pipeline.plan, keys, calls }
  // A column may use one that stands before it, so each is computed in a step of its own.
  for (const step of computed) pipeline.extend([step])
  pipeline.restart(shown, () => defaultOrder(keys, calls), scope)
  for (const column of shown) scope.names.set(column.name, column)
  pipeline.grouping = { keys, calls: shown.slice(keys.length) }
}

function bindKeys(
  by: readonly ColumnSyntax[],
  binOffsetMs: number,
  pipeline: Pipeline,
  scope: Scope,
): readonly Computed[] {
  const context = { ...pipeline.context(), binOffsetMs }
  return by.map(({ expression, name, span }) => {
    const value = convert(bindExpression(expression, context), 'scalar')
    if (scope.names.has(name)) unknownSymbol(name, span)
    const column = pipeline.create(name, value.type)
    scope.names.set(name, column)
    scope.printed.set(printExpression(expression), column)
    return { column, value }
  })
}

/**
 * Order of rows without `sort` (our choice, CloudWatch promises none): newest bin first, else the greatest first aggregate first;
 * then by the keys.
 */
function defaultOrder(keys: readonly Computed[], calls: readonly AggregateCall[]): readonly SortKey[] {
  if (keys.length === 0) return []
  const time = keys.find(({ column }) => column.type === 'time')
  const first = time?.column ?? calls.find(({ column }) => column.type !== 'json')?.column
  const rest = keys.filter(({ column }) => column !== first).map(({ column }) => column)
  return [
    ...(first === undefined ? [] : [{ value: reference(first), descending: true }]),
    ...rest.map((column) => ({ value: reference(column), descending: false })),
  ]
}

interface BoundAggregate {
  readonly name: string
  readonly type: Column['type']
  readonly args: readonly Bound[]
}

function bindAggregate({ name, args, span }: Call, context: ExpressionContext): BoundAggregate {
  const spec = AGGREGATES_BY_WORD.get(name)
  if (spec === undefined) return problem(`${name} cannot stand here`, span)
  const [first] = args
  if (spec.name === 'count' && (first === undefined || (first.kind === 'star' && args.length === 1))) {
    return { name: 'countAll', type: 'number', args: [] }
  }
  if (args.length !== spec.params.length) wrongCount(name, String(spec.params.length), args.length, span)
  const bound = args.map((arg, i) => {
    const param = spec.params[i] as AggregateSpec['params'][number]
    return param.literal === true
      ? bindLiteral(arg, name, param, context)
      : convert(bindExpression(arg, context), param.type)
  })
  if (spec.ordered === true) {
    const { scan } = context.scope
    bound.push(bindTimestamp(context, span), scan === undefined ? numberConst(0) : reference(scan.builtin('sequence')))
  }
  const types = bound.map(({ type }) => type)
  return { name: spec.name, type: typeof spec.returns === 'function' ? spec.returns(types) : spec.returns, args: bound }
}

const MAX_TOP = 10_000

/** `topk(k, f)` gives rows: the most frequent values, most frequent first. */
function bindTopK({ expression, name, span }: ColumnSyntax, pipeline: Pipeline): void {
  const [count, field] = expression.kind === 'call' ? expression.args : []
  if (expression.kind !== 'call' || count === undefined || field === undefined || expression.args.length > 2) {
    problem('topk takes a number of values and a field', span)
  }
  if (count.kind !== 'number' || !Number.isInteger(count.value) || count.value < 1 || count.value > MAX_TOP) {
    problem(`topk takes a whole number from 1 to ${MAX_TOP} and a field`, count.span)
  }
  const value = convert(bindExpression(field, pipeline.context()), 'scalar')
  const column = pipeline.create(name, value.type)
  const frequency = pipeline.create('count', 'number')
  const present = callFunction('ispresent', [value])
  const input = { kind: 'where', input: pipeline.plan, test: present } as const
  const calls = [{ column: frequency, name: 'countAll', args: [] }]
  pipeline.plan = { kind: 'aggregate', input, keys: [{ column, value }], calls }
  pipeline.restart([column], () => [
    { value: reference(frequency), descending: true },
    { value: reference(column), descending: false },
  ])
  pipeline.limit(count.value, false)
}
