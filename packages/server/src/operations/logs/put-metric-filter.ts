import { type InputOf, type Operation, operation } from '@atalaya/aws'
import { compileFilterPattern, parseMetricValue, parseValueSource } from '@atalaya/query'
import type { MetricFilter } from '../../catalog/metric-filters.ts'
import { compileFieldSelection, isSystemFieldName } from '../../pipeline/field-selection.ts'
import { isCustomNamespace, isDimensionName, isMetricName } from '../../pipeline/metric-names.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, limitExceeded, noSuchGroup } from './errors.ts'
import { orInvalid, parsePattern } from './filter-patterns.ts'
import { findGroup, requireStandardClass } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_FILTERS = 100
/** Filters with a regular expression, of one log group. */
const MAX_REGEX_FILTERS = 5
const MAX_DIMENSIONS = 3

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export const putMetricFilter: Operation<LogsDeps> = operation(
  'logs',
  'PutMetricFilter',
  async (input, { catalog, metricFilters }: LogsDeps, call) => {
    const group = findGroup(catalog, call, input.logGroupName)
    requireStandardClass(group)
    const hasRegex = countRegexes(input.filterPattern) > 0
    const transformation = checkedTransformation(input)
    checkSystemFields(input)
    const filter: Omit<MetricFilter, 'groupId' | 'createdMs'> = {
      name: input.filterName,
      pattern: input.filterPattern,
      transformation,
      applyOnTransformedLogs: input.applyOnTransformedLogs ?? false,
      ...(input.fieldSelectionCriteria === undefined ? {} : { fieldSelectionCriteria: input.fieldSelectionCriteria }),
      ...(input.emitSystemFieldDimensions === undefined
        ? {}
        : { emitSystemFieldDimensions: input.emitSystemFieldDimensions }),
    }
    const outcome = await metricFilters.put(group, filter, (others) => {
      if (others.length >= MAX_FILTERS) throw limitExceeded()
      if (!hasRegex) return
      const withRegex = others.filter(({ pattern }) => countRegexes(pattern) > 0)
      if (withRegex.length >= MAX_REGEX_FILTERS) throw limitExceeded()
    })
    if (outcome === 'missing') throw noSuchGroup()
    return {}
  },
)

type Input = InputOf<'logs', 'PutMetricFilter'>
type Transformation = Input['metricTransformations'][number]

function countRegexes(pattern: string): number {
  return compileFilterPattern(parsePattern(pattern)).regexCount
}

/** The model allows exactly one transformation. */
function checkedTransformation({ metricTransformations }: Input): Transformation {
  const [transformation] = metricTransformations
  if (transformation === undefined) throw invalidParameter('A metric transformation must be specified.')
  const { metricName, metricNamespace, metricValue, dimensions, defaultValue } = transformation
  if (!isMetricName(metricName)) throw invalidParameter(`Invalid metric name: '${metricName}'.`)
  if (!isCustomNamespace(metricNamespace)) throw invalidParameter(`Invalid metric namespace: '${metricNamespace}'.`)
  orInvalid('metric value', () => parseMetricValue(metricValue))
  if (dimensions !== undefined) checkDimensions(dimensions, defaultValue)
  return transformation
}

function checkDimensions(dimensions: Readonly<Record<string, string>>, defaultValue: number | undefined): void {
  const names = Object.keys(dimensions)
  if (names.length > MAX_DIMENSIONS)
    throw invalidParameter(`A metric filter can have no more than ${MAX_DIMENSIONS} dimensions.`)
  if (names.length > 0 && defaultValue !== undefined) {
    throw invalidParameter('A default value cannot be assigned to a metric filter with dimensions.')
  }
  for (const [name, selector] of Object.entries(dimensions)) {
    if (!isDimensionName(name)) throw invalidParameter(`Invalid dimension name: '${name}'.`)
    orInvalid('dimension value', () => parseValueSource(selector))
  }
}

function checkSystemFields({ fieldSelectionCriteria, emitSystemFieldDimensions }: Input): void {
  if (fieldSelectionCriteria !== undefined) {
    orInvalid('field selection criteria', () => compileFieldSelection(fieldSelectionCriteria))
  }
  const unknown = emitSystemFieldDimensions?.find((name) => !isSystemFieldName(name))
  if (unknown !== undefined) throw invalidParameter(`Invalid system field: '${unknown}'.`)
}
