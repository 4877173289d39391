import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { Connection } from '../../actions/events/connections.ts'
import { checkCredentials, mergedCredentials, shownCredentials } from './credentials.ts'
import type { EventsDeps } from './deps.ts'
import { invalid, notFound } from './find.ts'
import { pageOf } from './pages.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html */
export const createConnection: Operation<EventsDeps> = operation(
  'events',
  'CreateConnection',
  async (input, { apiDestinations, isAllowedAddress }: EventsDeps, { tenant }) => {
    const { Name: name, AuthorizationType: type, AuthParameters: parameters } = input
    refusePrivate(input.InvocationConnectivityParameters, parameters)
    checkCredentials(type, parameters, isAllowedAddress)
    const made = await apiDestinations.connections.create(tenant, name, type, parameters, input.Description)
    if (made === 'exists') throw new AwsError('ResourceAlreadyExistsException', `Connection ${name} already exists.`)
    if (made === 'full') {
      throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    }
    const { LastAuthorizedTime: _not, ...shown } = changed(made)
    return shown
  },
)

/** Secrets are left out. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html */
export const describeConnection: Operation<EventsDeps> = operation(
  'events',
  'DescribeConnection',
  async ({ Name: name }, { apiDestinations: { connections } }: EventsDeps, { tenant }) => {
    const connection = connections.connection(tenant, name)
    if (connection === undefined) throw noSuchConnection(name)
    const parameters = connections.credentials(connection)
    return {
      ...listed(connection),
      Description: connection.description,
      AuthParameters: parameters && shownCredentials(parameters),
    }
  },
)

/** What is not given stays. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateConnection.html */
export const updateConnection: Operation<EventsDeps> = operation(
  'events',
  'UpdateConnection',
  async (input, { apiDestinations: { connections }, isAllowedAddress }: EventsDeps, { tenant }) => {
    const { Name: name, Description: description, AuthorizationType, AuthParameters: given } = input
    refusePrivate(input.InvocationConnectivityParameters, given)
    const connection = await connections.update(tenant, name, (old, parameters) => {
      if (AuthorizationType === undefined && given === undefined) return { description, credentials: undefined }
      const type = AuthorizationType ?? old.authorizationType
      const merged = mergedCredentials(type, parameters, given ?? {})
      checkCredentials(type, merged, isAllowedAddress)
      return { description, credentials: { type, parameters: merged } }
    })
    if (connection === undefined) throw noSuchConnection(name)
    return changed(connection)
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteConnection.html */
export const deleteConnection: Operation<EventsDeps> = operation(
  'events',
  'DeleteConnection',
  async ({ Name: name }, { apiDestinations: { connections } }: EventsDeps, { tenant }) => {
    const connection = await connections.remove(tenant, name)
    if (connection === undefined) throw noSuchConnection(name)
    return changed({ ...connection, state: 'DELETING' })
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeauthorizeConnection.html */
export const deauthorizeConnection: Operation<EventsDeps> = operation(
  'events',
  'DeauthorizeConnection',
  async ({ Name: name }, { apiDestinations: { connections } }: EventsDeps, { tenant }) => {
    const connection = await connections.deauthorize(tenant, name)
    if (connection === undefined) throw noSuchConnection(name)
    return changed(connection)
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListConnections.html */
export const listConnections: Operation<EventsDeps> = operation(
  'events',
  'ListConnections',
  async (input, { apiDestinations: { connections } }: EventsDeps, { tenant }) => {
    const { NamePrefix = '', ConnectionState: wanted } = input
    const found = connections
      .connections(tenant)
      .filter(({ name, state }) => name.startsWith(NamePrefix) && (wanted === undefined || state === wanted))
    const { shown, NextToken } = pageOf(found, ({ name }) => name, input)
    return { Connections: shown.map(listed), NextToken }
  },
)

function refusePrivate(invocation: unknown, parameters: { readonly ConnectivityParameters?: unknown } = {}): void {
  if (invocation === undefined && parameters.ConnectivityParameters === undefined) return
  throw invalid('Connections to private APIs are not supported here: there are no resource configurations.')
}

function noSuchConnection(name: string): AwsError {
  return notFound(`Failed to describe the connection(s). Connection '${name}' does not exist.`)
}

function changed({ arn, state, createdMs, modifiedMs, authorizedMs }: Connection) {
  return {
    ConnectionArn: arn,
    ConnectionState: state,
    CreationTime: createdMs,
    LastModifiedTime: modifiedMs,
    LastAuthorizedTime: authorizedMs,
  }
}

function listed(connection: Connection) {
  const { name, stateReason, authorizationType } = connection
  return { ...changed(connection), Name: name, StateReason: stateReason, AuthorizationType: authorizationType }
}
