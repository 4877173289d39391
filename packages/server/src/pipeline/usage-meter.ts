import { MINUTE_MS, unitCode } from '@atalaya/model'
import type { MetricStore } from '@atalaya/store'
import type { LogGroup } from '../catalog/log-group.ts'
import type { PointsBuilder } from './metric-points.ts'
import { USAGE_NAMESPACE, usageDimensions } from './usage-metrics.ts'

/** What arrived in one group within one minute. */
interface Usage {
  readonly group: LogGroup
  readonly minuteMs: number
  readonly events: Statistics
  readonly bytes: Statistics
}

interface Statistics {
  count: number
  sum: number
  min: number
  max: number
}

/** Usage of whole minutes, taken from the meter to be written. */
export type FinishedUsage = readonly Usage[]

/**
 * Counts what each log group takes in: `AWS/Logs` IncomingLogEvents and IncomingBytes, one sample for each request.
 *
 * Counting happens in memory and a minute is written when it is over, so that usage costs no row for each request. A crash
 * loses the usage of the running minute, never an event.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html
 */
export class UsageMeter {
  #running = new Map<number, Usage>()
  #finished: Usage[] = []
  #minuteMs = 0

  count(group: LogGroup, events: number, bytes: number, nowMs: number): void {
    this.#turn(nowMs)
    let usage = this.#running.get(group.id)
    if (usage === undefined) {
      usage = { group, minuteMs: this.#minuteMs, events: empty(), bytes: empty() }
      this.#running.set(group.id, usage)
    }
    add(usage.events, events)
    add(usage.bytes, bytes)
  }

  /** Takes the minutes that are over; those still to come with `running` too. Undefined when there are none. */
  take(nowMs: number, { running = false }: { readonly running?: boolean } = {}): FinishedUsage | undefined {
    this.#turn(nowMs)
    if (running) this.#finish()
    if (this.#finished.length === 0) return undefined
    const finished = this.#finished
    this.#finished = []
    return finished
  }

  /** Gives back what could not be written. */
  restore(usage: FinishedUsage): void {
    this.#finished.unshift(...usage)
  }

  clear(): void {
    this.#running.clear()
    this.#finished = []
  }

  #turn(nowMs: number): void {
    const minuteMs = nowMs - (nowMs % MINUTE_MS)
    if (minuteMs === this.#minuteMs) return
    this.#finish()
    this.#minuteMs = minuteMs
  }

  #finish(): void {
    this.#finished.push(...this.#running.values())
    this.#running = new Map()
  }
}

export function addUsagePoints(points: PointsBuilder, metrics: MetricStore, usage: FinishedUsage): void {
  for (const { group, minuteMs, events, bytes } of usage) {
    const dimensions = usageDimensions(group)
    const eventSeries = metrics.seriesId(group.tenant, USAGE_NAMESPACE, 'IncomingLogEvents', dimensions)
    points.addStatisticSet(eventSeries, minuteMs, NONE, 60, events)
    const byteSeries = metrics.seriesId(group.tenant, USAGE_NAMESPACE, 'IncomingBytes', dimensions)
    points.addStatisticSet(byteSeries, minuteMs, BYTES, 60, bytes)
  }
}

const NONE = unitCode('None') as number
const BYTES = unitCode('Bytes') as number

function empty(): Statistics {
  return { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }
}

function add(statistics: Statistics, value: number): void {
  statistics.count += 1
  statistics.sum += value
  if (value < statistics.min) statistics.min = value
  if (value > statistics.max) statistics.max = value
}
