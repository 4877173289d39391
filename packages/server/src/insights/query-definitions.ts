import { createHash, randomUUID } from 'node:crypto'
import type { Clock, Tenant } from '@atalaya/model'
import type { SavedQuery } from '@atalaya/query/insights'
import type { ControlStore } from '@atalaya/store'
import { TenantDocuments } from './tenant-documents.ts'

/** A saved query, as the control state holds it. */
export interface QueryDefinition {
  readonly id: string
  readonly name: string
  readonly queryString: string
  readonly logGroupNames: readonly string[]
  readonly parameters: readonly {
    readonly name: string
    readonly defaultValue?: string | undefined
    readonly description?: string | undefined
  }[]
  readonly updatedMs: number
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MAX_QUERY_DEFINITIONS = 1_000

export class QueryDefinitions {
  readonly #documents: TenantDocuments<QueryDefinition>
  readonly #clock: Clock

  constructor(control: ControlStore, clock: Clock) {
    this.#documents = new TenantDocuments(control, 'query-definition')
    this.#clock = clock
  }

  /** In ascending order of name, then of id. */
  list(tenant: Tenant): readonly QueryDefinition[] {
    return [...this.#documents.list(tenant)].sort(
      (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || (a.id < b.id ? -1 : 1),
    )
  }

  count(tenant: Tenant): number {
    return this.#documents.count(tenant)
  }

  /** What `$Name(…)` in a query stands for. */
  find(tenant: Tenant, name: string): SavedQuery | undefined {
    const found = this.list(tenant).find((definition) => definition.name === name)
    if (found === undefined) return undefined
    const parameters = found.parameters.map(({ name, defaultValue }) => ({ name, defaultValue }))
    return { name, text: found.queryString, parameters }
  }

  /**
   * Creates, or replaces the one of this id as a whole. `check` may throw, and then nothing happens. What was created with a
   * token is not created again with the same one: who repeats a request gets the id of the first.
   */
  async put(
    tenant: Tenant,
    id: string | undefined,
    definition: Omit<QueryDefinition, 'id' | 'updatedMs'>,
    check: (current: QueryDefinition | undefined) => void,
    token?: string,
  ): Promise<string> {
    const key = id ?? (token === undefined ? randomUUID() : uuidOf(token))
    await this.#documents.change(tenant, key, (current) => {
      if (id === undefined && current !== undefined) return current
      check(current)
      return { ...definition, id: key, updatedMs: this.#clock.now() }
    })
    return key
  }

  async delete(tenant: Tenant, id: string, check: (current: QueryDefinition | undefined) => void): Promise<void> {
    await this.#documents.change(tenant, id, (current) => {
      check(current)
      return undefined
    })
  }
}

/** Always the same UUID (version 8) for a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
