import process from 'node:process'
import { diskPercent, memoryPercent } from '../../metrics/sets/system-sampler.ts'
import { type CheckOptions, defineCheck, type Finding, type HealthCheck } from '../check.ts'

export interface UsageOptions extends CheckOptions {
  /** Percent in use from which it is degraded. */
  readonly degradedPercent?: number | undefined
  /** Percent in use from which it is unhealthy. */
  readonly unhealthyPercent?: number | undefined
}

export interface DiskCheckOptions extends UsageOptions {
  /** The disk that holds this folder. Default: where the service runs. */
  readonly path?: string | undefined
}

/** How full a disk is: degraded from 80 %, unhealthy from 90 %. Not critical unless told otherwise. */
export function diskCheck(options: DiskCheckOptions = {}): HealthCheck {
  const { path = process.cwd(), degradedPercent = 80, unhealthyPercent = 90 } = options
  const limits = { degradedPercent, unhealthyPercent }
  return defineCheck({ name: 'disk', critical: false }, options, async () => judge(await diskPercent(path), limits))
}

/**
 * How full the memory of the machine is, or of the container when it has a limit: degraded from 85 %, unhealthy from 95 %. Not
 * critical unless told otherwise.
 */
export function memoryCheck(options: UsageOptions = {}): HealthCheck {
  const { degradedPercent = 85, unhealthyPercent = 95 } = options
  const limits = { degradedPercent, unhealthyPercent }
  return defineCheck({ name: 'memory', critical: false }, options, async () =>
    judge(memoryPercent(process.memoryUsage.rss()), limits),
  )
}

export function judge(
  usedPercent: number,
  { degradedPercent, unhealthyPercent }: { readonly degradedPercent: number; readonly unhealthyPercent: number },
): Finding {
  const rounded = Math.round(usedPercent * 10) / 10
  const facts = { usedPercent: rounded }
  const above = (limit: number) => `${rounded} % in use, ${limit} % is the limit`
  if (usedPercent >= unhealthyPercent) return { status: 'unhealthy', reason: above(unhealthyPercent), facts }
  if (usedPercent >= degradedPercent) return { status: 'degraded', reason: above(degradedPercent), facts }
  return { status: 'healthy', facts }
}
