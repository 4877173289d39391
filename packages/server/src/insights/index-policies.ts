import type { Clock } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { LogGroup } from '../catalog/log-group.ts'
import { TenantDocuments } from './tenant-documents.ts'

/** Which fields of a log group are indexed, besides those that always are. */
export interface IndexPolicy {
  readonly groupId: number
  /** The JSON text as it was given. */
  readonly document: string
  readonly fields: readonly string[]
  readonly updatedMs: number
}

/** Every Standard group has an index on these. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs-Field-Indexing.html */
export const DEFAULT_INDEXES: readonly string[] = [
  '@logStream',
  '@aws.region',
  '@aws.account',
  '@source.log',
  '@data_source_name',
  '@data_source_type',
  '@data_format',
  'traceId',
  'severityText',
  'attributes.session.id',
]

/**
 * Field indexes. Every field is a typed column here, so an index makes no query faster; the policy decides which groups
 * `filterIndex` reads.
 */
export class IndexPolicies {
  readonly #documents: TenantDocuments<IndexPolicy>
  readonly #clock: Clock

  constructor(control: ControlStore, clock: Clock) {
    this.#documents = new TenantDocuments(control, 'index-policy')
    this.#clock = clock
  }

  /** A policy belongs to the group's id, so a new group of the same name does not inherit it. */
  get({ tenant, id }: LogGroup): IndexPolicy | undefined {
    return this.#documents.get(tenant, String(id))
  }

  async put({ tenant, id }: LogGroup, document: string, fields: readonly string[]): Promise<IndexPolicy> {
    const policy: IndexPolicy = { groupId: id, document, fields, updatedMs: this.#clock.now() }
    await this.#documents.change(tenant, String(id), () => policy)
    return policy
  }

  async delete({ tenant, id }: LogGroup): Promise<void> {
    await this.#documents.change(tenant, String(id), () => undefined)
  }

  isIndexed(group: LogGroup, field: string): boolean {
    return DEFAULT_INDEXES.includes(field) || (this.get(group)?.fields.includes(field) ?? false)
  }
}
