import { NO_UNIT_CODE } from '@atalaya/model'
import { LogText } from '@atalaya/query'
import type { MetricStore } from '@atalaya/store'
import type { LogGroup } from '../catalog/log-group.ts'
import type { MetricFilter, MetricFilters } from '../catalog/metric-filters.ts'
import { type EmfReading, readEmf } from './emf/read-emf.ts'
import { compileGroupFilters, type GroupFilters } from './group-filters.ts'
import type { Derive } from './log-pipeline.ts'
import type { PointsBuilder } from './metric-points.ts'
import { USAGE_NAMESPACE, usageDimensions } from './usage-metrics.ts'

/** What every EMF document contains, and hardly anything else. */
const EMF_MARK = '"_aws"'

/**
 * Derives metrics from log events: those of EMF documents and those of the group's metric filters, for groups of the Standard
 * class. A message is parsed once for all of them, and not at all when none wants it.
 */
export function createDerive(metrics: MetricStore, metricFilters: Pick<MetricFilters, 'of'>): Derive {
  const filtersOf = groupFilters(metrics, metricFilters)
  return (batch, points, nowMs) => {
    const { group, messages, timestampsMs } = batch
    if (group.logClass !== 'STANDARD') return
    const filters = filtersOf(group)
    const run = filters.isEmpty ? undefined : filters.begin(points)
    const errors = { parsing: 0, validation: 0 }
    for (let i = 0; i < messages.length; i += 1) {
      const message = messages[i] as string
      const mayBeEmf = message.includes(EMF_MARK)
      // The fast path: most events go no further.
      if (!mayBeEmf && run === undefined) continue
      const text = new LogText(message)
      const eventTimestampMs = timestampsMs[i] as number
      run?.read(text, eventTimestampMs)
      if (!mayBeEmf) continue
      const reading = readEmf(text, { groupName: group.name, eventTimestampMs, nowMs })
      if (reading.kind === 'emf') addEmf(reading, group, metrics, points, errors)
    }
    run?.finish()
    addErrors(errors, group, metrics, points, nowMs)
  }
}

/** Compiles the filters of a group once for each version of their list. */
function groupFilters(
  metrics: MetricStore,
  metricFilters: Pick<MetricFilters, 'of'>,
): (group: LogGroup) => GroupFilters {
  const compiled = new WeakMap<readonly MetricFilter[], GroupFilters>()
  return (group) => {
    const list = metricFilters.of(group)
    let filters = compiled.get(list)
    if (filters === undefined) {
      filters = compileGroupFilters(group, list, metrics)
      compiled.set(list, filters)
    }
    return filters
  }
}

interface EmfErrors {
  parsing: number
  validation: number
}

function addEmf(
  { data, parsingErrors, validationErrors }: Extract<EmfReading, { readonly kind: 'emf' }>,
  { tenant }: LogGroup,
  metrics: MetricStore,
  points: PointsBuilder,
  errors: EmfErrors,
): void {
  errors.parsing += parsingErrors
  errors.validation += validationErrors
  for (const { namespace, name, dimensions, timestampMs, unit, resolution, samples } of data) {
    const series = metrics.seriesId(tenant, namespace, name, dimensions)
    points.addSamples(series, timestampMs, unit, resolution, samples)
  }
}

/**
 * What was wrong with the EMF documents of a batch, stored with the batch.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
 */
function addErrors(
  { parsing, validation }: EmfErrors,
  group: LogGroup,
  metrics: MetricStore,
  points: PointsBuilder,
  nowMs: number,
): void {
  if (parsing === 0 && validation === 0) return
  for (const [name, count] of [
    ['EMFParsingErrors', parsing],
    ['EMFValidationErrors', validation],
  ] as const) {
    if (count === 0) continue
    const series = metrics.seriesId(group.tenant, USAGE_NAMESPACE, name, usageDimensions(group))
    points.add(series, nowMs, NO_UNIT_CODE, 60, count)
  }
}
