import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { ApiDestination, ApiDestinations } from '../../actions/events/api-destinations.ts'
import { checkAddress } from './address.ts'
import type { EventsDeps } from './deps.ts'
import { notFound } from './find.ts'
import { pageOf } from './pages.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html */
export const createApiDestination: Operation<EventsDeps> = operation(
  'events',
  'CreateApiDestination',
  async (input, { apiDestinations, isAllowedAddress }: EventsDeps, { tenant }) => {
    const { Name: name, Description: description, ConnectionArn: connectionArn, HttpMethod: method } = input
    const { InvocationEndpoint: endpoint, InvocationRateLimitPerSecond: ratePerSecond } = input
    checkAddress('InvocationEndpoint', endpoint, isAllowedAddress)
    checkConnection(apiDestinations, tenant, connectionArn)
    const made = await apiDestinations.create(tenant, name, {
      ...{ connectionArn, endpoint, method },
      ...(description === undefined ? {} : { description }),
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    })
    if (made === 'exists') {
      throw new AwsError('ResourceAlreadyExistsException', `An api-destination '${name}' already exists.`)
    }
    if (made === 'full') {
      throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    }
    return changed(apiDestinations, made)
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeApiDestination.html */
export const describeApiDestination: Operation<EventsDeps> = operation(
  'events',
  'DescribeApiDestination',
  async ({ Name: name }, { apiDestinations }: EventsDeps, { tenant }) => {
    const destination = apiDestinations.destination(tenant, name)
    if (destination === undefined) throw noSuchDestination(name)
    return { ...listed(apiDestinations, destination), Description: destination.description }
  },
)

/** What is not given stays. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateApiDestination.html */
export const updateApiDestination: Operation<EventsDeps> = operation(
  'events',
  'UpdateApiDestination',
  async (input, { apiDestinations, isAllowedAddress }: EventsDeps, { tenant }) => {
    const { Name: name, Description: description, ConnectionArn: connectionArn, HttpMethod: method } = input
    const { InvocationEndpoint: endpoint, InvocationRateLimitPerSecond: ratePerSecond } = input
    if (apiDestinations.destination(tenant, name) === undefined) throw noSuchDestination(name)
    if (endpoint !== undefined) checkAddress('InvocationEndpoint', endpoint, isAllowedAddress)
    if (connectionArn !== undefined) checkConnection(apiDestinations, tenant, connectionArn)
    const destination = await apiDestinations.update(tenant, name, (old) => ({
      ...old,
      ...(description === undefined ? {} : { description }),
      ...(connectionArn === undefined ? {} : { connectionArn }),
      ...(method === undefined ? {} : { method }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    }))
    if (destination === undefined) throw noSuchDestination(name)
    return changed(apiDestinations, destination)
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteApiDestination.html */
export const deleteApiDestination: Operation<EventsDeps> = operation(
  'events',
  'DeleteApiDestination',
  async ({ Name: name }, { apiDestinations }: EventsDeps, { tenant }) => {
    if (!(await apiDestinations.remove(tenant, name))) throw noSuchDestination(name)
    return {}
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListApiDestinations.html */
export const listApiDestinations: Operation<EventsDeps> = operation(
  'events',
  'ListApiDestinations',
  async (input, { apiDestinations }: EventsDeps, { tenant }) => {
    const { NamePrefix = '', ConnectionArn: wanted } = input
    const found = apiDestinations.destinations(tenant).filter(({ name, connectionArn }) => {
      return name.startsWith(NamePrefix) && (wanted === undefined || connectionArn === wanted)
    })
    const { shown, NextToken } = pageOf(found, ({ name }) => name, input)
    return { ApiDestinations: shown.map((destination) => listed(apiDestinations, destination)), NextToken }
  },
)

function checkConnection({ connections }: ApiDestinations, { accountId, region }: Tenant, arn: string): void {
  const connection = connections.byArn(arn)
  if (connection?.tenant.accountId === accountId && connection.tenant.region === region) return
  throw notFound(`Connection '${arn}' does not exist.`)
}

function noSuchDestination(name: string): AwsError {
  return notFound(`Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`)
}

function changed(destinations: ApiDestinations, destination: ApiDestination) {
  const { arn, createdMs, modifiedMs } = destination
  return {
    ApiDestinationArn: arn,
    ApiDestinationState: destinations.isActive(destination) ? ('ACTIVE' as const) : ('INACTIVE' as const),
    CreationTime: createdMs,
    LastModifiedTime: modifiedMs,
  }
}

function listed(destinations: ApiDestinations, destination: ApiDestination) {
  const { name, connectionArn, endpoint, method, ratePerSecond } = destination
  return {
    ...changed(destinations, destination),
    Name: name,
    ConnectionArn: connectionArn,
    InvocationEndpoint: endpoint,
    HttpMethod: method,
    InvocationRateLimitPerSecond: ratePerSecond,
  }
}
