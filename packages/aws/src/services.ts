import type { ServiceName } from './operation.ts'

/** What routing must know of a service before its model is read. `services.test.ts` holds it against the models. */
export interface ServiceProfile {
  readonly name: ServiceName
  /** File in `models/`, without `.json`. */
  readonly model: string
  /** `Version` of the query protocol. */
  readonly apiVersion: string
  /** Part of `x-amz-target` before the dot; also the service name of RPC v2 paths. */
  readonly targetPrefix: string | undefined
  readonly jsonVersion: '1.0' | '1.1' | undefined
  readonly speaks: readonly ProtocolName[]
  /** Namespace of exception shapes in `__type`; without one the bare name is sent. */
  readonly errorNamespace: string | undefined
  /** Code of a model constraint failure. */
  readonly constraintCode: string
  /** Code of a failure that is ours. */
  readonly internalCode: string
  /** Code, sent with status 503, while a store cannot be reached; SDKs retry it. */
  readonly unavailableCode: string
}

export type ProtocolName = 'json' | 'query' | 'cbor' | 'rest-json'

export const SERVICES: Readonly<Record<ServiceName, ServiceProfile>> = {
  logs: {
    name: 'logs',
    model: 'logs',
    apiVersion: '2014-03-28',
    targetPrefix: 'Logs_20140328',
    jsonVersion: '1.1',
    speaks: ['json'],
    errorNamespace: undefined,
    constraintCode: 'InvalidParameterException',
    internalCode: 'InternalFailure',
    unavailableCode: 'ServiceUnavailableException',
  },
  monitoring: {
    name: 'monitoring',
    model: 'cloudwatch',
    apiVersion: '2010-08-01',
    targetPrefix: 'GraniteServiceVersion20100801',
    jsonVersion: '1.0',
    speaks: ['json', 'query', 'cbor'],
    errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01',
    constraintCode: 'ValidationException',
    internalCode: 'InternalServiceFault',
    unavailableCode: 'InternalServiceFault',
  },
  sts: {
    name: 'sts',
    model: 'sts',
    apiVersion: '2011-06-15',
    targetPrefix: undefined,
    jsonVersion: undefined,
    speaks: ['query'],
    errorNamespace: undefined,
    constraintCode: 'ValidationError',
    internalCode: 'InternalFailure',
    unavailableCode: 'ServiceUnavailable',
  },
  sns: {
    name: 'sns',
    model: 'sns',
    apiVersion: '2010-03-31',
    targetPrefix: undefined,
    jsonVersion: undefined,
    speaks: ['query'],
    errorNamespace: undefined,
    constraintCode: 'ValidationError',
    internalCode: 'InternalErrorException',
    unavailableCode: 'ServiceUnavailable',
  },
  events: {
    name: 'events',
    model: 'events',
    apiVersion: '2015-10-07',
    targetPrefix: 'AWSEvents',
    jsonVersion: '1.1',
    speaks: ['json'],
    errorNamespace: undefined,
    constraintCode: 'ValidationException',
    internalCode: 'InternalException',
    unavailableCode: 'ServiceUnavailable',
  },
  xray: {
    name: 'xray',
    model: 'xray',
    apiVersion: '2016-04-12',
    targetPrefix: undefined,
    jsonVersion: undefined,
    speaks: ['rest-json'],
    errorNamespace: undefined,
    constraintCode: 'InvalidRequestException',
    internalCode: 'InternalFailure',
    unavailableCode: 'ServiceUnavailable',
  },
}

export const SERVICE_NAMES: readonly ServiceName[] = Object.keys(SERVICES) as ServiceName[]
