import type { Random } from '@atalaya/testkit'
import { logs, monitoring, Refused } from './call.ts'
import {
  eventText,
  type Fate,
  type LogBatch,
  type LogLedger,
  type MetricLedger,
  NAMESPACE,
  SERIES,
  SLOTS,
} from './ledger.ts'

const DAY_MS = 86_400_000

export interface Writing {
  readonly url: string
  readonly random: Random
  /** Start of the first slot, milliseconds since the epoch. */
  readonly slotsStartMs: number
  /** True once writers shall stop. */
  readonly stopped: () => boolean
}

/** Puts batch after batch until told to stop or the server is gone, and notes what became of each. */
export async function writeEvents(writing: Writing, ledger: LogLedger): Promise<void> {
  const { url, random, slotsStartMs, stopped } = writing
  let slot = 0
  for (let id = ledger.batches.length; !stopped(); id += 1) {
    const count = random.below(10) === 0 ? 1 + random.below(2_000) : 1 + random.below(100)
    const emf =
      ledger.retentionMs === undefined && slot < SLOTS && random.below(3) === 0
        ? 1 + random.below(Math.min(count, 5))
        : 0
    const now = Date.now()
    // Events of an expiring stream are as old as they may be: they will expire within seconds.
    const startMs = ledger.retentionMs === undefined ? now - count : now - DAY_MS + 1_500 + random.below(6_000)
    const batch: LogBatch = { id, count, emf, startMs, slot, fate: 'unknown' }
    if (emf > 0) slot += 1
    ledger.batches.push(batch)
    const logEvents = Array.from({ length: count }, (_, index) => ({
      timestamp: startMs + index,
      message: eventText(batch, index, ledger, slotsStartMs),
    }))
    const input = { logGroupName: ledger.group, logStreamName: ledger.stream, logEvents }
    batch.fate = await fateOf(logs(url, 'PutLogEvents', input))
    if (batch.fate === 'unknown') await pause(20)
  }
}

export async function writePoints(writing: Writing, ledger: MetricLedger): Promise<void> {
  const { url, random, slotsStartMs, stopped } = writing
  for (let slot = ledger.batches.length; slot < SLOTS && !stopped(); slot += 1) {
    const batch: { count: number; slot: number; fate: Fate } = {
      count: SERIES + random.below(200),
      slot,
      fate: 'unknown',
    }
    ledger.batches.push(batch)
    const MetricData = Array.from({ length: batch.count }, (_, index) => ({
      MetricName: ledger.metric,
      Dimensions: [{ Name: 'Series', Value: String(index % SERIES) }],
      Timestamp: slotsStartMs / 1_000 + slot,
      StorageResolution: 1,
      Value: 1 + (index % 7),
    }))
    batch.fate = await fateOf(monitoring(url, 'PutMetricData', { Namespace: NAMESPACE, MetricData }))
    if (batch.fate === 'unknown') await pause(20)
  }
}

/** What is known about a call's effect. */
export async function fateOf(call: Promise<unknown>): Promise<Fate> {
  try {
    await call
    return 'acknowledged'
  } catch (error) {
    // A time-out of the gateway kind would be neither; the server has none.
    if (error instanceof Refused) return 'refused'
    return 'unknown'
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
