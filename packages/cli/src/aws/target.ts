import { DEFAULT_REGION } from '@atalaya/model'
import type { Credentials } from '@atalaya/model/sigv4'
import { matching, type Option, text, UsageError } from '../options.ts'

/** Whom a command talks to. */
export interface Target {
  readonly url: URL
  readonly region: string
  readonly credentials: Credentials
}

export const targetOptions: {
  readonly 'endpoint-url': Option<string | undefined>
  readonly region: Option<string | undefined>
} = {
  'endpoint-url': text(
    'Where CloudWatch Logs is. Else AWS_ENDPOINT_URL_CLOUDWATCH_LOGS, AWS_ENDPOINT_URL, http://127.0.0.1:4580.',
    'URL',
  ),
  region: matching(
    'Else AWS_REGION, AWS_DEFAULT_REGION, us-east-1.',
    'REGION',
    /^[a-z]{2,}(-[a-z0-9]+)+$/,
    "a region such as 'us-east-1'",
  ),
}

/**
 * From options and the environment, as every AWS tool reads them.
 *
 * @throws {UsageError}
 */
export function resolveTarget(
  values: { readonly 'endpoint-url': string | undefined; readonly region: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Target {
  const address =
    values['endpoint-url'] ?? env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS ?? env.AWS_ENDPOINT_URL ?? DEFAULT_ENDPOINT
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `the endpoint must be a URL such as ${DEFAULT_ENDPOINT} or https://logs.eu-west-1.amazonaws.com, got '${address}'`,
    )
  }
  return {
    url: new URL('/', url),
    region: values.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? DEFAULT_REGION,
    credentials: credentials(url, env),
  }
}

export const DEFAULT_ENDPOINT = 'http://127.0.0.1:4580'

/** A server on this computer takes any credentials, so none are needed for it. AWS is not asked without. */
function credentials(url: URL, env: Readonly<Record<string, string | undefined>>): Credentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined }
  if (/\.amazonaws\.com(\.cn)?$/.test(url.hostname)) {
    throw new UsageError(`${url.hostname} needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`)
  }
  return { accessKeyId: 'atalaya', secretAccessKey: 'atalaya' }
}
