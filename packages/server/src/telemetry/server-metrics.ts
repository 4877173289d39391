import { type EventLoopUtilization, type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks'
import process from 'node:process'
import type { Appended, LogStore, MetricStore, TelemetryBatch, TelemetryStats, TelemetryStore } from '@atalaya/store'
import type { EmfCounts } from '../ingest/emf/index.ts'
import type { LogBatch, LogListener } from '../pipeline/log-pipeline.ts'
import { Counter, type Family, Histogram, observed } from './prometheus.ts'

/** Seconds: from a cached read to a query that somebody waits for. */
const REQUEST_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
/** Seconds: one fsync of a fast disk up to one of a disk in trouble. */
const APPEND_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const NANOSECONDS = 1e9
/** The event loop is asked so often whether it is late; the time between two questions is part of what is measured. */
const LOOP_SAMPLE_MS = 10
const MICROSECONDS = 1e6

/** What is asked for when somebody looks. */
export interface ServerGauges {
  readonly store: () => TelemetryStats
  readonly runningRequests: () => number
  readonly bufferedBytes: () => number
  readonly liveTailSessions: () => number
  /** Undefined when the listener is off. */
  readonly emf: () => EmfCounts | undefined
}

/** What the server says of itself under `/metrics`. */
export class ServerMetrics implements LogListener {
  readonly #requests = new Counter('atalaya_requests_total', 'Requests answered.', ['service', 'operation', 'status'])
  readonly #durations = new Histogram(
    'atalaya_request_duration_seconds',
    'Time from a request having been read to its answer being known.',
    REQUEST_BOUNDS,
    ['service', 'operation'],
  )
  readonly #events = new Counter('atalaya_ingested_log_events_total', 'Log events stored.')
  readonly #bytes = new Counter(
    'atalaya_ingested_log_bytes_total',
    'Bytes of log events stored, as CloudWatch bills them: UTF-8 plus 26 an event.',
  )
  readonly #datapoints = new Counter(
    'atalaya_ingested_datapoints_total',
    'Values and statistic sets of metrics stored.',
  )
  readonly #appends = new Histogram(
    'atalaya_store_append_duration_seconds',
    'Time until a batch is on disk, its fsync included.',
    APPEND_BOUNDS,
  )
  readonly #appendFailures = new Counter('atalaya_store_append_failures_total', 'Batches that could not be stored.')
  #storeFailing = false
  readonly #loopDelay: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS })
  #loopUse: EventLoopUtilization = performance.eventLoopUtilization()

  constructor() {
    this.#loopDelay.enable()
  }

  /** Counts an answered request. Operations come from the service models, so their number is bounded. */
  answered(service: string, operation: string, status: number, seconds: number): void {
    this.#requests.add(1, service, operation, String(status))
    this.#durations.observe(seconds, service, operation)
  }

  appended(batch: LogBatch): void {
    this.#events.add(batch.messages.length)
    this.#bytes.add(batch.bytes)
  }

  /** The same store, with its appends measured. */
  measure(store: TelemetryStore): TelemetryStore {
    return new MeasuredStore(store, {
      stored: (batch, seconds) => {
        this.#storeFailing = false
        this.#appends.observe(seconds)
        this.#datapoints.add(batch.metrics?.series.length ?? 0)
      },
      failed: () => {
        this.#storeFailing = true
        this.#appendFailures.add(1)
      },
    })
  }

  /** Whether the last batch could not be stored. */
  get isStoreFailing(): boolean {
    return this.#storeFailing
  }

  /** The page in Prometheus' text format. Event loop figures are of the time since it was last asked for. */
  render(gauges: ServerGauges): string {
    const families: readonly Family[] = [
      this.#requests,
      this.#durations,
      this.#events,
      this.#bytes,
      this.#datapoints,
      this.#appends,
      this.#appendFailures,
      ...storeFamilies(gauges.store()),
      observed('gauge', 'atalaya_running_requests', 'Requests being answered.', gauges.runningRequests),
      observed('gauge', 'atalaya_buffered_body_bytes', 'Bytes of request bodies held.', gauges.bufferedBytes),
      observed('gauge', 'atalaya_live_tail_sessions', 'Open live tail sessions.', gauges.liveTailSessions),
      ...emfFamilies(gauges.emf()),
      ...this.#processFamilies(),
    ]
    return families.map((family) => family.render()).join('')
  }

  close(): void {
    this.#loopDelay.disable()
  }

  #processFamilies(): readonly Family[] {
    const memory = process.memoryUsage()
    const cpu = process.cpuUsage()
    const delay = this.#loopDelay
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - LOOP_SAMPLE_MS / 1_000)
    const delays = [
      [['0.5'], late(delay.percentile(50))],
      [['0.99'], late(delay.percentile(99))],
      [['1'], late(delay.max)],
    ] as const
    const { utilization } = performance.eventLoopUtilization(this.#loopUse)
    this.#loopUse = performance.eventLoopUtilization()
    delay.reset()
    return [
      observed('summary', 'atalaya_event_loop_delay_seconds', 'Delay of the event loop.', () => delays, ['quantile']),
      observed('gauge', 'atalaya_event_loop_utilization_ratio', 'Part of the time the event loop was busy.', () =>
        Number.isFinite(utilization) ? utilization : 0,
      ),
      observed('gauge', 'process_resident_memory_bytes', 'Resident memory of the main process.', () => memory.rss),
      observed('gauge', 'nodejs_heap_size_used_bytes', 'Used heap of the main process.', () => memory.heapUsed),
      observed('gauge', 'nodejs_external_memory_bytes', 'Memory outside the heap.', () => memory.external),
      observed(
        'counter',
        'process_cpu_seconds_total',
        'CPU time of the main process.',
        () => (cpu.user + cpu.system) / MICROSECONDS,
      ),
      observed(
        'gauge',
        'process_start_time_seconds',
        'Start of the process, in seconds since the epoch.',
        () => performance.timeOrigin / 1_000,
      ),
    ]
  }
}

