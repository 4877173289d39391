export { type BinaryOperator, type MathCall, type MathExpression, walk } from './ast.ts'
export { CircularDependency, evaluationOrder, idsIn } from './dependencies.ts'
export { evaluateMath, finalSeries } from './evaluate.ts'
export type { MathHost } from './functions/function.ts'
export { parseMath } from './parse.ts'
export { printMath } from './print.ts'
export {
  emptySeries,
  type Grid,
  onOneGrid,
  type Points,
  pointsOf,
  type SeriesSource,
  type TimeSeries,
} from './time-series.ts'
export type { Value } from './value.ts'
