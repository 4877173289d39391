import { MAX_ABSOLUTE_VALUE, MAX_DIMENSION_VALUE_CHARS } from '@atalaya/model'
import { type Dimensions, type DimensionValue, type Metric, PRINTABLE, type Shape, show } from '../shape.ts'

/**
 * Writes one EMF document and its line feed, or says what is wrong with the values.
 *
 * `metrics` and `dimensions` must be of the shape: `ShapeCache.find` gives it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function encodeEmf(
  shape: Shape,
  metrics: readonly Metric[],
  dimensions: Dimensions | undefined,
  nowMs: number,
): string | Problem {
  let line = shape.head + nowMs + shape.middle
  let index = 0
  for (const key in dimensions) {
    const value = dimensions[key]!
    const text =
      typeof value === 'string' && PLAIN.test(value) && value.length <= MAX_DIMENSION_VALUE_CHARS
        ? `"${value}"`
        : encodeDimension(value)
    if (text === undefined) return dimensionProblem(metrics[0]!.name, key, value)
    line += shape.keyTexts[index++]! + text
  }
  for (index = 0; index < metrics.length; index++) {
    const { value } = metrics[index]!
    // Also false for NaN and for what is not a number at all.
    if (!(value <= MAX_ABSOLUTE_VALUE && value >= -MAX_ABSOLUTE_VALUE) || typeof value !== 'number') {
      return {
        problem: `metric ${show(metrics[index]!.name)}: the value must be a finite number within ±2^360, got ${show(value)}`,
      }
    }
    line += shape.valueTexts[index]! + value
  }
  return `${line}}\n`
}

export interface Problem {
  readonly problem: string
}

/** The JSON text of a dimension value, or undefined when CloudWatch would not take it. */
export function encodeDimension(value: DimensionValue): string | undefined {
  const type = typeof value
  if (type !== 'string' && type !== 'number' && type !== 'boolean') return undefined
  const text = String(value)
  return PRINTABLE.test(text) && text.length <= MAX_DIMENSION_VALUE_CHARS ? JSON.stringify(text) : undefined
}

export function dimensionProblem(metricName: string, key: string, value: unknown): Problem {
  return {
    problem: `metric ${show(metricName)}: dimension ${show(key)} must be 1 to ${MAX_DIMENSION_VALUE_CHARS} printable ASCII characters, not all blank, got ${show(value)}`,
  }
}

/** Needs no escaping and does not start with a blank: the fast path of nearly every value. */
const PLAIN = /^[!#-[\]-~][ !#-[\]-~]*$/
