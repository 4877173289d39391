import { AwsError, type Call, type Operation, operation } from '@atalaya/aws'
import type { LogGroup } from '../../catalog/log-group.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, noSuchGroup } from './errors.ts'
import { findGroup, findGroupByArn } from './find-group.ts'

/**
 * Remembers the key of a group and shows it. Nothing is encrypted with it: there is no KMS here.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html
 */
export const associateKmsKey: Operation<LogsDeps> = operation(
  'logs',
  'AssociateKmsKey',
  async (input, deps: LogsDeps, call) => {
    const { name } = namedGroup(input, deps, call)
    await change(deps, call, name, (group) => ({ ...group, kmsKeyId: input.kmsKeyId }))
    return {}
  },
)

export const disassociateKmsKey: Operation<LogsDeps> = operation(
  'logs',
  'DisassociateKmsKey',
  async (input, deps: LogsDeps, call) => {
    const { name } = namedGroup(input, deps, call)
    await change(deps, call, name, ({ kmsKeyId: _, ...group }) => group)
    return {}
  },
)

interface Named {
  readonly logGroupName?: string | undefined
  readonly resourceIdentifier?: string | undefined
}

/** Exactly one of the two must be given. `query-result:*` would mean the results of queries, which are not kept on disk. */
function namedGroup({ logGroupName, resourceIdentifier }: Named, { catalog }: LogsDeps, call: Call): LogGroup {
  if (logGroupName !== undefined && resourceIdentifier === undefined) return findGroup(catalog, call, logGroupName)
  if (resourceIdentifier === undefined || logGroupName !== undefined) {
    throw invalidParameter('Specify either logGroupName or resourceIdentifier, but not both.')
  }
  if (resourceIdentifier.endsWith(':query-result:*')) {
    throw new AwsError('InvalidParameterException', 'KMS keys for query results are not supported.')
  }
  return findGroupByArn(catalog, call, resourceIdentifier)
}

async function change(
  { catalog }: LogsDeps,
  { tenant }: Call,
  name: string,
  to: (group: LogGroup) => LogGroup,
): Promise<void> {
  if ((await catalog.updateGroup(tenant, name, to)) === undefined) throw noSuchGroup()
}
