import { AwsError } from '@atalaya/aws'
import { MAX_DIMENSIONS } from '@atalaya/model'
import type { WireDimension } from './series-ids.ts'

/*
 * What names and dimensions may look like beyond what the service model says. Wording: ours where AWS's has not been seen.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */

/** Namespaces that only AWS services write to. */
const RESERVED_NAMESPACE = 'AWS/'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/
const BLANK = /^\s*$/

export function checkNamespace(namespace: string, path: string): void {
  if (namespace.startsWith(RESERVED_NAMESPACE) || CONTROL.test(namespace) || BLANK.test(namespace)) {
    throw invalidValue(namespace, path)
  }
}

export function checkMetricName(name: string, path: string): void {
  if (CONTROL.test(name) || BLANK.test(name)) throw invalidValue(name, path)
}

/** @param path how the request names the list: `MetricData.member.1.Dimensions` */
export function checkWrittenDimensions(dimensions: readonly WireDimension[], path: string): void {
  if (dimensions.length > MAX_DIMENSIONS) {
    const message = `The collection ${path} must not have a size greater than ${MAX_DIMENSIONS}.`
    throw new AwsError('InvalidParameterValueException', message)
  }
  for (const [index, { Name, Value }] of dimensions.entries()) {
    const member = `${path}.member.${index + 1}`
    if (Name.startsWith(':') || !isWritten(Name)) throw invalidValue(Name, `${member}.Name`)
    if (!isWritten(Value)) throw invalidValue(Value, `${member}.Value`)
  }
  const names = new Set(dimensions.map(({ Name }) => Name))
  if (names.size < dimensions.length) {
    throw new AwsError('InvalidParameterValueException', `The collection ${path} must not name a dimension twice.`)
  }
}

function isWritten(text: string): boolean {
  return PRINTABLE_ASCII.test(text) && !BLANK.test(text)
}

function invalidValue(value: string, path: string): AwsError {
  return new AwsError('InvalidParameterValueException', `The value ${value} for parameter ${path} is invalid.`)
}
