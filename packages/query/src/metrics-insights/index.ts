export { groupMetrics, labelName } from './group.ts'
export { orderSeries } from './order.ts'
export {
  type InsightsFunction,
  isMetricsInsights,
  type MetricsInsightsQuery,
  parseMetricsInsights,
} from './parse.ts'
export { printMetricsInsights } from './print.ts'
