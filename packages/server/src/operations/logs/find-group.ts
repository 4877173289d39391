import { AwsError, type Call } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { LogGroup, LogStream } from '../../catalog/log-group.ts'
import { parseGroupArn } from './arns.ts'
import { invalidParameter, noSuchGroup, noSuchStream, standardClassOnly } from './errors.ts'

/** The two ways in which requests name a log group. */
export interface GroupReference {
  readonly logGroupName?: string | undefined
  /** A name, or an ARN without `:*`. */
  readonly logGroupIdentifier?: string | undefined
}

/** @throws {AwsError} ResourceNotFoundException */
export function findGroup(catalog: LogCatalog, call: Call, name: string): LogGroup {
  const group = catalog.group(call.tenant, name)
  if (group === undefined) throw noSuchGroup()
  return group
}

/**
 * The group that a request names in one of the two ways.
 *
 * @throws {AwsError} when both or neither is given, or there is no such group for this caller
 */
export function findReferencedGroup(catalog: LogCatalog, call: Call, reference: GroupReference): LogGroup {
  const { logGroupName, logGroupIdentifier } = reference
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new AwsError('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.')
  }
  if (logGroupName !== undefined) return findGroup(catalog, call, logGroupName)
  if (logGroupIdentifier !== undefined) return findIdentifiedGroup(catalog, call, logGroupIdentifier)
  throw invalidParameter('Either logGroupName or logGroupIdentifier must be specified.')
}

/**
 * The group of a name or ARN. Groups of another account or region do not exist for the caller: accounts are not linked here.
 *
 * @throws {AwsError} ResourceNotFoundException; InvalidParameterException for an ARN of something else
 */
export function findIdentifiedGroup(catalog: LogCatalog, call: Call, identifier: string): LogGroup {
  if (!identifier.startsWith('arn:')) return findGroup(catalog, call, identifier)
  return findGroupByArn(catalog, call, identifier)
}

/** @throws {AwsError} as {@link findIdentifiedGroup} */
export function findGroupByArn(catalog: LogCatalog, call: Call, arn: string): LogGroup {
  const parsed = parseGroupArn(arn)
  if (parsed === undefined) throw invalidParameter(`The ARN '${arn}' is not the ARN of a log group.`)
  if (!isSameTenant(parsed.tenant, call.tenant)) throw noSuchGroup()
  return findGroup(catalog, call, parsed.name)
}

/** @throws {AwsError} ResourceNotFoundException */
export function findStream(catalog: LogCatalog, group: LogGroup, name: string): LogStream {
  const stream = catalog.stream(group, name)
  if (stream === undefined) throw noSuchStream()
  return stream
}

/**
 * Refuses what only groups of the Standard class can do.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
 */
export function requireStandardClass(group: LogGroup): void {
  if (group.logClass !== 'STANDARD') throw standardClassOnly()
}

function isSameTenant(a: Tenant, b: Tenant): boolean {
  return a.accountId === b.accountId && a.region === b.region
}
