/**
 * A generation of the write-ahead log in memory: two DuckDB tables and what was learned from the rows as they came.
 */
import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  UINTEGER,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import type { DecodedAppend, DecodedBatch, DecodedPoints, SeriesDefinition } from '../wal/batch.ts'
import type { Database } from './database.ts'
import { GroupShape } from './shape.ts'
import { StreamTable } from './stream-table.ts'
import { numeric, textWriter, words } from './vectors.ts'

const LOG_TYPES = [UINTEGER, UINTEGER, UINTEGER, BIGINT, BIGINT, BIGINT, VARCHAR]
const POINT_TYPES = [UINTEGER, BIGINT, UTINYINT, UTINYINT, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE]
/** DuckDB's vector size. */
const CHUNK_ROWS = 2048
const TWO_POW_32 = 2 ** 32

export interface SeriesActivity {
  lastPointMs: number
  lastArrivalMs: number
}

/** What a generation knows of the log rows of one retention class. */
export interface RetentionClass {
  readonly days: number
  readonly streams: StreamTable
  readonly groupRows: Map<number, number>
}

export class HotGeneration {
  readonly generation: number
  readonly logTable: string
  readonly pointTable: string
  readonly shapes: Map<number, GroupShape> = new Map()
  readonly classes: Map<number, RetentionClass> = new Map()
  readonly newSeries: SeriesDefinition[] = []
  readonly activity: Map<number, SeriesActivity> = new Map()
  logRows = 0
  pointRows = 0
  minPointMs: number = Number.POSITIVE_INFINITY
  maxPointMs: number = Number.NEGATIVE_INFINITY
  lastSequence = 0

  /** For inserting: nothing else may run on it. */
  readonly #connection: DuckDBConnection
  readonly #database: Database
  #logs: DuckDBAppender | undefined
  #points: DuckDBAppender | undefined
  #readers = 0
  #dropAsked = false

  private constructor(generation: number, connection: DuckDBConnection, database: Database) {
    this.#database = database
    this.generation = generation
    this.logTable = `hot_${generation}_logs`
    this.pointTable = `hot_${generation}_points`
    this.#connection = connection
  }

  static async create(generation: number, connection: DuckDBConnection, database: Database): Promise<HotGeneration> {
    const hot = new HotGeneration(generation, connection, database)
    await connection.run(
      `CREATE OR REPLACE TABLE ${hot.logTable}(grp UINTEGER, stream UINTEGER, ret UINTEGER, ts BIGINT, ing BIGINT, seq BIGINT, message VARCHAR)`,
    )
    await connection.run(
      `CREATE OR REPLACE TABLE ${hot.pointTable}(series UINTEGER, t BIGINT, unit UTINYINT, res UTINYINT, n DOUBLE, total DOUBLE, low DOUBLE, high DOUBLE, value DOUBLE)`,
    )
    return hot
  }

  get isEmpty(): boolean {
    return this.logRows === 0 && this.pointRows === 0 && this.newSeries.length === 0
  }

  /** Makes the rows of whole batches visible, all at once. After an error it cannot be used any more. */
  async insert(batches: readonly DecodedBatch[]): Promise<void> {
    const appends: DecodedAppend[] = []
    const points: DecodedPoints[] = []
    for (const batch of batches) {
      for (const append of batch.logs) if (append.lengths.length > 0) appends.push(append)
      if (batch.points !== undefined) points.push(batch.points)
    }
    if (appends.length + points.length > 0) {
      await this.#connection.run('BEGIN')
      if (appends.length > 0) await this.#insertLogs(appends)
      if (points.length > 0) await this.#insertPoints(points)
      await this.#connection.run('COMMIT')
    }
    for (const append of appends) this.#noteAppend(append)
    for (const column of points) this.#notePoints(column)
    for (const batch of batches) this.newSeries.push(...batch.series)
  }

