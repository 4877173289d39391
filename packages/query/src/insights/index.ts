/*
 * CloudWatch Logs Insights: text -> tree (parse.ts) -> plan (bind.ts) -> rows. An engine runs plans; the interpreter is the one
 * that says what they mean.
 */
export type { Command, Query, Source, SourceTime, TagCondition } from './ast.ts'
export { bindQuery } from './bind.ts'
export { SPECIAL_FUNCTIONS } from './bind-expression.ts'
export type { Bound, Column, Value, ValueType } from './bound.ts'
export { COMMANDS } from './commands/index.ts'
export { discoverFields, LAMBDA_FIELDS, MAX_DISCOVERED_FIELDS } from './discover.ts'
export { compileBound, type Row } from './evaluate.ts'
export { PRIVATE_NETWORKS, RESERVED_NETWORKS } from './functions/addresses.ts'
export { AGGREGATE_FUNCTIONS, FUNCTIONS } from './functions/index.ts'
export { replacementParts } from './functions/patterns.ts'
export type { AggregateSpec, FunctionSpec } from './functions/signature.ts'
export { type InsightsEvent, type InterpretContext, interpret } from './interpret.ts'
export { createOperator, earlierPlan, isOperator, type OperatorNode } from './operators/index.ts'
export type { Operator } from './operators/operator.ts'
export { type PatternMiner, patternRows } from './operators/pattern.ts'
export { parseQuery } from './parse.ts'
export { forDatabase } from './passes/for-database.ts'
export { type BindOptions, DEFAULT_LIMIT } from './pipeline.ts'
export type {
  AggregateCall,
  AggregateNode,
  BuiltinField,
  CaptureNode,
  Computed,
  DedupNode,
  ExplodeNode,
  FieldName,
  JoinNode,
  LimitNode,
  LookupNode,
  PatternNode,
  Plan,
  Program,
  ScanField,
  ScanNode,
  SortKey,
  TimeRange,
} from './plan.ts'
export { MAX_JOIN_KEYS } from './plan.ts'
export {
  columnsIn,
  deepestAggregate,
  highestId,
  isCountedBelow,
  isUnfiltered,
  limitOf,
  neededOf,
  scanOf,
  showsAllGroups,
  withoutAdded,
} from './plan-facts.ts'
export { printQuery } from './print.ts'
export { QueryFailure } from './query-failure.ts'
export { type ResultField, type ResultRow, resultRow, resultText } from './result.ts'
export {
  expandSavedQueries,
  MAX_QUERY_LENGTH,
  placeholders,
  type SavedQuery,
  type SavedQueryParameter,
} from './saved-query.ts'
export {
  AGGREGATE_SQL,
  COMMAND_NOTES,
  clickhouse,
  type Dialect,
  duckdb,
  FUNCTION_NOTES,
  isRelational,
  type Rendered,
  type RenderedScan,
  readsFragments,
  render,
  SQL_FUNCTIONS,
  type SqlValue,
} from './sql/index.ts'
export { hasSubquery, replaceSubqueries } from './subqueries.ts'
