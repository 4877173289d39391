import type { Clock, Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'

/* Dashboards belong to an account and not to a region: the key is `account/name`. */

const DASHBOARD = 'dashboard'

export interface Dashboard {
  readonly accountId: string
  readonly name: string
  readonly arn: string
  /** JSON text. */
  readonly body: string
  readonly modifiedMs: number
}

export class Dashboards {
  readonly #control: ControlStore
  readonly #clock: Clock

  constructor(control: ControlStore, clock: Clock) {
    this.#control = control
    this.#clock = clock
  }

  get({ accountId }: Tenant, name: string): Dashboard | undefined {
    return this.#control.get(DASHBOARD, `${accountId}/${name}`) as Dashboard | undefined
  }

  /** In order of name; `after` is the last name of the page before. */
  list({ accountId }: Tenant, prefix: string, after: string | undefined, limit: number): readonly Dashboard[] {
    const owner = `${accountId}/`
    const documents = this.#control.list(DASHBOARD, {
      prefix: owner + prefix,
      limit,
      ...(after === undefined ? {} : { after: owner + after }),
    })
    return documents.map(({ body }) => body as Dashboard)
  }

  /** Creates or replaces, together with other changes. */
  async put({ accountId }: Tenant, name: string, body: string, changes: readonly ControlChange[]): Promise<void> {
    const arn = dashboardArn(accountId, name)
    const dashboard: Dashboard = { accountId, name, arn, body, modifiedMs: this.#clock.now() }
    await this.#control.commit([{ kind: DASHBOARD, key: `${accountId}/${name}`, body: dashboard }, ...changes])
  }

  /** All or none; names that do not exist are passed over. */
  async delete({ accountId }: Tenant, names: readonly string[], changes: readonly ControlChange[]): Promise<void> {
    const removed = names.map(
      (name): ControlChange => ({ kind: DASHBOARD, key: `${accountId}/${name}`, body: undefined }),
    )
    await this.#control.commit([...removed, ...changes])
  }

  /** Whether an ARN is a dashboard of the account. */
  has(tenant: Tenant, arn: string): boolean {
    const prefix = dashboardArn(tenant.accountId, '')
    return arn.startsWith(prefix) && this.get(tenant, arn.slice(prefix.length)) !== undefined
  }
}

export function dashboardArn(accountId: string, name: string): string {
  return `arn:aws:cloudwatch::${accountId}:dashboard/${name}`
}
