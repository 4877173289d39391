/** An error code that every service may answer with, whatever its model says. */
export interface CommonError {
  readonly code: string
  readonly status: number
  readonly when: string
}

/**
 * Errors that come from the wire rather than from an operation. The documentation prints this table.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
 */
export const COMMON_ERRORS: readonly CommonError[] = [
  {
    code: 'UnknownOperationException',
    status: 404,
    when: 'JSON, CBOR and REST: the operation does not exist (400 for services of JSON 1.1), or Atalaya does not support it',
  },
  { code: 'InvalidAction', status: 400, when: 'Query: the operation does not exist, or Atalaya does not support it' },
  { code: 'MissingAction', status: 400, when: 'Query: the request has no Action' },
  {
    code: 'SerializationException',
    status: 400,
    when: 'JSON and CBOR: the body cannot be read, or a value is of the wrong type',
  },
  { code: 'MalformedQueryString', status: 400, when: 'Query: the form cannot be read' },
  { code: 'MalformedInput', status: 400, when: 'Query: a value is of the wrong type' },
  {
    code: 'ValidationError',
    status: 400,
    when: 'A value fails a constraint of the model (services with a query protocol)',
  },
  { code: 'ValidationException', status: 400, when: 'A value fails a constraint of the model (EventBridge)' },
  { code: 'InvalidContentEncoding', status: 400, when: 'The body does not decompress, or its chunks are malformed' },
  {
    code: 'UnsupportedMediaType',
    status: 415,
    when: 'The body has a Content-Encoding other than gzip and aws-chunked',
  },
  {
    code: 'RequestEntityTooLarge',
    status: 413,
    when: 'The body, or what it inflates to, is larger than the server takes',
  },
  { code: 'AccessDenied', status: 403, when: 'Query: a web page of an origin that may not call the server' },
  { code: 'AccessDeniedException', status: 403, when: 'The same in JSON, CBOR and REST' },
  {
    code: 'MissingAuthenticationToken',
    status: 403,
    when: 'Query: the request is not signed, and signatures are required',
  },
  { code: 'MissingAuthenticationTokenException', status: 403, when: 'The same in JSON, CBOR and REST' },
  { code: 'IncompleteSignature', status: 400, when: 'Query: a part of the signature is missing or not readable' },
  { code: 'IncompleteSignatureException', status: 400, when: 'The same in JSON, CBOR and REST' },
  { code: 'InvalidClientTokenId', status: 403, when: 'Query: the access key is not known' },
  {
    code: 'UnrecognizedClientException',
    status: 403,
    when: 'The same in JSON, CBOR and REST (400 for services of JSON 1.1)',
  },
  { code: 'SignatureDoesNotMatch', status: 403, when: 'Query: the signature is wrong, or older than 15 minutes' },
  {
    code: 'InvalidSignatureException',
    status: 403,
    when: 'The same in JSON, CBOR and REST (400 for services of JSON 1.1)',
  },
  { code: 'InternalFailure', status: 500, when: 'The server failed; its log has the request id' },
  { code: 'ServiceUnavailable', status: 503, when: 'The store cannot take the request now; SDKs retry' },
  {
    code: 'ServiceUnavailableException',
    status: 503,
    when: 'The same in CloudWatch Logs',
  },
]

const STATUS = new Map(COMMON_ERRORS.map(({ code, status }) => [code, status]))

/** Status of a common error; undefined for any other code. */
export function commonStatus(code: string): number | undefined {
  return STATUS.get(code)
}
