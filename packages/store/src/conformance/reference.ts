import { type Dimension, METRIC_UNITS } from '@atalaya/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogEventRow, LogScan, RowHint } from '../log-store.ts'
import { MemoryTelemetryStore } from '../memory/memory-telemetry-store.ts'
import type { MetricBuckets, MetricRead } from '../metric-store.ts'
import { satisfiesHint } from '../row-hint.ts'
import type { TelemetryStore } from '../telemetry-store.ts'
import {
  freshId,
  freshNamespace,
  logAppend,
  metricPoints,
  RECENT_MS,
  type Shared,
  scanRows,
  TENANT,
  type TestPoint,
} from './fixture.ts'

/** Few, because a store on disk takes milliseconds for each append; the generators are dense in collisions instead. */
const RUNS = 20

const T = RECENT_MS

/** Random batches and reads give the same in the store under test as in memory. */
export function describeAgainstReference(shared: Shared): void {
  describe('random batches and reads agree with the reference', () => {
    test('logs', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(logBatch, { minLength: 1, maxLength: 6 }),
          fc.array(logScan, { maxLength: 6 }),
          async (batches, scans) => {
            const pair = new LogPair(shared.store)
            for (const batch of batches) await pair.append(batch)
            for (const scan of scans) await pair.compare(scan)
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      )
    })

    test('metrics', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(metricBatch, { minLength: 1, maxLength: 4 }),
          fc.array(metricRead, { maxLength: 6 }),
          async (batches, reads) => {
            const pair = new MetricPair(shared.store)
            for (const batch of batches) await pair.append(batch)
            for (const read of reads) await pair.compare(read)
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      )
    })
  })
}

/** Groups and streams are named by small numbers here; each run maps the groups to ids of its own. */
interface GeneratedAppend {
  readonly group: number
  readonly stream: number
  readonly retentionDays: number
  readonly events: readonly (readonly [number, string])[]
}

interface GeneratedScan extends Omit<LogScan, 'groups' | 'after'> {
  readonly groups: readonly { readonly group: number; readonly streamIds?: number[]; readonly notBeforeMs?: number }[]
  /** After this row of a scan of everything; of none when there are fewer. */
  readonly afterRow: number | undefined
}

const GROUPS = [0, 1, 2]

const timestampMs: fc.Arbitrary<number> = fc.integer({ min: 0, max: 12 }).map((step) => T + step * 7)
const fragment: fc.Arbitrary<string> = fc.constantFrom(
  'ERROR',
  'error',
  'disk',
  '%',
  '_',
  '\\',
  '"',
  "'",
  '\n',
  '\u0000',
  'é',
  '🦊',
  ' ',
)
const message: fc.Arbitrary<string> = fc.oneof(
  fc.array(fragment, { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.json({ maxDepth: 2 }),
)

const generatedAppend: fc.Arbitrary<GeneratedAppend> = fc.record({
  group: fc.constantFrom(...GROUPS),
  stream: fc.integer({ min: 1, max: 3 }),
  retentionDays: fc.constantFrom(0, 1, 7),
  events: fc.array(fc.tuple(timestampMs, message), { maxLength: 8 }),
})
const logBatch: fc.Arbitrary<readonly GeneratedAppend[]> = fc.array(generatedAppend, { maxLength: 4 })

const { hint }: { readonly hint: fc.Arbitrary<RowHint> } = fc.letrec<{ hint: RowHint }>((tie) => ({
  hint: fc.oneof(
    { maxDepth: 2 },
    fc.record({ kind: fc.constantFrom('contains' as const, 'lacks' as const), text: fragment }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('hint'), { maxLength: 3 }) }),
  ),
}))

const scanGroup: fc.Arbitrary<GeneratedScan['groups'][number]> = fc.record(
  {
    group: fc.constantFrom(...GROUPS),
    streamIds: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    notBeforeMs: timestampMs,
  },
  { requiredKeys: ['group'] },
)

