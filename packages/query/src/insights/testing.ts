/* Support for tests of engines that run Insights plans. */

export { FUNCTION_EVENTS, FUNCTION_QUERIES } from './function-cases.ts'
export { mutatedQueries, queryProblem } from './fuzz.ts'
export { type GeneratedCase, insightsCases } from './generate.ts'
export { MANUAL_QUERIES, MANUAL_WORLD } from './manual.ts'
export {
  bindScript,
  checkCase,
  loadMalformed,
  loadScripts,
  parseScript,
  printRow,
  SCRIPT_ACCOUNT,
  SCRIPT_GROUP,
  SCRIPT_RANGE,
  type ScriptCase,
  type ScriptEngine,
  type ScriptWorld,
} from './script.ts'
export { interpretScript, isRead } from './script-interpreter.ts'
