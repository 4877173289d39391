import { randomUUID } from 'node:crypto'
import type { Clock } from '@atalaya/model'
import { minePatterns } from '@atalaya/query'
import type { ControlStore, TelemetryStore } from '@atalaya/store'
import { LogCatalog } from '../../catalog/log-catalog.ts'
import { MetricFilters } from '../../catalog/metric-filters.ts'
import { ResourcePolicies } from '../../catalog/resource-policies.ts'
import type { InsightsEngine } from '../../insights/engine.ts'
import { createInsights } from '../../insights/insights.ts'
import { InterpreterEngine } from '../../insights/interpreter-engine.ts'
import { SqlEngine } from '../../insights/sql-engine.ts'
import { createDerive } from '../../pipeline/derive.ts'
import { LiveTail, type LiveTailOptions } from '../../pipeline/live-tail.ts'
import { type LogListener, LogPipeline } from '../../pipeline/log-pipeline.ts'
import type { LogsDeps } from './deps.ts'

export interface LogsOptions {
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  readonly clock: Clock
  /** Further readers of acknowledged events, beside live tail. */
  readonly listeners?: readonly LogListener[]
  readonly liveTail?: Omit<LiveTailOptions, 'clock'>
  /** What runs Insights queries; by default the store's database, if it has one, else the interpreter. */
  readonly engine?: InsightsEngine
  /** Is told of queries that failed for a reason of ours. */
  readonly onQueryFailure?: (error: unknown, queryId: string) => void
}

export interface OpenLogs extends LogsDeps {
  /** Forgets what is kept in memory beside the stores, before both are wiped. */
  reset(): Promise<void>
  /** Ends live tail sessions and writes what has been counted. The stores are their owner's to close. */
  close(): Promise<void>
}

/** CloudWatch Logs over two stores, ready to answer: deletions that a crash interrupted have been finished. */
export async function openLogs(options: LogsOptions): Promise<OpenLogs> {
  const { control, telemetry, clock, listeners = [] } = options
  const catalog = new LogCatalog({ control, logs: telemetry.logs, clock })
  await catalog.sweep()
  const metricFilters = new MetricFilters({ control, catalog, clock })
  const liveTail = new LiveTail({ clock, ...options.liveTail })
  const pipeline = new LogPipeline({
    telemetry,
    clock,
    derive: createDerive(telemetry.metrics, metricFilters),
    listeners: [liveTail, ...listeners],
  })
  const insights = createInsights({
    control,
    clock,
    engine: options.engine ?? engineOf(telemetry),
    ...(options.onQueryFailure === undefined ? {} : { onFailure: options.onQueryFailure }),
  })
  return {
    clock,
    catalog,
    logStore: telemetry.logs,
    pipeline,
    metricFilters,
    resourcePolicies: new ResourcePolicies({ control, clock, newRevision: randomUUID }),
    liveTail,
    insights,
    reset: async () => {
      liveTail.close()
      pipeline.reset()
      await insights.queries.reset()
    },
    close: async () => {
      liveTail.close()
      await insights.queries.reset()
      await pipeline.flushUsage({ running: true })
    },
  }
}

function engineOf({ logs }: TelemetryStore): InsightsEngine {
  if (logs.sql === undefined) return new InterpreterEngine(logs, minePatterns)
  return new SqlEngine(logs, logs.sql, minePatterns)
}
