export { AwsError, type AwsErrorOptions } from './aws-error.ts'
export {
  type AwsEndpoint,
  type AwsEndpointOptions,
  type CallRecord,
  createAwsEndpoint,
  DEFAULT_MAX_BODY_BYTES,
  type FailureContext,
} from './endpoint/endpoint.ts'
export { COMMON_ERRORS, type CommonError } from './errors/common-errors.ts'
export type { Services } from './generated/services.ts'
export { type Call, type InputOf, type Operation, type OutputOf, operation, type ServiceName } from './operation.ts'
export type { WireRequest, WireResponse } from './wire.ts'