function storeFamilies(stats: TelemetryStats): readonly Family[] {
  return [
    observed(
      'gauge',
      'atalaya_store_waiting_parts',
      'Sealed parts not yet in typed storage.',
      () => stats.waitingParts,
    ),
    observed('gauge', 'atalaya_store_hot_bytes', 'Bytes stored but not yet in typed storage.', () => stats.hotBytes),
    observed('gauge', 'atalaya_store_segments', 'Segments of typed storage.', () => stats.segments),
    observed('gauge', 'atalaya_store_segment_bytes', 'Bytes of typed storage.', () => stats.segmentBytes),
    observed('gauge', 'atalaya_store_series', 'Metrics with data.', () => stats.series),
  ]
}

function emfFamilies(counts: EmfCounts | undefined): readonly Family[] {
  if (counts === undefined) return []
  const dropped = Object.entries(counts.dropped).map(([reason, count]) => [[reason], count] as const)
  return [
    observed('counter', 'atalaya_emf_lines_total', 'Lines stored from the EMF port.', () => counts.stored),
    observed('counter', 'atalaya_emf_dropped_lines_total', 'Lines of the EMF port not stored.', () => dropped, [
      'reason',
    ]),
  ]
}

interface AppendObserver {
  readonly stored: (batch: TelemetryBatch, seconds: number) => void
  readonly failed: () => void
}

class MeasuredStore implements TelemetryStore {
  readonly #store: TelemetryStore
  readonly #observer: AppendObserver

  constructor(store: TelemetryStore, observer: AppendObserver) {
    this.#store = store
    this.#observer = observer
  }

  get logs(): LogStore {
    return this.#store.logs
  }

  get metrics(): MetricStore {
    return this.#store.metrics
  }

  async append(batch: TelemetryBatch): Promise<Appended> {
    const start = performance.now()
    try {
      const appended = await this.#store.append(batch)
      this.#observer.stored(batch, (performance.now() - start) / 1_000)
      return appended
    } catch (error) {
      this.#observer.failed()
      throw error
    }
  }

  stats(): TelemetryStats {
    return this.#store.stats()
  }

  reset(): Promise<void> {
    return this.#store.reset()
  }

  close(): Promise<void> {
    return this.#store.close()
  }
}
