import type { Tenant } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import { Turns } from '../catalog/turns.ts'

/** Documents of one kind, by tenant and key. */
export class TenantDocuments<T> {
  readonly #control: ControlStore
  readonly #kind: string
  readonly #turns = new Turns()

  constructor(control: ControlStore, kind: string) {
    this.#control = control
    this.#kind = kind
  }

  get(tenant: Tenant, key: string): T | undefined {
    return this.#control.get(this.#kind, fullKey(tenant, key)) as T | undefined
  }

  /** In ascending order of key. */
  list(tenant: Tenant, prefix = ''): readonly T[] {
    return this.#control.list(this.#kind, { prefix: fullKey(tenant, prefix) }).map(({ body }) => body as T)
  }

  count(tenant: Tenant): number {
    return this.#control.count(this.#kind, fullKey(tenant, ''))
  }

  /**
   * Puts what `change` makes of the current document; undefined deletes it. `change` may throw, and then nothing happens. Changes
   * of one tenant come one after the other.
   */
  async change(tenant: Tenant, key: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined> {
    return await this.#turns.run(fullKey(tenant, ''), async () => {
      const body = change(this.get(tenant, key))
      await this.#control.commit([{ kind: this.#kind, key: fullKey(tenant, key), body }])
      return body
    })
  }
}

function fullKey(tenant: Tenant, key: string): string {
  return tenantPrefix(tenant) + key
}
