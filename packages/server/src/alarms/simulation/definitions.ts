/**
 * Alarms as people keep them in files: what `aws cloudwatch put-metric-alarm --cli-input-json` takes, what `describe-alarms`
 * prints, CloudFormation, and Terraform: configuration in JSON, or a plan or state as `terraform show -json` prints it.
 */
import type { InputOf } from '@atalaya/aws'
import { DEFAULT_ACCOUNT_ID, DEFAULT_REGION, type Tenant } from '@atalaya/model'
import { resolveTemplate, type TemplateResource } from './cloud-formation.ts'
import { isObject, type Json, objectsIn } from './json.ts'
import { parseTemplateText } from './template-text.ts'
import { terraformAlarms } from './terraform.ts'

export type PutMetricAlarm = InputOf<'monitoring', 'PutMetricAlarm'>
export type PutCompositeAlarm = InputOf<'monitoring', 'PutCompositeAlarm'>

export type AlarmDefinition =
  | { readonly type: 'metric'; readonly input: PutMetricAlarm }
  | { readonly type: 'composite'; readonly input: PutCompositeAlarm }

const NOBODY: Tenant = { accountId: DEFAULT_ACCOUNT_ID, region: DEFAULT_REGION }

/**
 * The alarms in a text.
 *
 * @param tenant whose the alarms of a template are; default: nobody's in particular
 * @throws {Error} when the text is neither JSON nor YAML, or holds no alarm
 */
export function readDefinitions(text: string, tenant?: Tenant): readonly AlarmDefinition[] {
  const json = parseTemplateText(text)
  const found = (Array.isArray(json) ? json : [json]).flatMap((part) => (isObject(part) ? alarmsIn(part, tenant) : []))
  if (found.length === 0) {
    throw new Error('no alarm found: expected JSON of the AWS CLI, CloudFormation or Terraform')
  }
  return found
}

function alarmsIn(json: Json, tenant: Tenant | undefined): readonly AlarmDefinition[] {
  if (isObject(json.Resources)) return resolveTemplate(json, ALARM_TYPES, tenant).map(fromCloudFormation)
  const terraform = terraformAlarms(json, tenant ?? NOBODY)
  if (terraform !== undefined) return terraform.map(definitionOf)
  const described = [...objectsIn(json.MetricAlarms), ...objectsIn(json.CompositeAlarms)]
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
