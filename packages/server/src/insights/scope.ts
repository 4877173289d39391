import type { Clock, Tenant } from '@atalaya/model'
import type { ScanNode, Source } from '@atalaya/query/insights'
import type { LogCatalog } from '../catalog/log-catalog.ts'
import type { LogGroup } from '../catalog/log-group.ts'
import { expiredBeforeMs } from '../catalog/retention.ts'
import type { InsightsGroup, InsightsScope } from './engine.ts'
import type { IndexPolicies } from './index-policies.ts'
import type { LookupTables } from './lookup-tables.ts'

/*
 * Which log groups a query reads: those that the request names, or those that SOURCE describes.
 */

/** SOURCE that describes more groups than this is refused. */
export const MAX_SOURCE_GROUPS = 10_000

/** A group that SOURCE names does not exist. */
export class UnknownGroup extends Error {
  override readonly name: string = 'UnknownGroup'
  readonly group: string

  constructor(group: string) {
    super(`There is no log group ${group}.`)
    this.group = group
  }
}

/**
 * The groups of sources, each once, by name. `dataSource` describes vended logs, which do not come here, so it describes none.
 *
 * @param nameOf turns a name or an ARN into the name of a group of this tenant; undefined for one of another
 * @throws {UnknownGroup}
 */
export function groupsOfSources(
  catalog: LogCatalog,
  tenant: Tenant,
  sources: readonly Source[],
  nameOf: (identifier: string) => string | undefined,
): readonly LogGroup[] {
  const found = new Map<string, LogGroup>()
  const isVended = sources.some(({ kind }) => kind === 'dataSource')
  for (const source of sources) {
    if (source.kind === 'group') {
      const name = nameOf(source.name)
      const group = name === undefined ? undefined : catalog.group(tenant, name)
      if (group === undefined) throw new UnknownGroup(source.name)
      found.set(group.name, group)
    } else if (source.kind === 'groups' && !isVended) {
      for (const group of catalog.groups(tenant)) if (describes(source, tenant, group)) found.set(group.name, group)
    }
  }
  return [...found.values()]
}

function describes(source: Extract<Source, { kind: 'groups' }>, tenant: Tenant, group: LogGroup): boolean {
  const { namePrefixes, accounts, classes, tags } = source
  if (accounts.length > 0 && !accounts.includes(tenant.accountId)) return false
  if (!classes.some((name) => name === group.logClass)) return false
  if (namePrefixes.length > 0 && !namePrefixes.some((prefix) => group.name.startsWith(prefix))) return false
  return tags.every(({ key, values }) => values.some((value) => tagMatches(group.tags[key], value)))
}

/** `*` stands for any run of characters, cases do not differ, and a leading `!` negates. */
function tagMatches(value: string | undefined, pattern: string): boolean {
  if (pattern.startsWith('!')) return !tagMatches(value, pattern.slice(1))
  if (value === undefined) return false
  const parts = pattern.toLowerCase().split('*')
  const text = value.toLowerCase()
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

export interface ScopeOptions {
  readonly catalog: LogCatalog
  readonly lookupTables: LookupTables
  readonly indexPolicies: IndexPolicies
  readonly clock: Clock
  readonly tenant: Tenant
  /** Of the request, for scans without sources. */
  readonly groups: readonly LogGroup[]
  readonly nameOf: (identifier: string) => string | undefined
}

/** What an engine needs to know around a query. Groups that are gone by the time it runs have no events. */
export function createScope(options: ScopeOptions): InsightsScope {
  const { catalog, lookupTables, indexPolicies, clock, tenant, groups, nameOf } = options
  return {
    groups: (node: ScanNode) => {
      const wanted = node.sources.length === 0 ? groups : groupsOfSources(catalog, tenant, node.sources, nameOf)
      return wanted
        .filter((group) => node.indexed.every(({ field }) => indexPolicies.isIndexed(group, field)))
        .map((group) => toInsightsGroup(group, clock.now()))
    },
    streamName: (groupId, streamId) => catalog.streamName(groupId, streamId),
    streamNames: (groupId) => [...catalog.streamNames(groupId)],
    lookupTable: (name) => Promise.resolve(lookupTables.rows(tenant, name)),
  }
}

export function toInsightsGroup({ id, name, tenant, retentionDays }: LogGroup, nowMs: number): InsightsGroup {
  const notBeforeMs = expiredBeforeMs(retentionDays, nowMs)
  const group = { groupId: id, log: `${tenant.accountId}:${name}` }
  return notBeforeMs === undefined ? group : { ...group, notBeforeMs }
}
