import type { Clock, Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from './tenant-prefix.ts'
import { Turns } from './turns.ts'

const KIND = 'log-resource-policy'

/** A policy of the whole account, found by its name, or of one log group, found by the ARN. */
export interface ResourcePolicy {
  readonly name?: string
  readonly resourceArn?: string
  readonly document: string
  readonly updatedMs: number
  readonly revisionId: string
}

/** What a policy is filed under within its tenant. Names sort before ARNs. */
export type PolicyId =
  | { readonly kind: 'account'; readonly name: string }
  | { readonly kind: 'resource'; readonly resourceArn: string }

export interface ResourcePoliciesOptions {
  readonly control: ControlStore
  readonly clock: Clock
  /** Makes the revision of each new version. */
  readonly newRevision: () => string
}

/** Policies are kept and shown; nothing is decided by them. */
export class ResourcePolicies {
  readonly #control: ControlStore
  readonly #clock: Clock
  readonly #newRevision: () => string
  readonly #turns = new Turns()

  constructor({ control, clock, newRevision }: ResourcePoliciesOptions) {
    this.#control = control
    this.#clock = clock
    this.#newRevision = newRevision
  }

  /** By name or ARN, account policies first. */
  list(tenant: Tenant): readonly ResourcePolicy[] {
    return this.#control.list(KIND, { prefix: tenantPrefix(tenant) }).map(({ body }) => {
      return body as ResourcePolicy
    })
  }

  /** Creates or replaces. `check` sees the policy being replaced and may throw, and then nothing happens. */
  async put(
    tenant: Tenant,
    id: PolicyId,
    document: string,
    check: (current: ResourcePolicy | undefined) => void,
  ): Promise<ResourcePolicy> {
    return await this.#inTurn(tenant, async () => {
      const key = policyKey(tenant, id)
      check(this.#control.get(KIND, key) as ResourcePolicy | undefined)
      const body: ResourcePolicy = {
        ...(id.kind === 'account' ? { name: id.name } : { resourceArn: id.resourceArn }),
        document,
        updatedMs: this.#clock.now(),
        revisionId: this.#newRevision(),
      }
      await this.#control.commit([{ kind: KIND, key, body }])
      return body
    })
  }

  /** `check` may throw, and then nothing happens. */
  async delete(tenant: Tenant, id: PolicyId, check: (current: ResourcePolicy | undefined) => void): Promise<void> {
    await this.#inTurn(tenant, async () => {
      const key = policyKey(tenant, id)
      check(this.#control.get(KIND, key) as ResourcePolicy | undefined)
      await this.#control.commit([{ kind: KIND, key, body: undefined }])
    })
  }

  /** One change at a time for each tenant, because the number of its policies is limited. */
  async #inTurn<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
    return await this.#turns.run(tenantPrefix(tenant), work)
  }
}

/** What removes the policies of a log group, by whichever of its ARNs they were put: to be committed with its deletion. */
export function removalOfGroupPolicies(
  control: Pick<ControlStore, 'list'>,
  { tenant, name }: { readonly tenant: Tenant; readonly name: string },
): readonly ControlChange[] {
  const documents = control.list(KIND, { prefix: `${tenantPrefix(tenant)}resource/` })
  return documents
    .filter(({ key }) => key.endsWith(`:log-group:${name}`) || key.endsWith(`:log-group:${name}:*`))
    .map(({ key }) => ({ kind: KIND, key, body: undefined }))
}

function policyKey(tenant: Tenant, id: PolicyId): string {
  const owner = tenantPrefix(tenant)
  return id.kind === 'account' ? `${owner}account/${id.name}` : `${owner}resource/${id.resourceArn}`
}
