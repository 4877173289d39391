/*
 * Parameters of connections: what is a whole set of them, what an update makes of them, and what is shown.
 */
import type { InputOf, OutputOf } from '@atalaya/aws'
import type { AuthorizationType, AuthParameters } from '../../actions/events/connections.ts'
import { checkAddress } from './address.ts'
import { invalid } from './find.ts'

type Given = NonNullable<InputOf<'events', 'UpdateConnection'>['AuthParameters']>
type Shown = OutputOf<'events', 'DescribeConnection'>['AuthParameters']
type HttpParameters = NonNullable<AuthParameters['InvocationHttpParameters']>

/** The member of the parameters that a type needs. */
const MEMBER_OF = {
  API_KEY: 'ApiKeyAuthParameters',
  BASIC: 'BasicAuthParameters',
  OAUTH_CLIENT_CREDENTIALS: 'OAuthParameters',
} as const satisfies Record<AuthorizationType, keyof AuthParameters>

/** @throws {AwsError} ValidationException; it names no value */
export function checkCredentials(
  type: AuthorizationType,
  parameters: Given,
  isAllowedAddress: (address: string) => boolean,
): asserts parameters is AuthParameters {
  const wanted = MEMBER_OF[type]
  for (const member of Object.values(MEMBER_OF)) {
    if ((parameters[member] === undefined) === (member === wanted)) {
      const verb = member === wanted ? 'must be' : 'must not be'
      throw wrong(`${member} ${verb} specified for AuthorizationType ${type}`)
    }
  }
  const { ApiKeyAuthParameters: apiKey, BasicAuthParameters: basic, OAuthParameters: oauth } = parameters
  if (apiKey !== undefined) requireAll('ApiKeyAuthParameters', apiKey, ['ApiKeyName', 'ApiKeyValue'])
  if (basic !== undefined) requireAll('BasicAuthParameters', basic, ['Username', 'Password'])
  if (oauth !== undefined) {
    requireAll('OAuthParameters', oauth, ['ClientParameters', 'AuthorizationEndpoint', 'HttpMethod'])
    requireAll('OAuthParameters.ClientParameters', oauth.ClientParameters ?? {}, ['ClientID', 'ClientSecret'])
    checkAddress('AuthorizationEndpoint', oauth.AuthorizationEndpoint ?? '', isAllowedAddress)
    checkHttp('OAuthHttpParameters', oauth.OAuthHttpParameters)
  }
  checkHttp('InvocationHttpParameters', parameters.InvocationHttpParameters)
}

/** What is given over what is there; of another type nothing stays. */
export function mergedCredentials(type: AuthorizationType, old: AuthParameters | undefined, given: Given): Given {
  const merged: Given = { ...given }
  const invocation = mergedHttp(old?.InvocationHttpParameters, given.InvocationHttpParameters)
  const all = invocation === undefined ? merged : { ...merged, InvocationHttpParameters: invocation }
  switch (type) {
    case 'API_KEY':
      return over(all, 'ApiKeyAuthParameters', old?.ApiKeyAuthParameters)
    case 'BASIC':
      return over(all, 'BasicAuthParameters', old?.BasicAuthParameters)
    case 'OAUTH_CLIENT_CREDENTIALS': {
      const { OAuthParameters: before } = old ?? {}
      const { OAuthParameters: now } = given
      const client = { ...before?.ClientParameters, ...defined(now?.ClientParameters) }
      const http = mergedHttp(before?.OAuthHttpParameters, now?.OAuthHttpParameters)
      const oauth = {
        ...before,
        ...defined(now),
        ...(Object.keys(client).length === 0 ? {} : { ClientParameters: client }),
        ...(http === undefined ? {} : { OAuthHttpParameters: http }),
      }
      return Object.keys(oauth).length === 0 ? all : { ...all, OAuthParameters: oauth }
    }
  }
}

/** Without passwords, keys, and values that are marked as secret. */
export function shownCredentials(parameters: AuthParameters): Shown {
  const { ApiKeyAuthParameters: apiKey, BasicAuthParameters: basic, OAuthParameters: oauth } = parameters
  return {
    ApiKeyAuthParameters: apiKey && { ApiKeyName: apiKey.ApiKeyName },
    BasicAuthParameters: basic && { Username: basic.Username },
    OAuthParameters: oauth && {
      ClientParameters: { ClientID: oauth.ClientParameters.ClientID },
      AuthorizationEndpoint: oauth.AuthorizationEndpoint,
      HttpMethod: oauth.HttpMethod,
      OAuthHttpParameters: oauth.OAuthHttpParameters && shownHttp(oauth.OAuthHttpParameters),
    },
    InvocationHttpParameters: parameters.InvocationHttpParameters && shownHttp(parameters.InvocationHttpParameters),
  }
}

interface Parameter {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
  readonly IsValueSecret?: boolean | undefined
}

const LISTS = ['HeaderParameters', 'QueryStringParameters', 'BodyParameters'] as const

function shownHttp(http: HttpParameters): HttpParameters {
  return mapLists(http, (parameters) =>
    parameters.map(({ Key, Value, IsValueSecret = false }) =>
      IsValueSecret ? { Key, IsValueSecret } : { Key, Value, IsValueSecret },
    ),
  )
}

/** A secret that comes back as it was shown, without its value, keeps it. */
function mergedHttp(old: HttpParameters | undefined, given: HttpParameters | undefined): HttpParameters | undefined {
  if (given === undefined) return old
  return mapLists(given, (parameters, list) =>
    parameters.map((parameter) => {
      if (parameter.Value !== undefined || parameter.IsValueSecret !== true) return parameter
      const before = old?.[list]?.find(({ Key, IsValueSecret }) => Key === parameter.Key && IsValueSecret === true)
      return before ?? parameter
    }),
  )
}

function mapLists(
  http: HttpParameters,
  change: (parameters: readonly Parameter[], list: (typeof LISTS)[number]) => readonly Parameter[],
): HttpParameters {
  return Object.fromEntries(
    LISTS.flatMap((list) => {
      const parameters = http[list]
      return parameters === undefined ? [] : [[list, change(parameters, list)]]
    }),
  )
}

function checkHttp(name: string, http: HttpParameters | undefined): void {
  for (const list of LISTS) {
    for (const { Key, Value } of http?.[list] ?? []) {
      if (Key === undefined || Key === '' || Value === undefined) {
        throw wrong(`${name}.${list} must each have a Key and a Value`)
      }
    }
  }
}

function over<M extends 'ApiKeyAuthParameters' | 'BasicAuthParameters'>(
  given: Given,
  member: M,
  old: AuthParameters[M],
): Given {
  return old === undefined ? given : { ...given, [member]: { ...old, ...defined(given[member]) } }
}

function defined<T extends object>(value: T | undefined): Partial<T> {
  const entries = Object.entries(value ?? {}).filter(([, each]) => each !== undefined)
  return Object.fromEntries(entries) as Partial<T>
}

function requireAll(name: string, value: object, members: readonly string[]): void {
  const missing = members.find((member) => (value as Readonly<Record<string, unknown>>)[member] === undefined)
  if (missing !== undefined) throw wrong(`${name}.${missing} must be specified`)
}

function wrong(reason: string) {
  return invalid(`Parameter AuthParameters is not valid. Reason: ${reason}.`)
}
