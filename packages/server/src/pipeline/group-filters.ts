import type { Dimension } from '@atalaya/model'
import { type LogText, SyntaxProblem } from '@atalaya/query'
import type { MetricStore } from '@atalaya/store'
import type { LogGroup } from '../catalog/log-group.ts'
import type { MetricFilter } from '../catalog/metric-filters.ts'
import { compileFieldSelection, isSystemFieldName, type SystemFields } from './field-selection.ts'
import { type CompiledMetricFilter, compileMetricFilter, type MetricFilterDatum } from './metric-filter.ts'
import type { PointsBuilder } from './metric-points.ts'

/** The metric filters of one log group, ready for its events. */
export interface GroupFilters {
  readonly isEmpty: boolean
  /** Begins a batch. Feed it the events in order of time, then finish it. */
  begin(points: PointsBuilder): FilterRun
}

export interface FilterRun {
  read(text: LogText, timestampMs: number): void
  finish(): void
}

/** A stored filter that no longer compiles, because the language grew stricter, publishes nothing: it must not stop events. */
export function compileGroupFilters(
  group: LogGroup,
  filters: readonly MetricFilter[],
  metrics: MetricStore,
): GroupFilters {
  const fields: SystemFields = { '@aws.account': group.tenant.accountId, '@aws.region': group.tenant.region }
  const compiled = filters.flatMap((filter) => compile(filter, fields) ?? [])
  return { isEmpty: compiled.length === 0, begin: (points) => new Run(compiled, group, metrics, points) }
}

interface Compiled {
  readonly read: CompiledMetricFilter['read']
  readonly extra: readonly Dimension[]
}

/** Undefined when the filter is not for this group. */
function compile(filter: MetricFilter, fields: SystemFields): Compiled | undefined {
  try {
    if (!compileFieldSelection(filter.fieldSelectionCriteria ?? '')(fields)) return undefined
    return { read: compileMetricFilter(filter).read, extra: systemDimensions(filter, fields) }
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined
    throw error
  }
}

function systemDimensions(filter: MetricFilter, fields: SystemFields): readonly Dimension[] {
  return (filter.emitSystemFieldDimensions ?? [])
    .filter(isSystemFieldName)
    .map((name) => ({ name, value: fields[name] }))
}

/** A sample that the next event may repeat. */
interface Pending {
  datum: MetricFilterDatum
  count: number
}

/**
 * Equal values of a filter within one second become one sample with a count: a filter that counts lines takes a row for each
 * second and not for each line. Nothing is lost, for the store keeps seconds and counts.
 */
class Run implements FilterRun {
  readonly #filters: readonly Compiled[]
  readonly #group: LogGroup
  readonly #metrics: MetricStore
  readonly #points: PointsBuilder
  readonly #pending: (Pending | undefined)[]

  constructor(filters: readonly Compiled[], group: LogGroup, metrics: MetricStore, points: PointsBuilder) {
    this.#filters = filters
    this.#group = group
    this.#metrics = metrics
    this.#points = points
    this.#pending = filters.map(() => undefined)
  }

  read(text: LogText, timestampMs: number): void {
    for (let i = 0; i < this.#filters.length; i += 1) {
      const datum = this.#filters[i]?.read(text, timestampMs)
      if (datum === undefined) continue
      const pending = this.#pending[i]
      if (pending !== undefined && isSame(pending.datum, datum)) {
        pending.count += 1
        continue
      }
      this.#write(i)
      this.#pending[i] = { datum, count: 1 }
    }
  }

  finish(): void {
    for (let i = 0; i < this.#filters.length; i += 1) this.#write(i)
  }

  #write(i: number): void {
    const pending = this.#pending[i]
    if (pending === undefined) return
    this.#pending[i] = undefined
    const { namespace, name, dimensions, unit, value, timestampMs } = pending.datum
    const extra = this.#filters[i]?.extra ?? []
    const all = extra.length === 0 ? dimensions : [...dimensions, ...extra]
    const series = this.#metrics.seriesId(this.#group.tenant, namespace, name, all)
    this.#points.add(series, timestampMs, unit, 60, value, pending.count)
  }
}

function isSame(a: MetricFilterDatum, b: MetricFilterDatum): boolean {
  if (a.value !== b.value || Math.trunc(a.timestampMs / 1_000) !== Math.trunc(b.timestampMs / 1_000)) return false
  // Of one filter, so the names are the same and in the same order.
  return (
    a.dimensions.length === b.dimensions.length &&
    a.dimensions.every(({ value }, i) => value === b.dimensions[i]?.value)
  )
}
