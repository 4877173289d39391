import type { Operation } from '@atalaya/aws'
import {
  createApiDestination,
  deleteApiDestination,
  describeApiDestination,
  listApiDestinations,
  updateApiDestination,
} from './api-destinations.ts'
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses, updateEventBus } from './buses.ts'
import {
  createConnection,
  deauthorizeConnection,
  deleteConnection,
  describeConnection,
  listConnections,
  updateConnection,
} from './connections.ts'
import type { EventsDeps } from './deps.ts'
import { putPermission, removePermission } from './permissions.ts'
import { putEvents, testEventPattern } from './put-events.ts'
import {
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  listRuleNamesByTarget,
  listRules,
  putRule,
} from './rules.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'
import { listTargetsByRule, putTargets, removeTargets } from './targets.ts'

export type { EventsDeps } from './deps.ts'

export const eventsOperations: readonly Operation<EventsDeps>[] = [
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  updateEventBus,
  putPermission,
  removePermission,
  putRule,
  deleteRule,
  describeRule,
  listRules,
  listRuleNamesByTarget,
  enableRule,
  disableRule,
  putTargets,
  removeTargets,
  listTargetsByRule,
  putEvents,
  testEventPattern,
  createConnection,
  describeConnection,
  updateConnection,
  deleteConnection,
  deauthorizeConnection,
  listConnections,
  createApiDestination,
  describeApiDestination,
  updateApiDestination,
  deleteApiDestination,
  listApiDestinations,
  tagResource,
  untagResource,
  listTagsForResource,
]
