export { AwsError, type AwsErrorOptions } from './aws-error.ts'
export type { Services } from './generated/services.ts'
export { type Call, type InputOf, type Operation, type OutputOf, operation, type ServiceName } from './operation.ts'
