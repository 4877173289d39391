/** Whom data belongs to. Nothing is shared between tenants. */
export interface Tenant {
  /** 12 digits. */
  readonly accountId: string
  /** `us-east-1`. */
  readonly region: string
}

/** The account of callers whose access key is not itself an account id. */
export const DEFAULT_ACCOUNT_ID = '000000000000'
export const DEFAULT_REGION = 'us-east-1'
