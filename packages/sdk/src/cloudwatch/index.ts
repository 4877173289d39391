export { AwsCallError, type AwsOptions } from '../aws/aws-client.ts'
export {
  type CredentialOptions,
  type CredentialSource,
  type Credentials,
  defaultCredentials,
} from '../aws/credentials.ts'
export { type OperationOptions, timed, trackOperation } from '../metrics/operations.ts'
export { type LogQuery, type LogRow, type QueryLogsOptions, queryLogs } from './query-logs.ts'
export { type Datapoint, type MetricQuestion, readMetric } from './read-metric.ts'
