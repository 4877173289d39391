/**
 * Alarms as people keep them in files: what `aws cloudwatch put-metric-alarm --cli-input-json` takes, what `describe-alarms`
 * prints, CloudFormation, and Terraform in JSON.
 */
import type { InputOf } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { resolveTemplate, type TemplateResource } from './cloud-formation.ts'

export type PutMetricAlarm = InputOf<'monitoring', 'PutMetricAlarm'>
export type PutCompositeAlarm = InputOf<'monitoring', 'PutCompositeAlarm'>

export type AlarmDefinition =
  | { readonly type: 'metric'; readonly input: PutMetricAlarm }
  | { readonly type: 'composite'; readonly input: PutCompositeAlarm }

type Json = Readonly<Record<string, unknown>>

/**
 * The alarms in a text.
 *
 * @param tenant whose the alarms of a template are; default: nobody's in particular
 * @throws {Error} when the text is no JSON or holds no alarm
 */
export function readDefinitions(text: string, tenant?: Tenant): readonly AlarmDefinition[] {
  const json = JSON.parse(text) as unknown
  const found = (Array.isArray(json) ? json : [json]).flatMap((part) => (isObject(part) ? alarmsIn(part, tenant) : []))
  if (found.length === 0) {
    throw new Error('no alarm found: expected the JSON of the AWS CLI, CloudFormation or Terraform')
  }
  return found
}

function alarmsIn(json: Json, tenant: Tenant | undefined): readonly AlarmDefinition[] {
  if (isObject(json.Resources)) return resolveTemplate(json, ALARM_TYPES, tenant).map(fromCloudFormation)
  if (isObject(json.resource)) return fromTerraform(json.resource)
  const described = [...listOf(json.MetricAlarms), ...listOf(json.CompositeAlarms)]
  return (described.length > 0 ? described : [json]).flatMap((alarm) => {
    return typeof alarm.AlarmName === 'string' ? [definitionOf(alarm)] : []
  })
}

/** What `describe-alarms` adds. */
const DESCRIBED = [
  'AlarmArn',
  'AlarmConfigurationUpdatedTimestamp',
  'StateValue',
  'StateReason',
  'StateReasonData',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'EvaluationState',
  'ActionsSuppressedBy',
  'ActionsSuppressedReason',
]

function definitionOf(alarm: Json): AlarmDefinition {
  const own = Object.entries(alarm).filter(([name]) => !DESCRIBED.includes(name))
  const input = withNumbers(Object.fromEntries(own))
  if (input.ScheduledQueryConfiguration !== undefined) {
    throw new Error(`${String(input.AlarmName)} is a log alarm: datapoints say nothing about it`)
  }
  if (typeof input.AlarmRule === 'string') return { type: 'composite', input: input as unknown as PutCompositeAlarm }
  // `describe-alarms` shows an empty list of dimensions, which an alarm on a list of metrics must not have.
  if (Array.isArray(input.Metrics)) {
    const { Dimensions: _, ...rest } = input
    return { type: 'metric', input: rest as unknown as PutMetricAlarm }
  }
  return { type: 'metric', input: input as unknown as PutMetricAlarm }
}

const NUMBERS = [
  ...['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'],
  ...['EvaluationInterval', 'PendingPeriod', 'RecoveryPeriod'],
]
const NESTED = ['EvaluationCriteria', 'PromQLCriteria']

/** CloudFormation templates often have numbers in quotation marks. */
function withNumbers(alarm: Json): Json {
  const entries = Object.entries(alarm).map(([name, value]) => {
    if (NESTED.includes(name) && isObject(value)) return [name, withNumbers(value)] as const
    const isNumber = NUMBERS.includes(name) && typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))
    return [name, isNumber ? Number(value) : value] as const
  })
  return Object.fromEntries(entries)
}

const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']

function fromCloudFormation({ id, properties }: TemplateResource): AlarmDefinition {
  return definitionOf({ AlarmName: id, ...properties })
}

function fromTerraform(resources: Json): readonly AlarmDefinition[] {
  const metric = named(resources.aws_cloudwatch_metric_alarm).map(({ id, body }) => terraformMetric(id, body))
  const composite = named(resources.aws_cloudwatch_composite_alarm).map(({ id, body }) => {
    return definitionOf(renamed({ ...body, alarm_name: body.alarm_name ?? id }))
  })
  return [...metric, ...composite]
}

function named(group: unknown): readonly { readonly id: string; readonly body: Json }[] {
  if (!isObject(group)) return []
  return Object.entries(group).flatMap(([id, body]) => {
    const [first] = Array.isArray(body) ? (body as readonly unknown[]) : [body]
    return isObject(first) ? [{ id, body: first }] : []
  })
}

function terraformMetric(
  id: string,
  { metric_query: queries, dimensions, evaluation_criteria: criteria, ...body }: Json,
): AlarmDefinition {
  const [promQl] = listOf(listOf(criteria)[0]?.promql_criteria)
  const metrics = listOf(queries).map(({ metric, ...query }) => {
    const [one] = listOf(metric)
    if (one === undefined) return renamed(query)
    const { dimensions: own, period, stat, unit, ...identity } = one
    const Metric = { ...renamed(identity), ...(own === undefined ? {} : { Dimensions: dimensionList(own) }) }
    const MetricStat = { Metric, Period: period, Stat: stat, ...(unit === undefined ? {} : { Unit: unit }) }
    // In Terraform a query returns nothing unless it says so.
    return { ReturnData: false, ...renamed(query), MetricStat }
  })
  return definitionOf({
    ...renamed({ ...body, alarm_name: body.alarm_name ?? id }),
    ...(dimensions === undefined ? {} : { Dimensions: dimensionList(dimensions) }),
    ...(promQl === undefined ? {} : { EvaluationCriteria: { PromQLCriteria: renamed(promQl) } }),
    ...(metrics.length === 0 ? {} : { Metrics: metrics.map((query) => ({ ReturnData: false, ...query })) }),
  })
}

/** Terraform's names that are not AWS's in another spelling. */
const SPECIAL: Readonly<Record<string, string>> = {
  ok_actions: 'OKActions',
  evaluate_low_sample_count_percentiles: 'EvaluateLowSampleCountPercentile',
}
const IGNORED = ['tags', 'provider', 'depends_on', 'count', 'for_each', 'lifecycle']

function renamed(body: Json): Json {
  const entries = Object.entries(body)
    .filter(([name]) => !IGNORED.includes(name))
    .map(([name, value]) => [SPECIAL[name] ?? pascal(name), value] as const)
  return Object.fromEntries(entries)
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

function listOf(value: unknown): readonly Json[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
