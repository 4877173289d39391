/** `degraded`: it works, and somebody should look. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy'

/** The status of a service with these checks. */
export function overall(
  checks: readonly { readonly status: HealthStatus; readonly critical: boolean }[],
): HealthStatus {
  if (checks.some(({ status, critical }) => critical && status === 'unhealthy')) return 'unhealthy'
  return checks.every(({ status }) => status === 'healthy') ? 'healthy' : 'degraded'
}