  /** Keeps the tables until the returned function has been called. */
  pin(): () => Promise<void> {
    this.#readers++
    let released = false
    return async () => {
      if (released) return
      released = true
      this.#readers--
      if (this.#dropAsked) await this.drop()
    }
  }

  /** Closes the tables for writing. */
  seal(): void {
    this.#logs?.closeSync()
    this.#points?.closeSync()
    this.#logs = undefined
    this.#points = undefined
  }

  /** Frees the memory, once the last reader is done. */
  async drop(): Promise<void> {
    this.#dropAsked = true
    if (this.#readers > 0) return
    this.seal()
    // Not on our connection: the next generation may be inserting on it.
    await this.#database.run(`DROP TABLE IF EXISTS ${this.logTable}`)
    await this.#database.run(`DROP TABLE IF EXISTS ${this.pointTable}`)
  }

  async #insertLogs(appends: readonly DecodedAppend[]): Promise<void> {
    this.#logs ??= await this.#connection.createAppender(this.logTable)
    let left = appends.reduce((rows, append) => rows + append.lengths.length, 0)
    let chunk = newLogChunk(Math.min(left, CHUNK_ROWS))
    let row = 0
    for (const append of appends) {
      const { groupId, streamId, retentionDays, timestampsMs, lengths, text, firstSequence } = append
      const ingestionHigh = Math.floor(append.ingestionMs / TWO_POW_32)
      let start = 0
      for (let i = 0; i < lengths.length; i++) {
        if (row === chunk.rows) {
          this.#logs.appendDataChunk(chunk.flush())
          left -= row
          row = 0
          chunk = newLogChunk(Math.min(left, CHUNK_ROWS))
        }
        chunk.groups[row] = groupId
        chunk.streams[row] = streamId
        chunk.retentions[row] = retentionDays
        const timestamp = timestampsMs[i]!
        const sequence = firstSequence + i
        // 64-bit integers as halves: a BigInt for each would cost more than the rest of the row.
        const low = row * 2
        chunk.timestamps[low] = timestamp
        chunk.timestamps[low + 1] = Math.floor(timestamp / TWO_POW_32)
        chunk.ingestions[low] = append.ingestionMs
        chunk.ingestions[low + 1] = ingestionHigh
        chunk.sequences[low] = sequence
        chunk.sequences[low + 1] = Math.floor(sequence / TWO_POW_32)
        const end = start + lengths[i]!
        chunk.setMessage(row, text.subarray(start, end))
        start = end
        row++
      }
    }
    this.#logs.appendDataChunk(chunk.flush())
    this.#logs.flushSync()
  }

  async #insertPoints(points: readonly DecodedPoints[]): Promise<void> {
    this.#points ??= await this.#connection.createAppender(this.pointTable)
    for (const column of points) {
      for (let start = 0; start < column.length; start += CHUNK_ROWS) {
        const end = Math.min(start + CHUNK_ROWS, column.length)
        this.#points.appendDataChunk(pointChunk(column, start, end))
      }
    }
    this.#points.flushSync()
  }

  #noteAppend(append: DecodedAppend): void {
    let retention = this.classes.get(append.retentionDays)
    if (retention === undefined) {
      retention = { days: append.retentionDays, streams: new StreamTable(), groupRows: new Map() }
      this.classes.set(append.retentionDays, retention)
    }
    let group = this.shapes.get(append.groupId)
    if (group === undefined) {
      group = new GroupShape()
      this.shapes.set(append.groupId, group)
    }
    const rows = append.lengths.length
    let start = 0
    for (let i = 0; i < rows; i++) {
      const end = start + append.lengths[i]!
      group.learn(append.text, start, end)
      start = end
    }
    retention.streams.add(append)
    retention.groupRows.set(append.groupId, (retention.groupRows.get(append.groupId) ?? 0) + rows)
    this.logRows += rows
    this.lastSequence = Math.max(this.lastSequence, append.firstSequence + rows - 1)
  }

  #notePoints(points: DecodedPoints): void {
    for (let i = 0; i < points.length; i++) {
      const timeMs = points.timestampsMs[i]!
      if (timeMs < this.minPointMs) this.minPointMs = timeMs
      if (timeMs > this.maxPointMs) this.maxPointMs = timeMs
      const activity = this.activity.get(points.series[i]!)
      if (activity === undefined) {
        this.activity.set(points.series[i]!, { lastPointMs: timeMs, lastArrivalMs: points.arrivalMs })
      } else {
        if (timeMs > activity.lastPointMs) activity.lastPointMs = timeMs
        if (points.arrivalMs > activity.lastArrivalMs) activity.lastArrivalMs = points.arrivalMs
      }
    }
    this.pointRows += points.length
  }
}

interface LogChunk {
  readonly rows: number
  readonly groups: Uint32Array
  readonly streams: Uint32Array
  readonly retentions: Uint32Array
  /** Low and high halves by turns. */
  readonly timestamps: Uint32Array
  readonly ingestions: Uint32Array
  readonly sequences: Uint32Array
  readonly setMessage: (row: number, utf8: Uint8Array) => void
  flush(): DuckDBDataChunk
}

function newLogChunk(rows: number): LogChunk {
  const chunk = DuckDBDataChunk.create(LOG_TYPES, rows)
  const numbers = [0, 1, 2, 3, 4, 5].map((column) => numeric(chunk.getColumnVector(column)))
  return {
    rows,
    groups: words(numbers[0]!),
    streams: words(numbers[1]!),
    retentions: words(numbers[2]!),
    timestamps: words(numbers[3]!),
    ingestions: words(numbers[4]!),
    sequences: words(numbers[5]!),
    setMessage: textWriter(chunk.getColumnVector(6)),
    flush: () => {
      for (const column of numbers) column.flush()
      return chunk
    },
  }
}

function pointChunk(points: DecodedPoints, start: number, end: number): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(POINT_TYPES, end - start)
  const numbers = POINT_TYPES.map((_, column) => numeric(chunk.getColumnVector(column)))
  const seconds = words(numbers[1]!)
  for (let i = start; i < end; i++) {
    const second = Math.floor(points.timestampsMs[i]! / 1000)
    seconds[(i - start) * 2] = second
    seconds[(i - start) * 2 + 1] = Math.floor(second / TWO_POW_32)
  }
  const columns = [points.series, undefined, points.units, points.resolutions, points.counts, points.sums, points.mins]
  for (const [index, column] of [...columns, points.maxs, points.values].entries()) {
    if (column !== undefined) (numbers[index]!.items as Float64Array).set(column.subarray(start, end))
  }
  for (const column of numbers) column.flush()
  return chunk
}
