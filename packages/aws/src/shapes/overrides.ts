/**
 * Where a service answers in its own words before, or instead of, the generic constraint message.
 *
 * With a `message` the decoder refuses with it. Without one the decoder lets the value pass and the operation must check it
 * itself: then the input type promises more than the decoder has seen.
 */
import type { ServiceName } from '../operation.ts'

export type Constraint = 'required' | 'min' | 'max' | 'pattern' | 'enum'

export interface Override {
  readonly constraints: readonly Constraint[]
  readonly message?: string
}

const TOO_LONG: Override = {
  constraints: ['max'],
  message: 'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
}

/** By `service.Operation`, then by member path without list indexes (`metricTransformations.metricName`). */
const OVERRIDES: Readonly<Record<string, Readonly<Record<string, Override>>>> = {
  'logs.CreateLogGroup': { logGroupName: TOO_LONG },
  'logs.CreateLogStream': { logGroupName: TOO_LONG, logStreamName: TOO_LONG },
  'monitoring.PutMetricData': {
    // "The collection MetricData.member.1.Dimensions must not have a size greater than 30."
    'MetricData.Dimensions': { constraints: ['max'] },
    'EntityMetricData.MetricData.Dimensions': { constraints: ['max'] },
  },
}

const NONE: ReadonlyMap<string, Override> = new Map()

export function overridesOf(service: ServiceName, operation: string): ReadonlyMap<string, Override> {
  const table = OVERRIDES[`${service}.${operation}`]
  return table === undefined ? NONE : new Map(Object.entries(table))
}

/**
 * Enum values in the order AWS prints them, where a native message is known and differs from the model's order.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export const PRINTED_ENUM_ORDER: Readonly<Record<string, readonly string[]>> = {
  'monitoring.StateValue': ['INSUFFICIENT_DATA', 'ALARM', 'OK'],
}
