import type { Dimension } from '@atalaya/model'
import type { LogGroup } from '../catalog/log-group.ts'

/**
 * The namespace of the metrics that CloudWatch Logs publishes about itself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
 */
export const USAGE_NAMESPACE = 'AWS/Logs'

export function usageDimensions(group: LogGroup): readonly Dimension[] {
  return [{ name: 'LogGroupName', value: group.name }]
}
