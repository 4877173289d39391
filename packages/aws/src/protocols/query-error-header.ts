import type { ErrorAnswer } from '../errors/error-answer.ts'
import type { ServiceModel } from '../model/service-model.ts'

/**
 * The code of the query protocol, for SDKs that moved from it to JSON or CBOR and kept its error names.
 *
 * AWS sends it to clients that ask with `x-amzn-query-mode`; the others do not look at it.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryErrorHeader(error: ErrorAnswer, model: ServiceModel | undefined): Record<string, string> {
  if (model?.profile.speaks.includes('query') !== true) return {}
  return { 'x-amzn-query-error': `${error.queryCode};${error.status < 500 ? 'Sender' : 'Receiver'}` }
}
