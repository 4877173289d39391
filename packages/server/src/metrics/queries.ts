import { AwsError, type InputOf } from '@atalaya/aws'
import { isPeriod, parseStatistic, type Statistic, type Tenant } from '@atalaya/model'
import {
  isMetricsInsights,
  type MathCall,
  type MathExpression,
  type MetricsInsightsQuery,
  parseMath,
  parseMetricsInsights,
  SyntaxProblem,
} from '@atalaya/query'
import { toDimensions } from '../operations/monitoring/series-ids.ts'
import { type LabelledMetric, labelProblem } from './labels.ts'
import { type MetricSearchCall, searchesIn } from './searches.ts'

/*
 * Queries of metrics as GetMetricData, alarms and widgets have them, checked and in our words. AWS documents the rules; where its
 * wording is not known it is ours.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
 */

/** A query as requests spell it. */
export type WireMetricQuery = InputOf<'monitoring', 'GetMetricData'>['MetricDataQueries'][number]

export const MAX_QUERIES = 500
const MAX_EXPRESSION_CHARS = 2_048
const MAX_INSIGHTS_QUERIES = 1
const ID = /^[a-z][a-zA-Z0-9_]{0,254}$/

interface AnyQuery {
  readonly id: string
  /** The caller's label, with its placeholders. */
  readonly label: string | undefined
  readonly returnData: boolean
}

/** One metric with one statistic. */
export interface StatQuery extends AnyQuery {
  readonly kind: 'metric'
  /** Namespace, name, dimensions, statistic and period. */
  readonly metric: LabelledMetric
  readonly statistic: Statistic
  readonly unit: string | undefined
  /** The account is not the caller's, who must not see its metrics. */
  readonly forbidden: boolean
}

export interface MathQuery extends AnyQuery {
  readonly kind: 'math'
  readonly expression: MathExpression
  /** What its calls of SEARCH look for. */
  readonly searches: ReadonlyMap<MathCall, MetricSearchCall>
  readonly periodSeconds: number | undefined
}

/** A query of Metrics Insights. */
export interface InsightsQuery extends AnyQuery {
  readonly kind: 'insights'
  readonly insights: MetricsInsightsQuery
  readonly periodSeconds: number | undefined
}

export type MetricDataQuery = StatQuery | MathQuery | InsightsQuery

/** @throws {AwsError} */
export function parseQueries(queries: readonly WireMetricQuery[], tenant: Tenant): readonly MetricDataQuery[] {
  const ids = new Set<string>()
  for (const { Id } of queries) {
    if (!ID.test(Id)) throw invalid(`The value ${Id} for parameter Id is invalid: it must match ${ID.source}.`)
    if (ids.has(Id)) throw invalid(`The values of the parameter Id in MetricDataQueries must be unique: ${Id} is not.`)
    ids.add(Id)
  }
  const parsed = queries.map((query, index) => parseQuery(query, index, tenant))
  if (parsed.filter(({ kind }) => kind === 'insights').length > MAX_INSIGHTS_QUERIES) {
    throw invalid(`At most ${MAX_INSIGHTS_QUERIES} Metrics Insights query is allowed in a request.`)
  }
  return parsed
}

function parseQuery(query: WireMetricQuery, index: number, tenant: Tenant): MetricDataQuery {
  const { Id: id, MetricStat: stat, Expression: text } = query
  if ((stat === undefined) === (text === undefined)) {
    throw invalid(`Query ${id}: exactly one of the parameters MetricStat and Expression must be specified.`)
  }
  const problem = query.Label === undefined ? undefined : labelProblem(query.Label)
  if (problem !== undefined) throw invalid(`Query ${id}: the value for parameter Label is invalid: ${problem}.`)
  const common = { id, label: query.Label, returnData: query.ReturnData ?? true }
  if (text !== undefined) {
    if (query.Period !== undefined) checkPeriod(id, query.Period)
    return { ...common, ...parseExpression(id, text, query.Period), periodSeconds: query.Period }
  }
  if (stat === undefined) throw invalid(`Query ${id}: the parameter MetricStat is required.`)

  const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = stat.Metric
  if (namespace === undefined || name === undefined) {
    throw invalid(`Query ${id}: the parameters Namespace and MetricName of MetricStat.Metric are required.`)
  }
  checkPeriod(id, stat.Period)
  const statistic = parseStatistic(stat.Stat)
  if (statistic === undefined) {
    throw invalid(
      `The value for parameter MetricDataQueries.member.${index + 1}.MetricStat.Stat is not a valid statistic.`,
    )
  }
  return {
    ...common,
    kind: 'metric',
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
    forbidden: query.AccountId !== undefined && query.AccountId !== tenant.accountId,
  }
}

function checkPeriod(id: string, period: number): void {
  if (isPeriod(period)) return
  throw invalid(
    `Query ${id}: the value ${period} for parameter Period is invalid: it must be 1, 5, 10, 20, 30 or a multiple of 60.`,
  )
}

function parseExpression(
  id: string,
  text: string,
  periodSeconds: number | undefined,
): Pick<MathQuery, 'kind' | 'expression' | 'searches'> | Pick<InsightsQuery, 'kind' | 'insights'> {
  if (text.length > MAX_EXPRESSION_CHARS) {
    throw invalid(`Query ${id}: the Expression must not be longer than ${MAX_EXPRESSION_CHARS} characters.`)
  }
  return inExpression(id, () => {
    if (isMetricsInsights(text)) return { kind: 'insights', insights: parseMetricsInsights(text) }
    const expression = parseMath(text)
    return { kind: 'math', expression, searches: searchesIn(expression, periodSeconds) }
  })
}

/** Turns what is wrong with the language into CloudWatch's `Error in expression 'e1': …`. @throws {AwsError} */
export function inExpression<T>(id: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxProblem) throw invalid(`Error in expression '${id}': ${error.message}`)
    throw error
  }
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message)
}
