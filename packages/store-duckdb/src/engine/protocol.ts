/** What the main process and the engine process say to each other. Everything here survives a structured clone. */
import type { ColumnStatistic, LogQuery, LogQueryBatch, LogQueryStatistics, LogScan } from '@atalaya/store'
import type { Manifest } from '../manifest.ts'

export interface EngineSettings {
  readonly directory: string
  readonly memoryLimitMb: number
  readonly threads: number
  /** Whether parts are rewritten when it is due, or only when asked. */
  readonly compaction: 'auto' | 'manual'
}

/** Groups and streams that were deleted. Their ids are never used again. */
export interface Tombstones {
  readonly groups: readonly number[]
  readonly streams: readonly (readonly [group: number, stream: number])[]
}

/** Everything acknowledged before this place of the write-ahead log. */
export interface WalPosition {
  readonly generation: number
  readonly offset: number
}

export interface WalOpened {
  readonly generation: number
  readonly salt: number
  readonly path: string
}

export type ToEngine =
  | {
      readonly kind: 'open'
      readonly settings: EngineSettings
      readonly tombstones: Tombstones
      /** The generation being written and its durable bytes; all others in the folder are sealed. */
      readonly current: WalOpened
      readonly durable: number
      /** Generations that this server has sealed, with their bytes: unlike older ones they are read to the end. */
      readonly sealed: readonly (readonly [generation: number, bytes: number])[]
    }
  | { readonly kind: 'opened'; readonly file: WalOpened }
  | { readonly kind: 'durable'; readonly generation: number; readonly offset: number }
  | { readonly kind: 'sealed'; readonly generation: number; readonly bytes: number }
  | { readonly kind: 'tombstones'; readonly tombstones: Tombstones }
  | { readonly kind: 'call'; readonly id: number; readonly call: EngineCall }
  | { readonly kind: 'cancel'; readonly id: number }

export type EngineCall =
  | {
      readonly method: 'scan'
      readonly scan: LogScan
      readonly maxSequence: number
      readonly upTo: WalPosition
      readonly pageRows: number
    }
  | {
      readonly method: 'query'
      readonly query: LogQuery
      readonly maxSequence: number
      readonly maxBytes: number
      readonly upTo: WalPosition
    }
  | { readonly method: 'expire'; readonly nowMs: number; readonly retentions: RetentionByGroup }
  | { readonly method: 'readMetrics'; readonly read: MetricQuery; readonly upTo: WalPosition }
  | { readonly method: 'readColumns'; readonly read: ColumnsQuery; readonly upTo: WalPosition }
  | { readonly method: 'compact'; readonly nowMs: number }
  | { readonly method: 'reset'; readonly current: WalOpened }
  | { readonly method: 'flushed'; readonly generation: number }
  | { readonly method: 'close' }

export interface MetricQuery {
  readonly series: readonly number[]
  readonly startMs: number
  readonly endMs: number
  readonly periodMs: number
  readonly unit: number | undefined
  readonly distribution: boolean
}

export interface ColumnsQuery extends Omit<MetricQuery, 'distribution'> {
  readonly statistics: readonly ColumnStatistic[]
  readonly groups: readonly number[] | undefined
}

/** Current retention of groups, which may differ from that of the files their events are in. */
export type RetentionByGroup = readonly (readonly [group: number, days: number])[]

/** The last batch has statistics. */
export interface QueryBatch extends LogQueryBatch {
  readonly statistics: LogQueryStatistics | undefined
}

export interface ScanPage {
  readonly groups: Uint32Array
  readonly streams: Uint32Array
  readonly timestampsMs: Float64Array
  readonly ingestionsMs: Float64Array
  readonly sequences: Float64Array
  /** All messages, one after the other, and the UTF-8 bytes of each. */
  readonly text: Uint8Array
  readonly lengths: Uint32Array
  /** Whether there may be more. */
  readonly more: boolean
}

/** Buckets and, for distributions, their samples: bucket `i` has those from `sampleEnds[i - 1]` to `sampleEnds[i]`. */
export interface MetricPage {
  readonly series: Uint32Array
  readonly startsMs: Float64Array
  readonly units: Uint8Array
  readonly counts: Float64Array
  readonly sums: Float64Array
  readonly mins: Float64Array
  readonly maxs: Float64Array
  readonly samples: MetricSamples | undefined
}

export interface MetricSamples {
  readonly ends: Uint32Array
  readonly values: Float64Array
  readonly weights: Float64Array
  readonly incomplete: Uint8Array
}

/** The series dictionary as loaded from the parts. Columns of equal length. */
export interface SeriesRows {
  readonly ids: readonly number[]
  readonly accounts: readonly string[]
  readonly regions: readonly string[]
  readonly namespaces: readonly string[]
  readonly names: readonly string[]
  /** JSON arrays of names and values by turns. */
  readonly dimensions: readonly string[]
  readonly lastPointsMs: readonly number[]
  readonly lastArrivalsMs: readonly number[]
}

export type FromEngine =
  | { readonly kind: 'ready'; readonly manifests: readonly Manifest[]; readonly series: SeriesRows }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'reply'; readonly id: number; readonly result?: unknown; readonly error?: EngineError }
  /** Some of the rows of a query; the reply comes after the last ones. */
  | { readonly kind: 'batch'; readonly id: number; readonly batch: QueryBatch }
  | { readonly kind: 'consumed'; readonly generation: number; readonly offset: number; readonly waitingParts: number }
  /** A part was committed or files of parts are gone: `removed` are replaced by `added`. */
  | {
      readonly kind: 'parts'
      readonly flushedGeneration: number | undefined
      readonly added: readonly Manifest[]
      readonly removed: readonly string[]
    }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string }

export type LogLevel = 'info' | 'warn' | 'error'

export interface EngineError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
}
