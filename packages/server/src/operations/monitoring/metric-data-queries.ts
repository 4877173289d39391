import type { InputOf } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { checkQueries } from '../../metrics/evaluate.ts'
import { parseTimezone } from '../../metrics/labels.ts'
import { invalid, MAX_QUERIES, type MetricDataQuery, parseQueries } from '../../metrics/queries.ts'

/*
 * What a GetMetricData request asks, checked and in our words. The wording of errors is ours where AWS documents the rules only.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */

const MAX_DATAPOINTS = 100_800

type Input = InputOf<'monitoring', 'GetMetricData'>

export interface MetricDataRequest {
  readonly queries: readonly MetricDataQuery[]
  readonly startMs: number
  readonly endMs: number
  readonly descending: boolean
  readonly maxDatapoints: number
  readonly offsetMinutes: number
}

/** @throws {AwsError} */
export function parseRequest(input: Input, tenant: Tenant): MetricDataRequest {
  const count = input.MetricDataQueries.length
  if (count === 0) throw invalid('The parameter MetricDataQueries is required.')
  if (count > MAX_QUERIES) {
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`)
  }
  if (input.StartTime >= input.EndTime) {
    throw invalid('The parameter StartTime must be less than the parameter EndTime.')
  }
  const queries = parseQueries(input.MetricDataQueries, tenant)
  checkQueries(queries)
  return {
    queries,
    startMs: input.StartTime,
    endMs: input.EndTime,
    descending: input.ScanBy !== 'TimestampAscending',
    maxDatapoints: parseMaxDatapoints(input.MaxDatapoints),
    offsetMinutes: parseOffset(input.LabelOptions?.Timezone),
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
