import { createHash } from 'node:crypto'
import { type Dimension, sortDimensions, type Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'
import type { WireMetricQuery } from '../../metrics/queries.ts'
import type { MetricAlarmRecord } from '../transition.ts'
import { bandOf } from './band-expression.ts'

/** What a detector watches. */
export type DetectorSource =
  | {
      readonly kind: 'single'
      readonly namespace: string
      readonly metricName: string
      readonly dimensions: readonly Dimension[]
      readonly stat: string
    }
  /** An expression: the one query that returns data. */
  | { readonly kind: 'math'; readonly queries: readonly WireMetricQuery[] }

export interface DetectorRecord {
  readonly id: string
  readonly tenant: Tenant
  readonly source: DetectorSource
  readonly excluded: readonly { readonly startMs: number; readonly endMs: number }[]
  readonly timezone?: string
  readonly periodicSpikes?: boolean
  readonly updatedMs: number
}

const KIND = 'anomaly-detector'

/** Anomaly detectors: which metrics have one, and what training is to leave out. Alarms on a band bring theirs with them. */
export class AnomalyDetectors {
  readonly #control: ControlStore

  constructor(control: ControlStore) {
    this.#control = control
  }

  get(tenant: Tenant, id: string): DetectorRecord | undefined {
    return this.#control.get(KIND, tenantPrefix(tenant) + id) as DetectorRecord | undefined
  }

  /** In ascending order of id. */
  list(tenant: Tenant): readonly DetectorRecord[] {
    return this.#control.list(KIND, { prefix: tenantPrefix(tenant) }).map(({ body }) => body as DetectorRecord)
  }

  find(tenant: Tenant, source: DetectorSource): DetectorRecord | undefined {
    return this.get(tenant, detectorId(source))
  }

  put(detector: DetectorRecord): ControlChange {
    return { kind: KIND, key: tenantPrefix(detector.tenant) + detector.id, body: detector }
  }

  remove({ tenant, id }: DetectorRecord): ControlChange {
    return { kind: KIND, key: tenantPrefix(tenant) + id, body: undefined }
  }

  /** The detector of an alarm on a band, when there is none yet. */
  impliedBy({ tenant, definition, updatedMs }: MetricAlarmRecord): readonly ControlChange[] {
    const band = bandOf(definition.Metrics ?? [], definition.ThresholdMetricId)
    if (band === undefined || this.find(tenant, band.source) !== undefined) return []
    return [this.put({ id: detectorId(band.source), tenant, source: band.source, excluded: [], updatedMs })]
  }
}

/** The same for the same source: putting a detector again replaces it. */
export function detectorId(source: DetectorSource): string {
  const identity =
    source.kind === 'single'
      ? [source.namespace, source.metricName, sortDimensions(source.dimensions), source.stat]
      : source.queries
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)
}
