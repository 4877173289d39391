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
import { startQuery } from './start-query.ts'

/** Logs Insights. */
export const insightsOperations: readonly Operation<LogsDeps>[] = [
  createLookupTable,
  deleteIndexPolicy,
  deleteLookupTable,
  deleteQueryDefinition,
  describeFieldIndexes,
  describeIndexPolicies,
  describeLookupTables,
  describeQueries,
  describeQueryDefinitions,
  getLogGroupFields,
  getLogRecord,
  getLookupTable,
  getQueryResults,
  listLogGroupsForQuery,
  putIndexPolicy,
  putQueryDefinition,
  startQuery,
  stopQuery,
  updateLookupTable,
]
