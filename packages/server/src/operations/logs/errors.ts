import { AwsError } from '@atalaya/aws'

/*
 * The exceptions of CloudWatch Logs, in AWS's own words where they are known.
 */

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message)
}

export function noSuchGroup(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')
}

export function noSuchStream(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
}

/** The answer to a token that we did not make, or made for something else. */
export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.')
}

export function limitExceeded(): AwsError {
  return new AwsError('LimitExceededException', 'Resource limit exceeded.')
}

/** What a log group of the Infrequent Access or Delivery class cannot do. */
export function standardClassOnly(): AwsError {
  return new AwsError('ValidationException', 'This operation is only supported on the Standard log class.')
}
