export {
  type CompiledFilterPattern,
  compileFilterPattern,
  matchFilterPattern,
} from './filter-pattern/compile.ts'
export { type JsonObject, LogText } from './filter-pattern/log-text.ts'
export {
  type ExtractedFields,
  type MetricValue,
  parseMetricValue,
  parseValueSource,
  readMetricValue,
  readText,
  type ValueSource,
} from './filter-pattern/metric-value.ts'
export { parseFilterPattern } from './filter-pattern/parse.ts'
export type {
  Column,
  ColumnTest,
  Expression,
  FilterPattern,
  JsonExpression,
  JsonTest,
  Operand,
  Operator,
  RegexOperand,
  Selector,
  SelectorStep,
  Term,
} from './filter-pattern/pattern.ts'
export { printFilterPattern } from './filter-pattern/print.ts'
export {
  type BinaryOperator,
  CircularDependency,
  emptySeries,
  evaluateMath,
  evaluationOrder,
  finalSeries,
  type Grid,
  idsIn,
  type MathCall,
  type MathExpression,
  type MathHost,
  onOneGrid,
  type Points,
  parseMath,
  pointsOf,
  printMath,
  type SeriesSource,
  type TimeSeries,
  type Value,
  walk,
} from './metric-math/index.ts'
export { type MetricSearch, MetricSearchIndex, parseSearch } from './metric-search/index.ts'
export {
  groupMetrics,
  type InsightsFunction,
  isMetricsInsights,
  labelName,
  type MetricsInsightsQuery,
  orderSeries,
  parseMetricsInsights,
  printMetricsInsights,
} from './metrics-insights/index.ts'
export { type MinedPattern, minePatterns } from './patterns/mine-patterns.ts'
export { compileRegex, type LinearRegex } from './regex/linear-regex.ts'
export { requiredLiteral, requiredLiterals } from './regex/required-literals.ts'
export type { RowHint } from './row-hint.ts'
export { SyntaxProblem } from './syntax-problem.ts'
