import type { Tenant } from '@atalaya/model'
import { signatureOf } from '../sigv4/credential.ts'
import type { WireRequest } from '../wire.ts'

/** Who calls, as far as the request says: nothing here is verified. */
export interface Caller {
  readonly tenant: Tenant
  readonly accessKeyId: string | undefined
}

/**
 * The region comes from the scope of the signature; the account is the access key where that is an account id.
 *
 * Requests without signature, and regions that cannot be one, get the defaults.
 */
export function callerOf(request: WireRequest, defaults: Tenant): Caller {
  const signature = signatureOf(request)
  if (signature === undefined || signature === 'malformed') return { tenant: defaults, accessKeyId: undefined }
  const region = /^[a-z0-9-]{1,32}$/.test(signature.region) ? signature.region : defaults.region
  const accountId = /^\d{12}$/.test(signature.accessKeyId) ? signature.accessKeyId : defaults.accountId
  return { tenant: { accountId, region }, accessKeyId: signature.accessKeyId }
}
