import type { Operation } from '@atalaya/aws'
import { createLogGroup } from './create-log-group.ts'
import { createLogStream } from './create-log-stream.ts'
import { deleteLogGroup } from './delete-log-group.ts'
import { deleteLogStream } from './delete-log-stream.ts'
import { deleteMetricFilter } from './delete-metric-filter.ts'
import type { LogsDeps } from './deps.ts'
import { describeLogGroups } from './describe-log-groups.ts'
import { describeLogStreams } from './describe-log-streams.ts'
import { describeMetricFilters } from './describe-metric-filters.ts'
import { filterLogEvents } from './filter-log-events.ts'
import { getLogEvents } from './get-log-events.ts'
import { insightsOperations } from './insights/index.ts'
import { associateKmsKey, disassociateKmsKey } from './kms-key.ts'
import { listLogGroups } from './list-log-groups.ts'
import { putLogEvents } from './put-log-events.ts'
import { putLogGroupDeletionProtection } from './put-log-group-deletion-protection.ts'
import { putMetricFilter } from './put-metric-filter.ts'
import { deleteResourcePolicy, describeResourcePolicies, putResourcePolicy } from './resource-policy.ts'
import { deleteRetentionPolicy, putRetentionPolicy } from './retention-policy.ts'
import { startLiveTail } from './start-live-tail.ts'
import { answerUnavailable } from './store-errors.ts'
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from './tag-resource.ts'
import { testMetricFilter } from './test-metric-filter.ts'

export type { LogsDeps } from './deps.ts'
export { prepareQuery } from './insights/prepare-query.ts'
export { type OpenLogs, openLogs } from './open-logs.ts'

/** CloudWatch Logs. */
export const logsOperations: readonly Operation<LogsDeps>[] = answerUnavailable([
  associateKmsKey,
  createLogGroup,
  createLogStream,
  deleteLogGroup,
  deleteLogStream,
  deleteMetricFilter,
  deleteResourcePolicy,
  deleteRetentionPolicy,
  describeLogGroups,
  describeLogStreams,
  describeMetricFilters,
  describeResourcePolicies,
  disassociateKmsKey,
  filterLogEvents,
  getLogEvents,
  listLogGroups,
  listTagsForResource,
  listTagsLogGroup,
  putLogEvents,
  putLogGroupDeletionProtection,
  putMetricFilter,
  putResourcePolicy,
  putRetentionPolicy,
  startLiveTail,
  tagLogGroup,
  tagResource,
  testMetricFilter,
  untagLogGroup,
  untagResource,
  ...insightsOperations,
])