const logScan: fc.Arbitrary<GeneratedScan> = fc
  .record({
    groups: fc.uniqueArray(scanGroup, { minLength: 1, maxLength: 3, selector: ({ group }) => group }),
    startMs: timestampMs,
    lengthMs: fc.integer({ min: 0, max: 100 }),
    order: fc.constantFrom('ascending' as const, 'descending' as const),
    afterRow: fc.option(fc.nat(30), { nil: undefined }),
    limit: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(1_000)),
    hint: fc.option(hint, { nil: undefined }),
  })
  .map(({ lengthMs, hint: own, ...scan }) => ({
    ...scan,
    endMs: scan.startMs + lengthMs,
    ...(own ? { hint: own } : {}),
  }))

/** The store under test and the reference, fed the same. Sequence numbers differ: rows are compared by their rank. */
class LogPair {
  readonly #store: TelemetryStore
  readonly #reference: MemoryTelemetryStore = new MemoryTelemetryStore()
  readonly #groupIds: readonly number[] = GROUPS.map(freshId)

  constructor(store: TelemetryStore) {
    this.#store = store
  }

  async append(batch: readonly GeneratedAppend[]): Promise<void> {
    const logs = batch.map(({ group, stream, events, retentionDays }) => {
      return logAppend(this.#groupIds[group]!, stream, events, { retentionDays })
    })
    const [actual, expected] = await Promise.all([this.#store.append({ logs }), this.#reference.append({ logs })])
    expect(actual.firstSequences).toHaveLength(expected.firstSequences.length)
  }

  async compare({ groups, afterRow, ...scan }: GeneratedScan): Promise<void> {
    const [actualAll, expectedAll] = await Promise.all([
      this.#everything(this.#store),
      this.#everything(this.#reference),
    ])
    expect(actualAll.map(withoutSequence)).toEqual(expectedAll.map(withoutSequence))

    const ids = groups.map(({ group, ...rest }) => ({ groupId: this.#groupIds[group]!, ...rest }))
    const results = await Promise.all(
      [[this.#store, actualAll] as const, [this.#reference, expectedAll] as const].map(async ([store, all]) => {
        const position = afterRow === undefined ? undefined : all[afterRow]
        const found = await scanRows(store.logs, { ...scan, groups: ids, ...(position ? { after: position } : {}) })
        const ranks = new Map(all.map((row, rank) => [row.sequence, rank]))
        return found
          .filter((row) => scan.hint === undefined || satisfiesHint(scan.hint, row.message))
          .map((row) => ranks.get(row.sequence))
      }),
    )
    expect(results[0]).toEqual(results[1])

    for (const groupId of this.#groupIds) {
      expect(this.#store.logs.storedBytes(groupId)).toBe(this.#reference.logs.storedBytes(groupId))
      for (const stream of [1, 2, 3]) {
        const expected = this.#reference.logs.streamStats(groupId, stream)
        expect(this.#store.logs.streamStats(groupId, stream)).toEqual(expected)
      }
    }
  }

  #everything({ logs }: TelemetryStore): Promise<LogEventRow[]> {
    return scanRows(logs, { groups: this.#groupIds.map((groupId) => ({ groupId })) })
  }
}

function withoutSequence(row: LogEventRow): Omit<LogEventRow, 'sequence'> {
  const { sequence: _, ...rest } = row
  return rest
}

interface GeneratedPoint extends Omit<TestPoint, 'series'> {
  readonly metric: number
}

interface GeneratedRead extends Omit<MetricRead, 'series'> {
  readonly metrics: readonly number[]
}

/** Metrics are named by their number here, too. */
const METRICS: readonly (readonly Dimension[])[] = [
  [],
  [{ name: 'a', value: '1' }],
  [
    { name: 'b', value: '1' },
    { name: 'a', value: '1' },
  ],
]

const metric: fc.Arbitrary<number> = fc.integer({ min: 0, max: METRICS.length - 1 })
const pointMs: fc.Arbitrary<number> = fc.integer({ min: 0, max: 400_000 }).map((ms) => T + ms)
const unit: fc.Arbitrary<number> = fc.constantFrom(0, 3, METRIC_UNITS.length - 1)
/** Quarters add up exactly in any order. */
const value: fc.Arbitrary<number> = fc.integer({ min: -40, max: 40 }).map((quarters) => quarters / 4)
const count: fc.Arbitrary<number> = fc.constantFrom(1, 1, 2, 7, 0.5)

const sample: fc.Arbitrary<GeneratedPoint> = fc.record({ metric, timestampMs: pointMs, unit, value, count })
const set: fc.Arbitrary<GeneratedPoint> = fc
  .record({
    metric,
    timestampMs: pointMs,
    unit,
    sum: value,
    min: value,
    width: fc.nat(9),
    count: fc.integer({ min: 2, max: 9 }),
  })
  .map(({ width, ...point }) => ({ ...point, max: point.min + width }))
const metricBatch: fc.Arbitrary<readonly GeneratedPoint[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: sample }, { weight: 1, arbitrary: set }),
  { maxLength: 20 },
)

const metricRead: fc.Arbitrary<GeneratedRead> = fc
  .record({
    metrics: fc.uniqueArray(metric, { maxLength: METRICS.length }),
    startSecond: fc.integer({ min: -100, max: 300 }),
    lengthMs: fc.integer({ min: 0, max: 500_000 }),
    periodMs: fc.constantFrom(1_000, 5_000, 30_000, 60_000, 300_000),
    unit: fc.option(unit, { nil: undefined }),
    distribution: fc.boolean(),
  })
  .map(({ startSecond, lengthMs, unit: own, ...read }) => {
    const startMs = T + startSecond * 1_000
    return { ...read, startMs, endMs: startMs + lengthMs, ...(own === undefined ? {} : { unit: own }) }
  })

class MetricPair {
  readonly #store: TelemetryStore
  readonly #reference: MemoryTelemetryStore = new MemoryTelemetryStore()
  readonly #namespace: string = freshNamespace()

  constructor(store: TelemetryStore) {
    this.#store = store
  }

  async append(batch: readonly GeneratedPoint[]): Promise<void> {
    for (const store of [this.#store, this.#reference]) {
      const points = batch.map(({ metric: index, ...point }) => ({ ...point, series: this.#series(store, index) }))
      await store.append({ metrics: metricPoints(points) })
    }
  }

  async compare({ metrics, ...read }: GeneratedRead): Promise<void> {
    const [actual, expected] = await Promise.all(
      [this.#store, this.#reference].map(async (store) => {
        const series = metrics.map((index) => this.#series(store, index))
        return rowsOf(await store.metrics.read({ ...read, series }), series)
      }),
    )
    expect(actual).toEqual(expected)

    const listed = [this.#store, this.#reference].map((store) => {
      const series = store.metrics.listSeries({ tenant: TENANT, namespace: this.#namespace })
      return series.map(({ name, dimensions, lastPointMs }) => ({ name, dimensions, lastPointMs }))
    })
    expect(listed[0]).toEqual(listed[1])
  }

  #series({ metrics }: TelemetryStore, index: number): number {
    return metrics.seriesId(TENANT, this.#namespace, 'm', METRICS[index]!)
  }
}

/** Buckets as plain rows; a series is its place in the list of those asked for. */
function rowsOf(buckets: MetricBuckets, asked: readonly number[]): readonly unknown[] {
  return Array.from({ length: buckets.length }, (_, index) => ({
    series: asked.indexOf(buckets.series[index]!),
    startMs: buckets.startsMs[index],
    unit: buckets.units[index],
    count: buckets.counts[index],
    // Adding zero makes -0 into 0, which a sum may be or not by the order of its parts.
    sum: buckets.sums[index]! + 0,
    min: buckets.mins[index]! + 0,
    max: buckets.maxs[index]! + 0,
    distribution: buckets.distributions?.[index],
  }))
}
