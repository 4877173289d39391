import type { Clock } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { LogCatalog } from './log-catalog.ts'
import type { LogGroup } from './log-group.ts'

const KIND = 'metric-filter'

/** A metric filter as the control state holds it: what was put, as it was put. */
export interface MetricFilter {
  readonly groupId: number
  readonly name: string
  readonly createdMs: number
  readonly pattern: string
  readonly transformation: MetricTransformation
  readonly applyOnTransformedLogs: boolean
  readonly fieldSelectionCriteria?: string
  readonly emitSystemFieldDimensions?: readonly string[]
}

export interface MetricTransformation {
  readonly metricName: string
  readonly metricNamespace: string
  /** A number, `$.member` or `$field`. */
  readonly metricValue: string
  readonly defaultValue?: number
  readonly unit?: string
  /** Names to selectors. */
  readonly dimensions?: Readonly<Record<string, string>>
}

export interface MetricFiltersOptions {
  readonly control: ControlStore
  readonly catalog: LogCatalog
  readonly clock: Clock
}

/** The metric filters of log groups. They go with their group. */
export class MetricFilters {
  readonly #control: ControlStore
  readonly #catalog: LogCatalog
  readonly #clock: Clock
  /** Filters by group id, as asked for on the ingest path. A put or delete replaces the list by a new one. */
  readonly #cached = new Map<number, readonly MetricFilter[]>()

  constructor({ control, catalog, clock }: MetricFiltersOptions) {
    this.#control = control
    this.#catalog = catalog
    this.#clock = clock
  }

  get(group: LogGroup, name: string): MetricFilter | undefined {
    return this.#control.get(KIND, filterKey(group.id, name)) as MetricFilter | undefined
  }

  /** In ascending order of name. The same list object until a filter of the group changes: callers may cache by it. */
  of(group: LogGroup): readonly MetricFilter[] {
    let filters = this.#cached.get(group.id)
    if (filters === undefined) {
      filters = this.#control.list(KIND, { prefix: `${group.id}/` }).map(({ body }) => body as MetricFilter)
      this.#cached.set(group.id, filters)
    }
    return filters
  }

  count(group: LogGroup): number {
    return this.of(group).length
  }

  /**
   * Creates or replaces a filter; a replaced one keeps its creation time. `check` sees the other filters of the group and may
   * throw, and then nothing happens. `'missing'` when the group is gone.
   */
  async put(
    group: LogGroup,
    filter: Omit<MetricFilter, 'groupId' | 'createdMs'>,
    check: (others: readonly MetricFilter[]) => void,
  ): Promise<'missing' | undefined> {
    return await this.#catalog.withGroup(group, async () => {
      check(this.of(group).filter(({ name }) => name !== filter.name))
      const createdMs = this.get(group, filter.name)?.createdMs ?? this.#clock.now()
      const body: MetricFilter = { ...filter, groupId: group.id, createdMs }
      await this.#control.commit([{ kind: KIND, key: filterKey(group.id, filter.name), body }])
      this.#cached.delete(group.id)
      return undefined
    })
  }

  /** False when there is no such filter. */
  async delete(group: LogGroup, name: string): Promise<boolean> {
    const deleted = await this.#catalog.withGroup(group, async () => {
      if (this.get(group, name) === undefined) return false
      await this.#control.commit([{ kind: KIND, key: filterKey(group.id, name), body: undefined }])
      this.#cached.delete(group.id)
      return true
    })
    return deleted === true
  }
}

function filterKey(groupId: number, name: string): string {
  return `${groupId}/${name}`
}
