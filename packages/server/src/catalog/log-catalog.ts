import { isDeepStrictEqual } from 'node:util'
import type { Clock, Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore, LogStore } from '@atalaya/store'
import { Ids } from './ids.ts'
import type { LogGroup, LogGroupOptions, LogStream, StreamEntity } from './log-group.ts'
import { removalOfGroupPolicies } from './resource-policies.ts'
import { tenantPrefix } from './tenant-prefix.ts'
import { Turns } from './turns.ts'

/*
 * Log groups and log streams.
 *
 * A group's key is `account/region/name`, so that the groups of a tenant whose names share a prefix are one range of keys. A
 * stream's key is `groupId/name`: it hangs on the id and not on the name of its group.
 *
 * Deleting: one commit removes the documents and leaves a "dropped" mark; then the telemetry store drops the rows; then the
 * mark goes. If the server dies in between, `sweep` finds the mark and drops again. Ids are never reused, so rows that wait to
 * be dropped can be neither seen nor mistaken for somebody else's.
 */

const GROUP = 'log-group'
const STREAM = 'log-stream'
const DROPPED = 'log-dropped'
/** Keys are `groupId/streamId`. */
const ENTITY = 'log-entity'

/** What else belongs to a log group and goes with it: kinds of documents whose keys start with `groupId/`. */
const OWNED_KINDS: readonly string[] = ['metric-filter', ENTITY]

/** Documents removed by one commit; a group may have any number of streams. */
const CHANGES_PER_COMMIT = 10_000

export interface LogCatalogOptions {
  readonly control: ControlStore
  readonly logs: Pick<LogStore, 'dropGroup' | 'dropStream'>
  readonly clock: Clock
}

export interface Page {
  /** Only names that start with it. */
  readonly prefix?: string | undefined
  /** Only names greater than it. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

export class LogCatalog {
  readonly #control: ControlStore
  readonly #logs: Pick<LogStore, 'dropGroup' | 'dropStream'>
  readonly #clock: Clock
  readonly #ids: Ids
  readonly #turns = new Turns()
  /** Names of streams by id, for groups that somebody has read. */
  readonly #streamNames = new Map<number, Map<number, string>>()

  constructor({ control, logs, clock }: LogCatalogOptions) {
    this.#control = control
    this.#logs = logs
    this.#clock = clock
    this.#ids = new Ids(control, 'log')
  }

  group(tenant: Tenant, name: string): LogGroup | undefined {
    return this.#control.get(GROUP, groupKey(tenant, name)) as LogGroup | undefined
  }

  /** In ascending order of name. */
  groups(tenant: Tenant, page: Page = {}): readonly LogGroup[] {
    return this.#list(GROUP, tenantPrefix(tenant), page) as readonly LogGroup[]
  }

