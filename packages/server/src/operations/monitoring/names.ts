import { AwsError } from '@atalaya/aws'
import { MAX_DIMENSIONS } from '@atalaya/model'
import { isCustomNamespace, isDimensionName, isDimensionValue, isMetricName } from '../../pipeline/metric-names.ts'
import type { WireDimension } from './series-ids.ts'

/*
 * Refusals of names and dimensions beyond what the service model says. Wording: ours where AWS's has not been seen.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */

export function checkNamespace(namespace: string, path: string): void {
  if (!isCustomNamespace(namespace)) throw invalidValue(namespace, path)
}

export function checkMetricName(name: string, path: string): void {
  if (!isMetricName(name)) throw invalidValue(name, path)
}

/** @param path how the request names the list: `MetricData.member.1.Dimensions` */
export function checkWrittenDimensions(dimensions: readonly WireDimension[], path: string): void {
  if (dimensions.length > MAX_DIMENSIONS) {
    const message = `The collection ${path} must not have a size greater than ${MAX_DIMENSIONS}.`
    throw new AwsError('InvalidParameterValueException', message)
  }
  for (const [index, { Name, Value }] of dimensions.entries()) {
    const member = `${path}.member.${index + 1}`
    if (!isDimensionName(Name)) throw invalidValue(Name, `${member}.Name`)
    if (!isDimensionValue(Value)) throw invalidValue(Value, `${member}.Value`)
  }
  const names = new Set(dimensions.map(({ Name }) => Name))
  if (names.size < dimensions.length) {
    throw new AwsError('InvalidParameterValueException', `The collection ${path} must not name a dimension twice.`)
  }
}

function invalidValue(value: string, path: string): AwsError {
  return new AwsError('InvalidParameterValueException', `The value ${value} for parameter ${path} is invalid.`)
}
