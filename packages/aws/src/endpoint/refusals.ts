/** The errors that the endpoint itself answers with, in the words of the protocol in which the request came. */
import { AwsError } from '../aws-error.ts'
import type { ServiceName } from '../operation.ts'
import { type ProtocolName, SERVICES } from '../services.ts'
import type { SignatureProblem } from '../sigv4/verify.ts'

/** An operation that the service's model does not know, or no operation at all. */
export function unknownOperation(
  protocol: ProtocolName,
  service: ServiceName | undefined,
  operation: string | undefined,
): AwsError {
  const name = (operation ?? '').slice(0, 128)
  if (protocol === 'query') {
    if (operation === undefined) return new AwsError('MissingAction', 'The request must contain the parameter Action.')
    const version = service === undefined ? 'NO_VERSION_SPECIFIED' : SERVICES[service].apiVersion
    return new AwsError('InvalidAction', `Could not find operation ${name} for version ${version}`)
  }
  const message = operation === undefined ? 'The request names no operation.' : `There is no operation '${name}'.`
  return new AwsError('UnknownOperationException', message, { status: clientStatus(service, 404) })
}

/** An operation that AWS has and Atalaya has not. Never a fake success. */
export function unsupportedOperation(protocol: ProtocolName, service: ServiceName, operation: string): AwsError {
  const code = protocol === 'query' ? 'InvalidAction' : 'UnknownOperationException'
  return new AwsError(code, `Atalaya does not support the operation ${operation} of ${TITLES[service]} yet.`)
}

export function signatureRefusal(
  protocol: ProtocolName,
  service: ServiceName | undefined,
  problem: SignatureProblem,
): AwsError {
  const [queryCode, code, status] = SIGNATURE_CODES[problem.fault]
  return protocol === 'query'
    ? new AwsError(queryCode, problem.message)
    : new AwsError(code, problem.message, { status: clientStatus(service, status) })
}

/** What a caller is told of a failure that is ours. */
export function failure(service: ServiceName | undefined, error: unknown): AwsError {
  const profile = service === undefined ? undefined : SERVICES[service]
  return isUnavailable(error)
    ? new AwsError(
        profile?.unavailableCode ?? 'ServiceUnavailable',
        'The service is temporarily unavailable; try again.',
        {
          status: 503,
        },
      )
    : new AwsError(
        profile?.internalCode ?? 'InternalFailure',
        'The request processing has failed because of an unknown error.',
        {
          status: 500,
        },
      )
}

/** A request that is refused before its body is read. The status says what it is, whatever else the service answers with. */
export function headRefusal(
  protocol: ProtocolName,
  service: ServiceName | undefined,
  reason: 'too-large' | 'busy' | 'forbidden',
  message: string,
): AwsError {
  switch (reason) {
    case 'too-large':
      return new AwsError('RequestEntityTooLarge', message)
    case 'busy': {
      const code = service === undefined ? 'ServiceUnavailable' : SERVICES[service].unavailableCode
      return new AwsError(code, message, { status: 503 })
    }
    case 'forbidden':
      return new AwsError(protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException', message, { status: 403 })
  }
}

/** Stores say so by the error's name: this package knows no store. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.name === 'StoreUnavailable'
}

const TITLES: Readonly<Record<ServiceName, string>> = {
  logs: 'CloudWatch Logs',
  monitoring: 'CloudWatch',
  sts: 'STS',
  sns: 'SNS',
  events: 'EventBridge',
  xray: 'X-Ray',
}

/** Code in the query protocol, code elsewhere, and the latter's status. */
const SIGNATURE_CODES: Readonly<Record<SignatureProblem['fault'], readonly [string, string, number]>> = {
  missing: ['MissingAuthenticationToken', 'MissingAuthenticationTokenException', 403],
  incomplete: ['IncompleteSignature', 'IncompleteSignatureException', 400],
  'unknown-key': ['InvalidClientTokenId', 'UnrecognizedClientException', 403],
  mismatch: ['SignatureDoesNotMatch', 'InvalidSignatureException', 403],
}

/** Services of JSON 1.1 answer 400 whatever the caller did wrong. */
function clientStatus(service: ServiceName | undefined, otherwise: number): number {
  return service !== undefined && SERVICES[service].jsonVersion === '1.1' ? 400 : otherwise
}
