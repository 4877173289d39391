import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { LogsDeps } from './deps.ts'
import { findGroup } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html */
export const deleteMetricFilter: Operation<LogsDeps> = operation(
  'logs',
  'DeleteMetricFilter',
  async ({ logGroupName, filterName }, { catalog, metricFilters }: LogsDeps, call) => {
    const group = findGroup(catalog, call, logGroupName)
    if (!(await metricFilters.delete(group, filterName))) {
      throw new AwsError('ResourceNotFoundException', 'The specified metric filter does not exist.')
    }
    return {}
  },
)
