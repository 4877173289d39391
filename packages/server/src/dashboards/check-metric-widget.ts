/*
 * The properties of metric widgets, and their rows of metrics.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import type { Findings, JsonObject } from './findings.ts'
import { STATISTIC_PATTERN } from './statistic-pattern.ts'

const KNOWN = [
  ...[
    'metrics',
    'view',
    'stacked',
    'sparkline',
    'liveData',
    'setPeriodToTimeRange',
    'period',
    'stat',
    'region',
    'accountId',
  ],
  ...[
    'title',
    'timezone',
    'legend',
    'yAxis',
    'annotations',
    'table',
    'trend',
    'start',
    'end',
    'labels',
    'singleValueFullPrecision',
  ],
]
const VIEWS = ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']
const MAX_ROWS = 500
const SOURCE_MISSING = 'The metric widget should have specified a region and a data source or an alarm annotation'
const HIGH_RESOLUTION = [1, 5, 10, 30]
const STATISTIC = new RegExp(STATISTIC_PATTERN)

/** Needs either metrics with their region, or annotations. */
export function checkMetricWidget(properties: JsonObject, path: string, findings: Findings): void {
  checkSource(properties, path, findings)
  if (findings.items(properties.metrics, 0, MAX_ROWS, `${path}/metrics`)) {
    for (const [index, row] of properties.metrics.entries()) checkRow(row, `${path}/metrics/${index}`, findings)
  }
  checkPeriod(properties.period, `${path}/period`, findings)
  checkStatistic(properties.stat, `${path}/stat`, findings)
  findings.oneOf(properties.view, VIEWS, `${path}/view`)
  for (const name of ['stacked', 'sparkline', 'liveData', 'setPeriodToTimeRange']) {
    findings.type(properties[name], 'boolean', `${path}/${name}`)
  }
  for (const name of ['region', 'title', 'accountId', 'timezone'])
    findings.type(properties[name], 'string', `${path}/${name}`)
  const { legend, annotations } = properties
  if (legend !== undefined && findings.isObject(legend, `${path}/legend`)) {
    findings.oneOf(legend.position, ['right', 'bottom', 'hidden'], `${path}/legend/position`)
  }
  if (annotations !== undefined) findings.isObject(annotations, `${path}/annotations`)
  findings.nothingElse(properties, KNOWN, 'metric widget', path)
}

/** All ways of having a source are reported when there is none, as AWS does. */
function checkSource(properties: JsonObject, path: string, findings: Findings): void {
  if (properties.annotations !== undefined && properties.metrics === undefined) return
  const missing = ['metrics', 'region'].find((name) => !Object.hasOwn(properties, name))
  if (missing === undefined) return
  findings.required(properties, missing, path)
  findings.error(path, SOURCE_MISSING)
  findings.required(properties, 'annotations', path)
}

function checkRow(row: unknown, path: string, findings: Findings): void {
  if (!findings.isArray(row, path)) return
  for (const [index, part] of row.entries()) {
    const partPath = `${path}/${index}`
    if (typeof part === 'string') continue
    if (typeof part !== 'object' || part === null || Array.isArray(part)) {
      findings.error(partPath, 'Should be string')
    } else if (index < row.length - 1) {
      findings.error(partPath, 'Metric rendering properties must be the last element of the metric row')
    } else checkOptions(part as JsonObject, partPath, findings)
  }
}

function checkOptions(options: JsonObject, path: string, findings: Findings): void {
  const { id } = options
  if (id !== undefined && !(typeof id === 'string' && /^[a-z]\w*$/.test(id))) {
    findings.error(`${path}/id`, 'Should match pattern "^[a-z][A-Za-z0-9_]*$"')
  }
  checkPeriod(options.period, `${path}/period`, findings)
  checkStatistic(options.stat, `${path}/stat`, findings)
  findings.oneOf(options.yAxis, ['left', 'right'], `${path}/yAxis`)
  findings.type(options.visible, 'boolean', `${path}/visible`)
}

/** The three errors of a schema with two alternatives neither of which fits. */
function checkPeriod(period: unknown, path: string, findings: Findings): void {
  if (period === undefined || HIGH_RESOLUTION.includes(period as number)) return
  if (typeof period === 'number' && Number.isInteger(period) && period >= 60 && period % 60 === 0) return
  if (typeof period !== 'number' || !Number.isInteger(period)) findings.error(path, 'Should be integer')
  else {
    if (period < 60) findings.error(path, 'Should be >= 60')
    if (period % 60 !== 0) findings.error(path, 'Should be multiple of 60')
  }
  findings.error(path, 'Should match exactly one schema in oneOf')
}

function checkStatistic(statistic: unknown, path: string, findings: Findings): void {
  if (statistic === undefined) return
  if (typeof statistic !== 'string') findings.error(path, 'Should be string')
  else if (!STATISTIC.test(statistic)) findings.error(path, `Should match pattern "${STATISTIC_PATTERN}"`)
}
