/*
 * The rules of dashboard bodies. Mistakes in the structure are errors; what the console does not know is a warning and kept.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import { checkMetricWidget } from './check-metric-widget.ts'
import { type Finding, Findings, type JsonObject } from './findings.ts'

export interface CheckedDashboard {
  /** As it is kept: without insignificant white space. */
  readonly body: string
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

const MAX_WIDGETS = 500
const MAX_VARIABLES = 25
const WIDGET_TYPES = [
  'chart',
  'custom',
  'metric',
  'service',
  'text',
  'log',
  'alarm',
  'explorer',
  'timeline',
  'serviceMap',
  'serviceTable',
  'trace',
]
const START = /^(-PT?\d+[MHDW]|\d{4}-\d{2}-\d{2}T.*)$/

/** Undefined for a text that is no JSON object. */
export function checkDashboard(text: string): CheckedDashboard | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const findings = new Findings()
  checkRoot(value as JsonObject, findings)
  return { body: JSON.stringify(value), errors: findings.errors, warnings: findings.warnings }
}

function checkRoot(root: JsonObject, findings: Findings): void {
  if (findings.required(root, 'widgets', '') && findings.items(root.widgets, 0, MAX_WIDGETS, '/widgets')) {
    for (const [index, widget] of root.widgets.entries()) checkWidget(widget, `/widgets/${index}`, findings)
  }
  if (findings.items(root.variables, 0, MAX_VARIABLES, '/variables')) checkVariables(root.variables, findings)
  findings.oneOf(root.periodOverride, ['inherit', 'auto'], '/periodOverride')
  if (root.start !== undefined && !(typeof root.start === 'string' && START.test(root.start))) {
    findings.warning('/start', `Should match pattern "${START.source}"`)
  }
  findings.nothingElse(root, ['widgets', 'variables', 'start', 'end', 'periodOverride'], 'dashboard', '')
}

function checkWidget(widget: unknown, path: string, findings: Findings): void {
  if (!findings.isObject(widget, path)) return
  checkPlace(widget, path, findings)
  findings.nothingElse(widget, ['type', 'properties', 'x', 'y', 'width', 'height'], 'widget', path)
  if (!findings.required(widget, 'type', path)) return
  const { type } = widget
  if (typeof type !== 'string') {
    findings.error(`${path}/type`, 'Should be string')
    return
  }
  if (!WIDGET_TYPES.includes(type)) {
    const known = WIDGET_TYPES.join(',')
    findings.warning(`${path}/type`, `The specified widget type is unknown. Use one of the allowed values: ${known}`)
    return
  }
  if (!findings.required(widget, 'properties', path)) return
  if (findings.isObject(widget.properties, `${path}/properties`)) {
    checkProperties(type, widget.properties, `${path}/properties`, findings)
  }
}

/** In the order in which AWS reports: height, width, x, y. */
function checkPlace(widget: JsonObject, path: string, findings: Findings): void {
  findings.integer(widget.height, 1, 1000, `${path}/height`)
  findings.integer(widget.width, 1, 24, `${path}/width`)
  findings.integer(widget.x, 0, 23, `${path}/x`)
  findings.integer(widget.y, 0, Number.MAX_SAFE_INTEGER, `${path}/y`)
  const [has, hasNot] = widget.x === undefined ? ['y', 'x'] : ['x', 'y']
  if (widget[has] !== undefined && widget[hasNot] === undefined) {
    findings.error(path, `Should have property ${hasNot} when property ${has} is present`)
  }
}

function checkProperties(type: string, properties: JsonObject, path: string, findings: Findings): void {
  switch (type) {
    case 'text':
      checkText(properties, path, findings)
      return
    case 'metric':
      checkMetricWidget(properties, path, findings)
      return
    case 'alarm':
      if (findings.required(properties, 'alarms', path)) findings.items(properties.alarms, 1, 100, `${path}/alarms`)
      findings.oneOf(properties.sortBy, ['default', 'stateUpdatedTimestamp', 'timestamp'], `${path}/sortBy`)
      findings.type(properties.title, 'string', `${path}/title`)
      findings.nothingElse(properties, ['alarms', 'title', 'sortBy', 'states'], 'alarm widget', path)
      return
    case 'log':
      findings.type(properties.query, 'string', `${path}/query`)
      findings.oneOf(properties.view, ['table', 'timeSeries', 'bar', 'pie'], `${path}/view`)
      return
    case 'custom':
      if (findings.required(properties, 'endpoint', path)) {
        findings.type(properties.endpoint, 'string', `${path}/endpoint`)
      }
      return
    case 'chart':
      checkChart(properties, path, findings)
      return
    case 'timeline':
      findings.required(properties, 'alarm', path)
      return
    default:
  }
}

function checkText(properties: JsonObject, path: string, findings: Findings): void {
  if (findings.required(properties, 'markdown', path)) findings.type(properties.markdown, 'string', `${path}/markdown`)
  findings.oneOf(properties.background, ['solid', 'transparent'], `${path}/background`)
  findings.nothingElse(properties, ['markdown', 'background'], 'text widget', path)
}

/** AWS demands a title, although its page calls it optional. */
function checkChart(properties: JsonObject, path: string, findings: Findings): void {
  for (const name of ['view', 'title', 'data']) findings.required(properties, name, path)
  const { data } = properties
  if (data === undefined || !findings.isObject(data, `${path}/data`)) return
  if (findings.required(data, 'queries', `${path}/data`)) findings.isArray(data.queries, `${path}/data/queries`)
}

function checkVariables(variables: readonly unknown[], findings: Findings): void {
  const seen = new Set<unknown>()
  for (const [index, variable] of variables.entries()) {
    const path = `/variables/${index}`
    if (!findings.isObject(variable, path)) continue
    for (const name of ['type', 'inputType', 'id']) findings.required(variable, name, path)
    if (variable.id !== undefined && !(typeof variable.id === 'string' && /^[\w-]{1,32}$/.test(variable.id))) {
      findings.error(`${path}/id`, 'Should match pattern "^[0-9A-Za-z_-]{1,32}$"')
    }
    if (variable.type !== 'property') continue
    if (!findings.required(variable, 'property', path)) continue
    if (seen.has(variable.property)) {
      findings.error(`${path}/property`, `Duplicated property in variable: "${String(variable.property)}"`)
    }
    seen.add(variable.property)
  }
}
