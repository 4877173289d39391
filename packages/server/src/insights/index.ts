/** How Logs Insights queries are run: the engine behind StartQuery. */
export type {
  FieldShare,
  InsightsEngine,
  InsightsGroup,
  InsightsRunOptions,
  InsightsScope,
  InsightsStatistics,
} from './engine.ts'
export { InterpreterEngine } from './interpreter-engine.ts'
export { type LogPointer, parseLogPointer, printLogPointer } from './log-pointer.ts'
export { SqlEngine } from './sql-engine.ts'
