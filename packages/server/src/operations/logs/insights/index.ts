import type { Operation } from '@atalaya/aws'
import type { LogsDeps } from '../deps.ts'
import { deleteIndexPolicy, describeFieldIndexes, describeIndexPolicies, putIndexPolicy } from './index-policy.ts'
import { getLogGroupFields, getLogRecord } from './log-record.ts'
import {
  createLookupTable,
  deleteLookupTable,
  describeLookupTables,
  getLookupTable,
  updateLookupTable,
} from './lookup-table.ts'
import { deleteQueryDefinition, describeQueryDefinitions, putQueryDefinition } from './query-definition.ts'
import { describeQueries, getQueryResults, listLogGroupsForQuery, stopQuery } from './query-results.ts'
import {
  createScheduledQuery,
  deleteScheduledQuery,
  getScheduledQuery,
  getScheduledQueryHistory,
  listScheduledQueries,
  updateScheduledQuery,
} from './scheduled-query.ts'
import { startQuery } from './start-query.ts'

/** Logs Insights. */
export const insightsOperations: readonly Operation<LogsDeps>[] = [
  createLookupTable,
  createScheduledQuery,
  deleteIndexPolicy,
  deleteLookupTable,
  deleteQueryDefinition,
  deleteScheduledQuery,
  describeFieldIndexes,
  describeIndexPolicies,
  describeLookupTables,
  describeQueries,
  describeQueryDefinitions,
  getLogGroupFields,
  getLogRecord,
  getLookupTable,
  getQueryResults,
  getScheduledQuery,
  getScheduledQueryHistory,
  listLogGroupsForQuery,
  listScheduledQueries,
  putIndexPolicy,
  putQueryDefinition,
  startQuery,
  stopQuery,
  updateLookupTable,
  updateScheduledQuery,
]
