import { AwsError, type Call, type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { PolicyId, ResourcePolicy } from '../../catalog/resource-policies.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, limitExceeded, noSuchGroup } from './errors.ts'
import { findGroupByArn } from './find-group.ts'
import { pageToken, readPageToken } from './page-tokens.ts'

/*
 * Resource policies are kept and shown. Nothing is decided by them: no other AWS service writes into this server.
 */

/** Policies of the whole account, for each region. */
const MAX_ACCOUNT_POLICIES = 10
const MAX_PAGE = 50

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy: Operation<LogsDeps> = operation(
  'logs',
  'PutResourcePolicy',
  async (input, deps: LogsDeps, call) => {
    const group = input.resourceArn === undefined ? undefined : findGroupByArn(deps.catalog, call, input.resourceArn)
    const id = policyId(input, deps, call)
    const document = input.policyDocument
    if (document === undefined) throw invalidParameter('policyDocument must be specified.')
    if (!isJsonObject(document)) throw invalidParameter('The policy document is not valid JSON.')
    const put = (): Promise<ResourcePolicy> =>
      deps.resourcePolicies.put(call.tenant, id, document, (current) => {
        if (id.kind === 'resource') requireRevision(current, input.expectedRevisionId)
        else if (current === undefined && accountPolicies(deps, call).length >= MAX_ACCOUNT_POLICIES)
          throw limitExceeded()
      })
    const policy = group === undefined ? await put() : await deps.catalog.withGroup(group, put)
    if (policy === 'missing') throw noSuchGroup()
    return { resourcePolicy: describe(policy), revisionId: id.kind === 'resource' ? policy.revisionId : undefined }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html */
export const describeResourcePolicies: Operation<LogsDeps> = operation(
  'logs',
  'DescribeResourcePolicies',
  async (input, { resourcePolicies }: LogsDeps, call) => {
    const { resourceArn, limit = MAX_PAGE } = input
    const scope = input.policyScope ?? (resourceArn === undefined ? 'ACCOUNT' : 'RESOURCE')
    const after = readPageToken('DescribeResourcePolicies', input.nextToken)
    const found = resourcePolicies
      .list(call.tenant)
      .filter((policy) => scopeOf(policy) === scope)
      .filter((policy) => resourceArn === undefined || policy.resourceArn === resourceArn)
      .filter((policy) => after === undefined || nameOf(policy) > after)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      resourcePolicies: page.map(describe),
      nextToken:
        found.length > limit && last !== undefined ? pageToken('DescribeResourcePolicies', nameOf(last)) : undefined,
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy: Operation<LogsDeps> = operation(
  'logs',
  'DeleteResourcePolicy',
  async (input, deps: LogsDeps, call) => {
    const id = policyId(input, deps, call)
    await deps.resourcePolicies.delete(call.tenant, id, (current) => {
      if (current === undefined) {
        const name = id.kind === 'account' ? id.name : id.resourceArn
        throw new AwsError('ResourceNotFoundException', `Policy with name [${name}] does not exist.`)
      }
      if (id.kind === 'resource') requireRevision(current, input.expectedRevisionId)
    })
    return {}
  },
)

type Item = NonNullable<OutputOf<'logs', 'PutResourcePolicy'>['resourcePolicy']>
type Named = Pick<InputOf<'logs', 'PutResourcePolicy'>, 'policyName' | 'resourceArn'>

function policyId({ policyName, resourceArn }: Named, { catalog }: LogsDeps, call: Call): PolicyId {
  if (resourceArn !== undefined) {
    findGroupByArn(catalog, call, resourceArn)
    return { kind: 'resource', resourceArn }
  }
  if (policyName === undefined || policyName === '') {
    throw invalidParameter('Either policyName or resourceArn must be specified.')
  }
  return { kind: 'account', name: policyName }
}

/** A resource's policy may be replaced or deleted only by who has seen its last revision. */
function requireRevision(current: ResourcePolicy | undefined, expected: string | undefined): void {
  if (current === undefined && expected === undefined) return
  if (current?.revisionId !== expected) {
    throw new AwsError(
      'OperationAbortedException',
      'expectedRevisionId does not match the revision of the resource policy.',
    )
  }
}

function accountPolicies({ resourcePolicies }: LogsDeps, { tenant }: Call): readonly ResourcePolicy[] {
  return resourcePolicies.list(tenant).filter((policy) => scopeOf(policy) === 'ACCOUNT')
}

function scopeOf({ resourceArn }: ResourcePolicy): 'ACCOUNT' | 'RESOURCE' {
  return resourceArn === undefined ? 'ACCOUNT' : 'RESOURCE'
}

function nameOf({ name, resourceArn = '' }: ResourcePolicy): string {
  return name ?? resourceArn
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function describe(policy: ResourcePolicy): Item {
  const { name, resourceArn } = policy
  return {
    ...(name === undefined ? {} : { policyName: name }),
    policyDocument: policy.document,
    lastUpdatedTime: policy.updatedMs,
    policyScope: scopeOf(policy),
    ...(resourceArn === undefined ? {} : { resourceArn, revisionId: policy.revisionId }),
  }
}
