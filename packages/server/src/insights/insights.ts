import type { Clock } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { InsightsEngine } from './engine.ts'
import { IndexPolicies } from './index-policies.ts'
import { LookupTables } from './lookup-tables.ts'
import { QueryBook, type QueryBookOptions } from './query-book.ts'
import { QueryDefinitions } from './query-definitions.ts'
import { ScheduledQueries } from './scheduled-queries.ts'

/** What the operations of Logs Insights stand on. */
export interface Insights {
  readonly engine: InsightsEngine
  readonly queries: QueryBook
  readonly definitions: QueryDefinitions
  readonly lookupTables: LookupTables
  readonly indexPolicies: IndexPolicies
  readonly scheduled: ScheduledQueries
}

export interface InsightsOptions extends QueryBookOptions {
  readonly control: ControlStore
  readonly clock: Clock
}

export function createInsights(options: InsightsOptions): Insights {
  const { control, clock, engine } = options
  return {
    engine,
    queries: new QueryBook(options),
    definitions: new QueryDefinitions(control, clock),
    lookupTables: new LookupTables(control, clock),
    indexPolicies: new IndexPolicies(control, clock),
    scheduled: new ScheduledQueries(control, clock),
  }
}
