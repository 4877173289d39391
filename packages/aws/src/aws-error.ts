/**
 * What the caller did wrong, in AWS's words. The protocol layer turns it into the protocol's error shape.
 *
 * `code` is the name of an exception shape in the service's model (`ResourceNotFoundException`), which decides the status
 * and the query code, or a generic code such as `ValidationError`.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  readonly code: string
  /** HTTP status; when undefined the model's, and 400 when the model has none. */
  readonly status: number | undefined
  /** Further fields of the error body, by the names of the exception shape. */
  readonly members: Readonly<Record<string, unknown>> | undefined

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = options.status
    this.members = options.members
  }
}

export interface AwsErrorOptions {
  readonly status?: number
  readonly members?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}
