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

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/
const INK = /\S/
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/

/** A namespace that customers may write to: `AWS/...` belongs to the services. */
export function isCustomNamespace(text: string): boolean {
  if (text.length > MAX_NAMESPACE_CHARS || text.startsWith('AWS/') || text.startsWith(':')) return false
  return INK.test(text) && !CONTROL.test(text)
}

export function isMetricName(text: string): boolean {
  return text.length <= MAX_METRIC_NAME_CHARS && INK.test(text) && !CONTROL.test(text)
}

export function isDimensionName(text: string): boolean {
  return (
    text.length <= MAX_DIMENSION_NAME_CHARS && !text.startsWith(':') && PRINTABLE_ASCII.test(text) && INK.test(text)
  )
}

export function isDimensionValue(text: string): boolean {
  return text.length <= MAX_DIMENSION_VALUE_CHARS && PRINTABLE_ASCII.test(text) && INK.test(text)
}
