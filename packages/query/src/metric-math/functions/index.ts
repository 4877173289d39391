import { aggregate, average, deviation, greatest, least, pointCount, total } from './aggregate.ts'
import {
  anomalyDetectionBand,
  element,
  external,
  metricCount,
  metrics,
  period,
  removeEmpty,
  search,
  slice,
  sort,
  timeSeries,
} from './arrays.ts'
import { conditional } from './conditional.ts'
import { fill } from './fill.ts'
import type { MathFunction } from './function.ts'
import { calendar, eachSeries, fromPrevious, isoDay, pointwise, runningSum } from './pointwise.ts'

/**
 * The functions of metric math.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
export const MATH_FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map([
  ['ABS', pointwise(Math.abs)],
  ['ANOMALY_DETECTION_BAND', anomalyDetectionBand],
  ['AVG', aggregate(average)],
  ['CEIL', pointwise(Math.ceil)],
  ['DATAPOINT_COUNT', aggregate(pointCount)],
  ['DATE', calendar((date) => date.getUTCDate())],
  ['DAY', calendar(isoDay)],
  ['DB_PERF_INSIGHTS', external('series', [1, 10], 'String, …')],
  ['DIFF', eachSeries(fromPrevious((value, previous) => value - previous))],
  ['DIFF_TIME', eachSeries(fromPrevious((_value, _previous, seconds) => seconds))],
  ['EPOCH', calendar((date) => date.getTime() / 1_000)],
  ['FILL', fill],
  ['FIRST', element(0)],
  ['FLOOR', pointwise(Math.floor)],
  ['HOUR', calendar((date) => date.getUTCHours())],
  ['IF', conditional],
  ['INSIGHT_RULE_METRIC', external('series', [2, 2], 'String, String')],
  ['LAMBDA', external('list', [1, 10], 'String, …')],
  ['LAST', element(-1)],
  ['LOG', pointwise(Math.log)],
  ['LOG10', pointwise(Math.log10)],
  ['MAX', aggregate(greatest)],
  ['METRICS', metrics],
  ['METRIC_COUNT', metricCount],
  ['MIN', aggregate(least)],
  ['MINUTE', calendar((date) => date.getUTCMinutes())],
  ['MONTH', calendar((date) => date.getUTCMonth() + 1)],
  ['PERIOD', period],
  ['RATE', eachSeries(fromPrevious((value, previous, seconds) => (value - previous) / seconds))],
  ['REMOVE_EMPTY', removeEmpty],
  ['RUNNING_SUM', eachSeries(runningSum)],
  ['SEARCH', search],
  ['SERVICE_QUOTA', external('series', [1, 1], 'TS')],
  ['SLICE', slice],
  ['SORT', sort],
  ['STDDEV', aggregate(deviation)],
  ['SUM', aggregate(total)],
  ['TIME_SERIES', timeSeries],
  ['YEAR', calendar((date) => date.getUTCFullYear())],
])
