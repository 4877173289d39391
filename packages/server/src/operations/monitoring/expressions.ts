import { AwsError } from '@atalaya/aws'

/**
 * Metric math, SEARCH and Metrics Insights are not there yet: a query with an expression is refused here, and only here.
 *
 * @throws {AwsError} always
 */
export function refuseExpression(queryId: string): never {
  throw new AwsError(
    'ValidationError',
    `Query ${queryId}: Expression is not supported yet. Metric math, SEARCH and Metrics Insights cannot be evaluated; ` +
      'use MetricStat.',
  )
}
