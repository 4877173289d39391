import { randomUUID } from 'node:crypto'
import type { InputOf, OutputOf } from '@atalaya/aws'
import type { Clock, Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'
import { Turns } from '../../catalog/turns.ts'
import { originOf } from '../deliver/post.ts'
import type { Draft } from '../outbox/delivery.ts'
import { type Announce, parseResourceArn } from './api-resources.ts'

/*
 * How API destinations let themselves be known to those they call. What is shown of a connection and its credentials are documents
 * of their own, so that whatever lists connections never holds a secret.
 */

const CONNECTION = 'event-connection'
const CREDENTIALS = 'event-connection-credentials'

/** Per account and region. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_CONNECTIONS = 3_000

/** What a connection is made with, secrets included. */
export type AuthParameters = InputOf<'events', 'CreateConnection'>['AuthParameters']
export type AuthorizationType = InputOf<'events', 'CreateConnection'>['AuthorizationType']
type ConnectionState = NonNullable<OutputOf<'events', 'DescribeConnection'>['ConnectionState']>

export interface Connection {
  readonly tenant: Tenant
  readonly name: string
  readonly arn: string
  readonly description?: string
  readonly authorizationType: AuthorizationType
  readonly state: ConnectionState
  readonly stateReason?: string
  readonly createdMs: number
  readonly modifiedMs: number
  readonly authorizedMs?: number
  /** Another one whenever the credentials change. */
  readonly revision: string
}

export interface ConnectionsOptions {
  readonly control: ControlStore
  readonly clock: Clock
  /** Applies changes together with what follows from them. */
  readonly commit: (drafts: readonly Draft[], changes: readonly ControlChange[]) => Promise<void>
  readonly announce: Announce
  /** What the destinations of a connection announce when it becomes usable, or is no longer. */
  readonly destinationsChanged: (connection: Connection, isActive: boolean) => readonly Draft[]
}

/** What `UpdateConnection` makes of a connection. */
export interface ConnectionUpdate {
  readonly description: string | undefined
  /** Undefined: they stay. */
  readonly credentials: { readonly type: AuthorizationType; readonly parameters: AuthParameters } | undefined
}

export class Connections {
  readonly #options: ConnectionsOptions
  readonly #turns = new Turns()

  constructor(options: ConnectionsOptions) {
    this.#options = options
  }

  connection(tenant: Tenant, name: string): Connection | undefined {
    return this.#options.control.get(CONNECTION, tenantPrefix(tenant) + name) as Connection | undefined
  }

  /** Undefined when there is none, or another one has its name now. */
  byArn(arn: string): Connection | undefined {
    const found = parseResourceArn(arn, 'connection')
    const connection = found && this.connection(found.tenant, found.name)
    return connection?.arn === arn ? connection : undefined
  }

  /** In order of name. */
  connections(tenant: Tenant): readonly Connection[] {
    return this.#options.control
      .list(CONNECTION, { prefix: tenantPrefix(tenant) })
      .map(({ body }) => body as Connection)
  }

  /** With its secrets; undefined when they have been removed. */
  credentials({ tenant, name }: Connection): AuthParameters | undefined {
    return this.#options.control.get(CREDENTIALS, tenantPrefix(tenant) + name) as AuthParameters | undefined
  }

  async create(
    tenant: Tenant,
    name: string,
    type: AuthorizationType,
    parameters: AuthParameters,
    description: string | undefined,
  ): Promise<Connection | 'exists' | 'full'> {
    const key = tenantPrefix(tenant) + name
    return await this.#turns.run(key, async () => {
      const { control, clock } = this.#options
      if (this.connection(tenant, name) !== undefined) return 'exists'
      if (control.count(CONNECTION, tenantPrefix(tenant)) >= MAX_CONNECTIONS) return 'full'
      const nowMs = clock.now()
      const { accountId, region } = tenant
      const blank: Connection = {
        tenant: { accountId, region },
        name,
        arn: `arn:aws:events:${region}:${accountId}:connection/${name}/${randomUUID()}`,
        ...(description === undefined ? {} : { description }),
        authorizationType: type,
        state: 'CREATING',
        createdMs: nowMs,
        modifiedMs: nowMs,
        revision: '',
      }
      return await this.#authorize(blank, type, parameters, 'Creation Started')
    })
  }

  /** Undefined when there is no such connection. `change` may throw. */
  async update(
    tenant: Tenant,
    name: string,
    change: (connection: Connection, parameters: AuthParameters | undefined) => ConnectionUpdate,
  ): Promise<Connection | undefined> {
    const key = tenantPrefix(tenant) + name
    return await this.#turns.run(key, async () => {
      const old = this.connection(tenant, name)
      if (old === undefined) return undefined
      const { description, credentials } = change(old, this.credentials(old))
      const changed = { ...old, ...(description === undefined ? {} : { description }) }
      if (credentials !== undefined) {
        return await this.#authorize(changed, credentials.type, credentials.parameters, 'Update Started')
      }
      const connection = { ...changed, modifiedMs: this.#options.clock.now() }
      await this.#commit(connection, ['Update Started'])
      return connection
    })
  }

  /** Removes the credentials; undefined when there is no such connection. */
  async deauthorize(tenant: Tenant, name: string): Promise<Connection | undefined> {
    return await this.#turns.run(tenantPrefix(tenant) + name, async () => {
      const connection = this.connection(tenant, name)
      return connection && (await this.#lock(connection, undefined))
    })
  }

  /**
   * What those it is meant for do with its credentials: they take them, or do not. Nothing happens when the connection has got others
   * since.
   *
   * @param reason why they are not taken; undefined: they are
   */
  async learn({ tenant, name, revision }: Connection, reason: string | undefined): Promise<void> {
    await this.#turns.run(tenantPrefix(tenant) + name, async () => {
      const connection = this.connection(tenant, name)
      if (connection?.revision !== revision || connection.state === 'DEAUTHORIZED') return
      if (reason !== undefined) await this.#lock(connection, reason)
      else if (connection.state !== 'AUTHORIZED') {
        const { stateReason: _gone, ...rest } = connection
        const usable: Connection = { ...rest, state: 'AUTHORIZED', authorizedMs: this.#options.clock.now() }
        await this.#commit(usable, ['Authorized'], [], this.#options.destinationsChanged(usable, true))
      }
    })
  }

  /** Undefined when there was no such connection. */
  async remove(tenant: Tenant, name: string): Promise<Connection | undefined> {
    const key = tenantPrefix(tenant) + name
    return await this.#turns.run(key, async () => {
      const connection = this.connection(tenant, name)
      if (connection === undefined) return undefined
      const { commit, announce, clock, destinationsChanged } = this.#options
      const drafts = [
        ...announce(tenant, 'Connection Deletion Started', connection.arn, { ConnectionName: name }, clock.now()),
        ...(connection.state === 'AUTHORIZED' ? destinationsChanged(connection, false) : []),
      ]
      await commit(drafts, [
        { kind: CONNECTION, key, body: undefined },
        { kind: CREDENTIALS, key, body: undefined },
      ])
      return connection
    })
  }

  /** Gives it credentials. That those of OAuth are good is only known when there is a token for them. */
  async #authorize(
    old: Connection,
    type: AuthorizationType,
    parameters: AuthParameters,
    status: string,
  ): Promise<Connection> {
    const { clock, destinationsChanged } = this.#options
    const nowMs = clock.now()
    const { stateReason: _gone, authorizedMs, ...rest } = old
    const common = { ...rest, authorizationType: type, modifiedMs: nowMs, revision: randomUUID() }
    const changes = [{ kind: CREDENTIALS, key: tenantPrefix(old.tenant) + old.name, body: parameters }]
    if (type !== 'OAUTH_CLIENT_CREDENTIALS') {
      const connection: Connection = { ...common, state: 'AUTHORIZED', authorizedMs: nowMs }
      const drafts = old.state === 'AUTHORIZED' ? [] : destinationsChanged(connection, true)
      await this.#commit(connection, [status, 'Authorized'], changes, drafts)
      return connection
    }
    const connection: Connection = {
      ...common,
      state: 'AUTHORIZING',
      ...(authorizedMs === undefined ? {} : { authorizedMs }),
    }
    const { arn, tenant, revision } = connection
    const question: Draft = {
      tenant,
      lane: `${arn} ${revision}`,
      target: originOf(parameters.OAuthParameters?.AuthorizationEndpoint ?? ''),
      cause: { kind: 'connection', connectionArn: arn },
      job: { type: 'authorization', connectionArn: arn, revision },
    }
    const drafts = old.state === 'AUTHORIZED' ? destinationsChanged(connection, false) : []
    await this.#commit(connection, [status, 'Authorization Started'], changes, [...drafts, question])
    return connection
  }

  /** @param reason why its credentials are not taken: they stay, to be looked at and mended; undefined: they go */
  async #lock(old: Connection, reason: string | undefined): Promise<Connection> {
    const { clock, destinationsChanged } = this.#options
    const { stateReason: _gone, ...rest } = old
    const connection: Connection = {
      ...rest,
      state: 'DEAUTHORIZED',
      ...(reason === undefined ? { modifiedMs: clock.now(), revision: randomUUID() } : { stateReason: reason }),
    }
    const key = tenantPrefix(old.tenant) + old.name
    const changes = reason === undefined ? [{ kind: CREDENTIALS, key, body: undefined }] : []
    const drafts = old.state === 'AUTHORIZED' ? destinationsChanged(connection, false) : []
    await this.#commit(connection, ['Deauthorization Started', 'Deauthorized'], changes, drafts)
    return connection
  }

  async #commit(
    connection: Connection,
    statuses: readonly string[],
    changes: readonly ControlChange[] = [],
    drafts: readonly Draft[] = [],
  ): Promise<void> {
    const { commit, announce, clock } = this.#options
    const { tenant, name, arn, stateReason } = connection
    const detail = { ConnectionName: name, ...(stateReason === undefined ? {} : { StateReason: stateReason }) }
    const events = statuses.flatMap((status) => announce(tenant, `Connection ${status}`, arn, detail, clock.now()))
    const own = { kind: CONNECTION, key: tenantPrefix(tenant) + name, body: connection }
    await commit([...events, ...drafts], [own, ...changes])
  }
}
