/*
 * What all kinds of alarms have in common: names, actions, tags. Wording is AWS's where it is known, ours elsewhere.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
import { AwsError } from '@atalaya/aws'

export interface AlarmActions {
  readonly OKActions?: readonly string[] | undefined
  readonly AlarmActions?: readonly string[] | undefined
  readonly InsufficientDataActions?: readonly string[] | undefined
}

export interface WireTag {
  readonly Key: string
  readonly Value: string
}

/** Values of TreatMissingData. */
export const MISSING_DATA: readonly string[] = ['breaching', 'notBreaching', 'ignore', 'missing']

const MAX_TAGS = 50

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/

/** What an alarm can call on every change of state. */
const ACTION = /^arn:aws[a-z-]*:(?:sns:[^:]*:[^:]*:[^:]+|lambda:[^:]*:[^:]*:function:[^:]+(?::[^:]+)?)$/
/** What only a metric alarm can. */
const METRIC_ACTION =
  /^arn:aws[a-z-]*:(?:automate:[^:]*:ec2:(?:stop|terminate|reboot|recover)|swf:.+|autoscaling:.*scalingPolicy.+)$/
/** What can be called when the alarm goes to ALARM only. */
const ALARM_ONLY_ACTION =
  /^arn:aws[a-z-]*:(?:ssm:[^:]*:[^:]*:opsitem:[1-4](?:#CATEGORY=.+)?|ssm-incidents:[^:]*:[^:]*:response-?plan[:/].+|aiops:[^:]*:[^:]*:investigation-group\/.+)$/

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

export function checkAlarmName(name: string): void {
  if (CONTROL.test(name)) throw invalid('The value for parameter AlarmName must not contain control characters.')
}

export function checkActions(actions: AlarmActions, kind: 'metric' | 'composite'): void {
  const always = [...(actions.OKActions ?? []), ...(actions.InsufficientDataActions ?? [])]
  const isAction = (arn: string): boolean => ACTION.test(arn) || (kind === 'metric' && METRIC_ACTION.test(arn))
  for (const arn of always) {
    if (!isAction(arn)) throw invalid(`Invalid arn syntax: ${arn}`)
  }
  for (const arn of actions.AlarmActions ?? []) {
    if (!isAction(arn) && !ALARM_ONLY_ACTION.test(arn)) throw invalid(`Invalid arn syntax: ${arn}`)
  }
}

export function checkTags(tags: readonly WireTag[] | undefined): void {
  if (tags === undefined) return
  if (tags.length > MAX_TAGS) throw invalid(`An alarm can have at most ${MAX_TAGS} tags.`)
  const reserved = tags.find(({ Key }) => Key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined) throw invalid(`The tag key ${reserved.Key} is reserved.`)
}

/** Tags as the control state holds them; undefined when there are none. */
export function tagsBody(tags: readonly WireTag[] | undefined): Readonly<Record<string, string>> | undefined {
  if (tags === undefined || tags.length === 0) return undefined
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}
