import type { Settings } from '../settings/record.ts'
import type { AwsOptions } from './aws-client.ts'

/** AWS calls as the settings say; credentials of the place where none are set. */
export function awsOptions({ aws }: Settings): AwsOptions {
  const { region, endpoint, accessKeyId, secretAccessKey, sessionToken } = aws
  const own = accessKeyId !== '' && secretAccessKey !== ''
  return {
    region,
    endpoint,
    credentials: own ? { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined } : undefined,
  }
}
