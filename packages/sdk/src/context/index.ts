export {
  type ActiveTrace,
  type ContextFields,
  type ContextInit,
  type ContextValue,
  currentContext,
  currentTrace,
  hasTraceSource,
  RequestContext,
  runInContext,
  runWithContext,
  setContext,
  setTraceSource,
  type TraceSource,
  xrayTraceId,
} from './context.ts'
export { isUnobserved, runUnobserved } from './unobserved.ts'
