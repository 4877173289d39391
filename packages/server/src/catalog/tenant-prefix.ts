import type { Tenant } from '@atalaya/model'

/** What the keys of a tenant's documents begin with: they are one range in the order of keys. */
export function tenantPrefix({ accountId, region }: Tenant): string {
  return `${accountId}/${region}/`
}
