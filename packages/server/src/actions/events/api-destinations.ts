import { randomUUID } from 'node:crypto'
import type { InputOf } from '@atalaya/aws'
import { type Clock, SECOND_MS, type Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'
import { Turns } from '../../catalog/turns.ts'
import type { Draft } from '../outbox/delivery.ts'
import { type Announce, parseResourceArn } from './api-resources.ts'
import { type Connection, Connections } from './connections.ts'

const API_DESTINATION = 'event-api-destination'

/** Per account and region. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_DESTINATIONS = 3_000
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const DEFAULT_RATE_PER_SECOND = 300

export interface ApiDestination {
  readonly tenant: Tenant
  readonly name: string
  readonly arn: string
  readonly description?: string
  readonly connectionArn: string
  /** With `*` where values of the target go. */
  readonly endpoint: string
  readonly method: InputOf<'events', 'CreateApiDestination'>['HttpMethod']
  readonly ratePerSecond?: number
  readonly createdMs: number
  readonly modifiedMs: number
}

/** What may be changed about one. */
export type ApiDestinationSettings = Pick<
  ApiDestination,
  'description' | 'connectionArn' | 'endpoint' | 'method' | 'ratePerSecond'
>

export interface ApiDestinationsOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly commit: (drafts: readonly Draft[], changes: readonly ControlChange[]) => Promise<void>
  readonly announce: Announce
}

/** Addresses that rules call. Keyed `account/region/name`. */
export class ApiDestinations {
  readonly connections: Connections
  readonly #options: ApiDestinationsOptions
  readonly #turns = new Turns()

  constructor(options: ApiDestinationsOptions) {
    this.#options = options
    const destinationsChanged = (connection: Connection, isActive: boolean): readonly Draft[] =>
      this.destinations(connection.tenant)
        .filter(({ connectionArn }) => connectionArn === connection.arn)
        .flatMap((destination) => this.#announce(destination, isActive))
    this.connections = new Connections({ ...options, destinationsChanged })
  }

  destination(tenant: Tenant, name: string): ApiDestination | undefined {
    return this.#options.control.get(API_DESTINATION, tenantPrefix(tenant) + name) as ApiDestination | undefined
  }

  /** Undefined when there is none, or another one has its name now. */
  byArn(arn: string): ApiDestination | undefined {
    const found = parseResourceArn(arn, 'api-destination')
    const destination = found && this.destination(found.tenant, found.name)
    return destination?.arn === arn ? destination : undefined
  }

  /** In order of name. */
  destinations(tenant: Tenant): readonly ApiDestination[] {
    return this.#options.control
      .list(API_DESTINATION, { prefix: tenantPrefix(tenant) })
      .map(({ body }) => body as ApiDestination)
  }

  isActive({ connectionArn }: ApiDestination): boolean {
    return this.connections.byArn(connectionArn)?.state === 'AUTHORIZED'
  }

  /** Least time between two calls. */
  paceMs(arn: string): number {
    return SECOND_MS / (this.byArn(arn)?.ratePerSecond ?? DEFAULT_RATE_PER_SECOND)
  }

  async create(
    tenant: Tenant,
    name: string,
    settings: ApiDestinationSettings,
  ): Promise<ApiDestination | 'exists' | 'full'> {
    const key = tenantPrefix(tenant) + name
    return await this.#turns.run(key, async () => {
      const { control, clock, commit } = this.#options
      if (this.destination(tenant, name) !== undefined) return 'exists'
      if (control.count(API_DESTINATION, tenantPrefix(tenant)) >= MAX_DESTINATIONS) return 'full'
      const nowMs = clock.now()
      const { accountId, region } = tenant
      const destination: ApiDestination = {
        tenant: { accountId, region },
        name,
        arn: `arn:aws:events:${region}:${accountId}:api-destination/${name}/${randomUUID()}`,
        ...settings,
        createdMs: nowMs,
        modifiedMs: nowMs,
      }
      const drafts = this.isActive(destination) ? this.#announce(destination, true) : []
      await commit(drafts, [{ kind: API_DESTINATION, key, body: destination }])
      return destination
    })
  }

  /** Undefined when there is no such destination. */
  async update(
    tenant: Tenant,
    name: string,
    change: (destination: ApiDestination) => ApiDestination,
  ): Promise<ApiDestination | undefined> {
    const key = tenantPrefix(tenant) + name
    return await this.#turns.run(key, async () => {
      const old = this.destination(tenant, name)
      if (old === undefined) return undefined
      const changed = { ...change(old), modifiedMs: this.#options.clock.now() }
      const isActive = this.isActive(changed)
      const drafts = isActive === this.isActive(old) ? [] : this.#announce(changed, isActive)
      await this.#options.commit(drafts, [{ kind: API_DESTINATION, key, body: changed }])
      return changed
    })
  }

  /** False when there was no such destination. */
  async remove(tenant: Tenant, name: string): Promise<boolean> {
    const key = tenantPrefix(tenant) + name
    return await this.#turns.run(key, async () => {
      if (this.destination(tenant, name) === undefined) return false
      await this.#options.commit([], [{ kind: API_DESTINATION, key, body: undefined }])
      return true
    })
  }

  #announce({ tenant, name, arn }: ApiDestination, isActive: boolean): readonly Draft[] {
    const { announce, clock } = this.#options
    const detailType = `API Destination ${isActive ? 'Activated' : 'Deactivated'}`
    return announce(tenant, detailType, arn, { ApiDestinationName: name }, clock.now())
  }
}
