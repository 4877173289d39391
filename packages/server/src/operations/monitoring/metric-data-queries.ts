import { AwsError, type InputOf } from '@atalaya/aws'
import { isPeriod, parseStatistic, type Statistic, type Tenant } from '@atalaya/model'
import { refuseExpression } from './expressions.ts'
import { type LabelledMetric, labelProblem, parseTimezone } from './labels.ts'
import { toDimensions } from './series-ids.ts'

/*
 * What a GetMetricData request asks, checked and in our words. The wording of errors is ours: AWS documents the rules only.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */

const MAX_QUERIES = 500
const MAX_DATAPOINTS = 100_800
const ID = /^[a-z][a-zA-Z0-9_]{0,254}$/

type Input = InputOf<'monitoring', 'GetMetricData'>
type WireQuery = Input['MetricDataQueries'][number]

/** One metric with one statistic. */
export interface StatQuery {
  readonly id: string
  /** Namespace, name, dimensions, statistic and period. */
  readonly metric: LabelledMetric
  readonly statistic: Statistic
  readonly unit: string | undefined
  /** The caller's label, with its placeholders. */
  readonly label: string | undefined
  readonly returnData: boolean
  /** The account is not the caller's, who must not see its metrics. */
  readonly forbidden: boolean
}

export interface MetricDataRequest {
  readonly queries: readonly StatQuery[]
  readonly startMs: number
  readonly endMs: number
  readonly descending: boolean
  readonly maxDatapoints: number
  readonly offsetMinutes: number
}

/** @throws {AwsError} */
export function parseRequest(input: Input, tenant: Tenant): MetricDataRequest {
  const queries = input.MetricDataQueries
  if (queries.length === 0) throw invalid('The parameter MetricDataQueries is required.')
  if (queries.length > MAX_QUERIES) {
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`)
  }
  if (input.StartTime >= input.EndTime) {
    throw invalid('The parameter StartTime must be less than the parameter EndTime.')
  }
  const ids = new Set<string>()
  for (const { Id } of queries) {
    if (!ID.test(Id)) throw invalid(`The value ${Id} for parameter Id is invalid: it must match ${ID.source}.`)
    if (ids.has(Id)) throw invalid(`The values of the parameter Id in MetricDataQueries must be unique: ${Id} is not.`)
    ids.add(Id)
  }
  return {
    queries: queries.map((query) => parseQuery(query, tenant)),
    startMs: input.StartTime,
    endMs: input.EndTime,
    descending: input.ScanBy !== 'TimestampAscending',
    maxDatapoints: parseMaxDatapoints(input.MaxDatapoints),
    offsetMinutes: parseOffset(input.LabelOptions?.Timezone),
  }
}

function parseQuery(query: WireQuery, tenant: Tenant): StatQuery {
  const { Id: id, MetricStat: stat, Expression: expression } = query
  if ((stat === undefined) === (expression === undefined)) {
    throw invalid(`Query ${id}: exactly one of the parameters MetricStat and Expression must be specified.`)
  }
  if (stat === undefined) return refuseExpression(id)

  const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = stat.Metric
  if (namespace === undefined || name === undefined) {
    throw invalid(`Query ${id}: the parameters Namespace and MetricName of MetricStat.Metric are required.`)
  }
  if (!isPeriod(stat.Period)) {
    throw invalid(
      `Query ${id}: the value ${stat.Period} for parameter Period is invalid: it must be 1, 5, 10, 20, 30 or a multiple of 60.`,
    )
  }
  const statistic = parseStatistic(stat.Stat)
  if (statistic === undefined) throw invalid(`Query ${id}: the value ${stat.Stat} for parameter Stat is invalid.`)
  const problem = query.Label === undefined ? undefined : labelProblem(query.Label)
  if (problem !== undefined) throw invalid(`Query ${id}: the value for parameter Label is invalid: ${problem}.`)
  return {
    id,
    metric: {
      ...tenant,
      namespace,
      name,
      dimensions: toDimensions(dimensions),
      stat: stat.Stat,
      periodSeconds: stat.Period,
    },
    statistic,
    unit: stat.Unit,
    label: query.Label,
    returnData: query.ReturnData ?? true,
    forbidden: query.AccountId !== undefined && query.AccountId !== tenant.accountId,
  }
}

function parseMaxDatapoints(max: number | undefined): number {
  if (max === undefined) return MAX_DATAPOINTS
  if (max >= 1 && max <= MAX_DATAPOINTS) return max
  throw invalid(`The value ${max} for parameter MaxDatapoints is invalid: it must be from 1 to ${MAX_DATAPOINTS}.`)
}

function parseOffset(timezone: string | undefined): number {
  const offset = timezone === undefined ? 0 : parseTimezone(timezone)
  if (offset !== undefined) return offset
  throw invalid(`The value ${timezone} for parameter LabelOptions.Timezone is invalid: it must look like +0130.`)
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message)
}