  /** Undefined when the name is taken. */
  async createGroup(tenant: Tenant, name: string, options: LogGroupOptions = {}): Promise<LogGroup | undefined> {
    const key = groupKey(tenant, name)
    return await this.#turns.run(key, async () => {
      if (this.#control.get(GROUP, key) !== undefined) return undefined
      const { id, change } = this.#ids.next()
      const group: LogGroup = {
        id,
        tenant: { accountId: tenant.accountId, region: tenant.region },
        name,
        createdMs: this.#clock.now(),
        logClass: options.logClass ?? 'STANDARD',
        // Logs of the delivery class are kept for two days and have no policy of their own.
        retentionDays: options.logClass === 'DELIVERY' ? 2 : 0,
        deletionProtected: options.deletionProtected ?? false,
        tags: options.tags ?? {},
        ...(options.kmsKeyId === undefined ? {} : { kmsKeyId: options.kmsKeyId }),
      }
      await this.#control.commit([change, { kind: GROUP, key, body: group }])
      return group
    })
  }

  /**
   * Replaces a group by what `change` makes of it. Undefined when it does not exist; `change` may throw, and then nothing
   * happens. Changes of one group come one after the other.
   */
  async updateGroup(
    tenant: Tenant,
    name: string,
    change: (group: LogGroup) => LogGroup,
  ): Promise<LogGroup | undefined> {
    const key = groupKey(tenant, name)
    return await this.#turns.run(key, async () => {
      const group = this.#control.get(GROUP, key) as LogGroup | undefined
      if (group === undefined) return undefined
      const changed = change(group)
      await this.#control.commit([{ kind: GROUP, key, body: changed }])
      return changed
    })
  }

  /**
   * Deletes a group with its streams, events, filters and policies. Once it resolves nothing of them can be read, and a crash does not
   * bring them back. Resolves to `'protected'` when the group's deletion protection is on.
   */
  async deleteGroup(tenant: Tenant, name: string): Promise<'deleted' | 'missing' | 'protected'> {
    const key = groupKey(tenant, name)
    return await this.#turns.run(key, async () => {
      const group = this.#control.get(GROUP, key) as LogGroup | undefined
      if (group === undefined) return 'missing'
      if (group.deletionProtected) return 'protected'
      await this.#control.commit([
        { kind: GROUP, key, body: undefined },
        { kind: DROPPED, key: String(group.id), body: { groupId: group.id } },
        // Found by name, so a new group of that name must not find them.
        ...removalOfGroupPolicies(this.#control, group),
      ])
      this.#streamNames.delete(group.id)
      await this.#drop({ groupId: group.id })
      return 'deleted'
    })
  }

  /** The retention in days of every group of every tenant, by id; 0: never expires. */
  retentionDays(): ReadonlyMap<number, number> {
    return new Map(
      this.#control.list(GROUP).map(({ body }) => {
        const { id, retentionDays } = body as LogGroup
        return [id, retentionDays]
      }),
    )
  }

  stream(group: LogGroup, name: string): LogStream | undefined {
    return this.#control.get(STREAM, streamKey(group.id, name)) as LogStream | undefined
  }

  /** In ascending order of name (UTF-16 code units). */
  streams(group: LogGroup, page: Page = {}): readonly LogStream[] {
    return this.#list(STREAM, `${group.id}/`, page) as readonly LogStream[]
  }

  /** Undefined when there is no such stream (any more). Cheap enough to ask for every row of a result. */
  streamName(groupId: number, streamId: number): string | undefined {
    return this.#namesOf(groupId).get(streamId)
  }

  /** Names of the streams of a group by their ids. */
  streamNames(groupId: number): ReadonlyMap<number, string> {
    return this.#namesOf(groupId)
  }

  #namesOf(groupId: number): ReadonlyMap<number, string> {
    let names = this.#streamNames.get(groupId)
    if (names === undefined) {
      names = new Map()
      for (const { body } of this.#control.list(STREAM, { prefix: `${groupId}/` })) {
        const stream = body as LogStream
        names.set(stream.id, stream.name)
      }
      this.#streamNames.set(groupId, names)
    }
    return names
  }

  /** `'exists'` when the name is taken, `'missing'` when the group is gone. */
  async createStream(group: LogGroup, name: string): Promise<LogStream | 'exists' | 'missing'> {
    return await this.withGroup(group, async () => {
      const key = streamKey(group.id, name)
      if (this.#control.get(STREAM, key) !== undefined) return 'exists'
      const { id, change } = this.#ids.next()
      const stream: LogStream = { id, groupId: group.id, name, createdMs: this.#clock.now() }
      await this.#control.commit([change, { kind: STREAM, key, body: stream }])
      this.#streamNames.get(group.id)?.set(id, name)
      return stream
    })
  }

  /** Of the streams of a group that have one. */
  entities(group: LogGroup): readonly StreamEntity[] {
    return this.#list(ENTITY, `${group.id}/`, {}) as readonly StreamEntity[]
  }

  entity(groupId: number, streamId: number): StreamEntity | undefined {
    return this.#control.get(ENTITY, dropKey({ groupId, streamId })) as StreamEntity | undefined
  }

  /** Nothing is written when the stream has this entity already, or is gone. */
  async setEntity(group: LogGroup, { id, name }: LogStream, fields: StreamEntity['fields']): Promise<void> {
    const isKnown = (): boolean => isDeepStrictEqual(this.entity(group.id, id)?.fields, fields)
    if (isKnown()) return
    await this.withGroup(group, async () => {
      if (isKnown() || this.stream(group, name)?.id !== id) return
      const entity: StreamEntity = { streamId: id, fields }
      await this.#control.commit([{ kind: ENTITY, key: dropKey({ groupId: group.id, streamId: id }), body: entity }])
    })
  }

  /** Deletes a stream and its events, as {@link deleteGroup} does. False when there is no such stream. */
  async deleteStream(group: LogGroup, name: string): Promise<boolean> {
    return await this.#turns.run(groupKey(group.tenant, group.name), async () => {
      const stream = this.stream(group, name)
      if (stream === undefined) return false
      const mark = { groupId: group.id, streamId: stream.id }
      await this.#control.commit([
        { kind: STREAM, key: streamKey(group.id, name), body: undefined },
        { kind: ENTITY, key: dropKey(mark), body: undefined },
        { kind: DROPPED, key: dropKey(mark), body: mark },
      ])
      this.#streamNames.get(group.id)?.delete(stream.id)
      await this.#drop(mark)
      return true
    })
  }

  /**
   * Does `work` in turn with all changes of a group, while it is sure to exist. `'missing'` when it is gone.
   */
  async withGroup<T>(group: LogGroup, work: () => Promise<T>): Promise<T | 'missing'> {
    const key = groupKey(group.tenant, group.name)
    return await this.#turns.run(key, async () => (this.#idOf(key) === group.id ? await work() : 'missing'))
  }

  /** Finishes deletions that a crash interrupted. To be called once, before the server answers. */
  async sweep(): Promise<void> {
    for (const { body } of this.#control.list(DROPPED)) await this.#drop(body as Dropped)
  }

  async #drop(dropped: Dropped): Promise<void> {
    if (dropped.streamId !== undefined) {
      await this.#logs.dropStream(dropped.groupId, dropped.streamId)
    } else {
      await this.#logs.dropGroup(dropped.groupId)
      await this.#removeOwned(dropped.groupId)
    }
    await this.#control.commit([{ kind: DROPPED, key: dropKey(dropped), body: undefined }])
  }

  /** Nothing can reach these documents once the group is gone, so they need not go in the same commit. */
  async #removeOwned(groupId: number): Promise<void> {
    for (const kind of [STREAM, ...OWNED_KINDS]) {
      const documents = this.#control.list(kind, { prefix: `${groupId}/` })
      for (let from = 0; from < documents.length; from += CHANGES_PER_COMMIT) {
        const changes = documents
          .slice(from, from + CHANGES_PER_COMMIT)
          .map(({ key }): ControlChange => ({ kind, key, body: undefined }))
        await this.#control.commit(changes)
      }
    }
  }

  #idOf(key: string): number | undefined {
    return (this.#control.get(GROUP, key) as LogGroup | undefined)?.id
  }

  #list(kind: string, owner: string, { prefix = '', after, limit }: Page): readonly unknown[] {
    const documents = this.#control.list(kind, {
      prefix: owner + prefix,
      ...(after === undefined ? {} : { after: owner + after }),
      ...(limit === undefined ? {} : { limit }),
    })
    return documents.map(({ body }) => body)
  }
}

interface Dropped {
  readonly groupId: number
  readonly streamId?: number
}

function groupKey(tenant: Tenant, name: string): string {
  return tenantPrefix(tenant) + name
}

function streamKey(groupId: number, name: string): string {
  return `${groupId}/${name}`
}

function dropKey({ groupId, streamId }: Dropped): string {
  return streamId === undefined ? String(groupId) : `${groupId}/${streamId}`
}
