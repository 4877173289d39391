/**
 * Alarms of Terraform as inputs of the operations of CloudWatch: from configuration in JSON, and from what `terraform show -json`
 * prints of a plan or a state.
 *
 * In configuration, references to alarms, to topics and to variables with a default are resolved; actions from elsewhere are
 * left out. A plan knows most of them.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_metric_alarm
 */
import type { Tenant } from '@atalaya/model'
import { topicArn } from '../../actions/sns/arns.ts'
import { alarmArn } from '../names.ts'
import { isObject, type Json, objectsIn } from './json.ts'

interface Resource {
  readonly type: string
  readonly id: string
  readonly body: Json
}

const METRIC = 'aws_cloudwatch_metric_alarm'
const COMPOSITE = 'aws_cloudwatch_composite_alarm'
const TOPIC = 'aws_sns_topic'

/** Undefined for what is no Terraform. */
export function terraformAlarms(json: Json, tenant: Tenant): readonly Json[] | undefined {
  const resources = resourcesIn(json)
  if (resources === undefined) return undefined
  const resolve = resolverOf(resources, json.variable, tenant)
  return resources.flatMap(({ type, id, body }) => {
    if (type !== METRIC && type !== COMPOSITE) return []
    const given = present(resolve(body) as Json)
    const alarm = { ...given, alarm_name: given.alarm_name ?? id }
    return [withKnownActions(type === METRIC ? metricAlarm(alarm) : compositeAlarm(alarm))]
  })
}

function resourcesIn(json: Json): readonly Resource[] | undefined {
  if (isObject(json.resource)) return configured(json.resource)
  const values = json.planned_values ?? (typeof json.format_version === 'string' ? json.values : undefined)
  return isObject(values) ? inModule(values.root_module) : undefined
}

function configured(types: Json): readonly Resource[] {
  return Object.entries(types).flatMap(([type, group]) =>
    Object.entries(isObject(group) ? group : {}).flatMap(([id, body]) =>
      objectsIn(body)
        .slice(0, 1)
        .map((one) => ({ type, id, body: one })),
    ),
  )
}

function inModule(module: unknown): readonly Resource[] {
  if (!isObject(module)) return []
  const own = objectsIn(module.resources).flatMap(({ mode, type, name, values }): readonly Resource[] => {
    const isAlarm = mode !== 'data' && typeof type === 'string' && typeof name === 'string' && isObject(values)
    return isAlarm ? [{ type, id: name, body: values }] : []
  })
  return [...own, ...objectsIn(module.child_modules).flatMap(inModule)]
}

/** Fills what is in `${...}`; what is not known stays as it is. */
function resolverOf(resources: readonly Resource[], variables: unknown, tenant: Tenant): (value: unknown) => unknown {
  const lookUp = (reference: string): unknown => {
    const [type = '', id = '', attribute = ''] = reference.split('.')
    if (type === 'var') return objectsIn(isObject(variables) ? variables[id] : undefined)[0]?.default
    const found = resources.find((resource) => resource.type === type && resource.id === id)
    if (found === undefined) return undefined
    const name = found.body[type === TOPIC ? 'name' : 'alarm_name'] ?? id
    if (typeof name !== 'string') return undefined
    if (type === TOPIC) return attribute === 'name' ? name : topicArn(tenant, name)
    return attribute === 'arn' ? alarmArn(tenant, name) : name
  }
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one)]))
    if (typeof value !== 'string') return value
    const [, only] = /^\$\{([\w.-]+)\}$/.exec(value) ?? []
    if (only !== undefined) return lookUp(only) ?? value
    return value.replaceAll(/\$\{([\w.-]+)\}/g, (whole, reference: string) => {
      const found = lookUp(reference)
      return typeof found === 'string' || typeof found === 'number' ? String(found) : whole
    })
  }
  return resolve
}

function metricAlarm({ metric_query: queries, dimensions, evaluation_criteria: criteria, ...body }: Json): Json {
  const [promQl] = objectsIn(objectsIn(criteria)[0]?.promql_criteria)
  const metrics = objectsIn(queries).map(({ metric, ...query }) => {
    const [one] = objectsIn(metric)
    // In Terraform a query returns nothing unless it says so.
    const plain = { ReturnData: false, ...renamed(query, []) }
    if (one === undefined) return plain
    const { dimensions: given, period, stat, unit, ...identity } = present(one)
    const own = dimensionList(given)
    const Metric = { ...renamed(identity), ...(own.length === 0 ? {} : { Dimensions: own }) }
    const MetricStat = { Metric, Period: period, Stat: stat, ...(unit === undefined ? {} : { Unit: unit }) }
    return { ...plain, MetricStat }
  })
  if (promQl !== undefined) {
    // A threshold or a count of 0 is one that nobody gave.
    const own = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== 0))
    return { ...renamed(own), EvaluationCriteria: { PromQLCriteria: renamed(promQl) } }
  }
  const own = dimensionList(dimensions)
  return {
    ...renamed(body),
    ...(own.length === 0 ? {} : { Dimensions: own }),
    ...(metrics.length === 0 ? {} : { Metrics: metrics }),
  }
}

function compositeAlarm({ actions_suppressor: suppressor, ...body }: Json): Json {
  const [one] = objectsIn(suppressor)
  if (one === undefined) return renamed(body)
  const { alarm, wait_period: wait, extension_period: extension } = one
  return {
    ...renamed(body),
    ActionsSuppressor: alarm,
    ActionsSuppressorWaitPeriod: wait,
    ActionsSuppressorExtensionPeriod: extension,
  }
}

const ACTIONS: readonly string[] = ['OKActions', 'AlarmActions', 'InsufficientDataActions']

function withKnownActions(alarm: Json): Json {
  const isKnown = (action: unknown): boolean => typeof action === 'string' && !action.includes('${')
  const entries = Object.entries(alarm).map(([name, value]) => {
    return [name, ACTIONS.includes(name) && Array.isArray(value) ? value.filter(isKnown) : value] as const
  })
  return Object.fromEntries(entries)
}

/** Terraform's names that are not AWS's in another spelling. */
const SPECIAL: Readonly<Record<string, string>> = {
  ok_actions: 'OKActions',
  evaluate_low_sample_count_percentiles: 'EvaluateLowSampleCountPercentile',
}
const IGNORED = [
  ...['tags', 'tags_all', 'id', 'arn', 'region', 'timeouts'],
  ...['provider', 'depends_on', 'count', 'for_each', 'lifecycle'],
]

function renamed(body: Json, ignored: readonly string[] = IGNORED): Json {
  const entries = Object.entries(present(body))
    .filter(([name]) => !ignored.includes(name))
    .map(([name, value]) => [SPECIAL[name] ?? pascal(name), value] as const)
  return Object.fromEntries(entries)
}

/** Without what plans and states show although nobody said it: null, the empty text, and 0 where 0 cannot be. */
function present(body: Json): Json {
  const isSaid = ([name, value]: readonly [string, unknown]): boolean =>
    value !== null && value !== '' && !(value === 0 && (name === 'period' || name === 'datapoints_to_alarm'))
  return Object.fromEntries(Object.entries(body).filter(isSaid))
}

function pascal(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

function dimensionList(dimensions: unknown): readonly unknown[] {
  return Object.entries(isObject(dimensions) ? dimensions : {}).map(([Name, Value]) => ({ Name, Value }))
}

/** A block may stand alone or in a list. */
