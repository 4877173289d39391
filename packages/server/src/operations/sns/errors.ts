import { AwsError } from '@atalaya/aws'

/** `Invalid parameter: <what>`, as SNS begins them all. */
export function invalidParameter(what: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid parameter: ${what}`)
}

export function noSuchTopic(): AwsError {
  return new AwsError('NotFoundException', 'Topic does not exist')
}

export function noSuchSubscription(): AwsError {
  return new AwsError('NotFoundException', 'Subscription does not exist')
}

export function throttled(): AwsError {
  return new AwsError('ThrottledException', 'Too many deliveries are waiting. Try again later.')
}
