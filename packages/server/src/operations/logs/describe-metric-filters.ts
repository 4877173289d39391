import { type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { MetricFilter } from '../../catalog/metric-filters.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter } from './errors.ts'
import { findGroup } from './find-group.ts'
import { pageToken, readPageToken } from './page-tokens.ts'

const MAX_FILTERS = 50
/** Joins the names of group and filter in a token. Neither may hold it: filter names exclude `:`, group names have few letters. */
const SEPARATOR = ':'

/**
 * Filters of one group in order of name, or of all groups in order of group and name.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
 */
export const describeMetricFilters: Operation<LogsDeps> = operation(
  'logs',
  'DescribeMetricFilters',
  async (input, deps: LogsDeps, call) => {
    if ((input.metricName === undefined) !== (input.metricNamespace === undefined)) {
      throw invalidParameter('metricName and metricNamespace must be specified together.')
    }
    const after = readPageToken('DescribeMetricFilters', input.nextToken)
    const limit = input.limit ?? MAX_FILTERS
    const groups =
      input.logGroupName === undefined
        ? deps.catalog.groups(call.tenant)
        : [findGroup(deps.catalog, call, input.logGroupName)]
    const found = groups
      .flatMap((group) => deps.metricFilters.of(group).map((filter) => ({ filter, groupName: group.name })))
      .filter(({ filter }) => isWanted(filter, input))
      .filter((entry) => after === undefined || isAfter(entry, after))
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      metricFilters: page.map(({ filter, groupName }) => describe(filter, groupName)),
      nextToken:
        found.length > limit && last !== undefined
          ? pageToken('DescribeMetricFilters', last.groupName + SEPARATOR + last.filter.name)
          : undefined,
    }
  },
)

type Input = InputOf<'logs', 'DescribeMetricFilters'>
type Item = NonNullable<OutputOf<'logs', 'DescribeMetricFilters'>['metricFilters']>[number]

interface Entry {
  readonly filter: MetricFilter
  readonly groupName: string
}

/** The prefix counts only together with a log group, as on AWS. */
function isWanted({ name, transformation }: MetricFilter, input: Input): boolean {
  if (input.logGroupName !== undefined && !name.startsWith(input.filterNamePrefix ?? '')) return false
  if (input.metricName === undefined) return true
  return transformation.metricName === input.metricName && transformation.metricNamespace === input.metricNamespace
}

function isAfter({ filter, groupName }: Entry, after: string): boolean {
  const at = after.indexOf(SEPARATOR)
  const group = after.slice(0, at)
  return groupName === group ? filter.name > after.slice(at + 1) : groupName > group
}

function describe(filter: MetricFilter, logGroupName: string): Item {
  const { fieldSelectionCriteria, emitSystemFieldDimensions } = filter
  return {
    filterName: filter.name,
    filterPattern: filter.pattern,
    // Stored as it was put, and so it has passed the model's enum of units.
    metricTransformations: [filter.transformation as NonNullable<Item['metricTransformations']>[number]],
    creationTime: filter.createdMs,
    logGroupName,
    applyOnTransformedLogs: filter.applyOnTransformedLogs,
    ...(fieldSelectionCriteria === undefined ? {} : { fieldSelectionCriteria }),
    ...(emitSystemFieldDimensions === undefined ? {} : { emitSystemFieldDimensions }),
  }
}
