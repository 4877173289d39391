import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import type { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import type { Settings } from '../settings/record.ts'
import { loadSettings } from '../settings/settings.ts'
import { showStates } from './breakers.ts'

type ResilienceSettings = Pick<Settings, 'retry' | 'breaker' | 'bulkhead' | 'timeout'>

export interface ResilienceOptions {
  /** What policies do that are not told otherwise. Default: the defaults of the settings. */
  readonly settings?: ResilienceSettings | undefined
  /** Where breakers and retries are counted. Default: nowhere. */
  readonly metrics?: ServiceMetrics | undefined
  /** Default: `getLogger('resilience')`. */
  readonly logger?: Logger | undefined
}

let current: ResilienceOptions = {}
let fallbackSettings: ResilienceSettings | undefined
const log = getLogger('resilience')

/**
 * Says what all policies of the process default to and where they tell what they do. Policies that exist already follow:
 * decorators make theirs before a service has read its settings. Returns how to undo it.
 */
export function configureResilience(options: ResilienceOptions): () => void {
  const previous = current
  current = options
  showStates()
  return () => {
    current = previous
  }
}

export function settings(): ResilienceSettings {
  fallbackSettings ??= loadSettings({ env: {} })
  return current.settings ?? fallbackSettings
}

export function serviceMetrics(): ServiceMetrics | undefined {
  return current.metrics
}

export function logger(): Logger {
  return current.logger ?? log
}
