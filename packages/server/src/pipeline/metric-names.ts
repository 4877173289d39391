import {
  MAX_DIMENSION_NAME_CHARS,
  MAX_DIMENSION_VALUE_CHARS,
  MAX_METRIC_NAME_CHARS,
  MAX_NAMESPACE_CHARS,
} from '@atalaya/model'

/*
 * What PutMetricData lets names be, as claims. Metrics that come out of log events obey the same rules.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */

// One expression each, for they run on every metric of every document. A name must have more in it than blanks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it excludes
const NO_CONTROLS = /^ *[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/
const PRINTABLE_ASCII = /^ *[\x21-\x7e][\x20-\x7e]*$/

/** A namespace that customers may write to: `AWS/...` belongs to the services. */
export function isCustomNamespace(text: string): boolean {
  if (text.length > MAX_NAMESPACE_CHARS || text.startsWith('AWS/') || text.startsWith(':')) return false
  return NO_CONTROLS.test(text)
}

export function isMetricName(text: string): boolean {
  return text.length <= MAX_METRIC_NAME_CHARS && NO_CONTROLS.test(text)
}

export function isDimensionName(text: string): boolean {
  return text.length <= MAX_DIMENSION_NAME_CHARS && !text.startsWith(':') && PRINTABLE_ASCII.test(text)
}

export function isDimensionValue(text: string): boolean {
  return text.length <= MAX_DIMENSION_VALUE_CHARS && PRINTABLE_ASCII.test(text)
}
