/**
 * The payload of one write-ahead-log frame: a telemetry batch as columns.
 *
 * ```
 * u8 version, 3 bytes zero, u32 log appends, u32 points, u32 bytes of series JSON, f64 arrival
 * each append: u32 group, u32 stream, u32 retention days, u32 events, f64 ingestion, f64 first sequence, u32 text bytes,
 *              f64 timestamp[events], u32 UTF-8 length[events], text
 * points:      u32 series[], f64 timestamp[], f64 count[], sum[], min[], max[], value[], u8 unit[], u8 resolution[]
 * series:      JSON, one [id, account, region, namespace, name, [dimension, value, ...]] for each new series
 * ```
 */
import type { LogAppend, MetricPoints, TelemetryBatch } from '@atalaya/store'
import { FRAME_HEADER_BYTES, MAX_PAYLOAD_BYTES } from './record.ts'

const VERSION = 1
const HEAD_BYTES = 24
const APPEND_HEAD_BYTES = 36
const EVENT_BYTES = 12
const POINT_BYTES = 54

/** A series as it is written down when it is first seen. */
export interface SeriesDefinition {
  readonly id: number
  readonly accountId: string
  readonly region: string
  readonly namespace: string
  readonly name: string
  /** Names and values by turns, sorted by name. */
  readonly dimensions: readonly string[]
}

/** One append as read back: numbers as typed arrays, texts as slices of one buffer. */
export interface DecodedAppend {
  readonly groupId: number
  readonly streamId: number
  readonly retentionDays: number
  readonly ingestionMs: number
  readonly firstSequence: number
  readonly timestampsMs: Float64Array
  /** UTF-8 bytes of each message. */
  readonly lengths: Uint32Array
  /** All messages, one after the other. A view of the payload. */
  readonly text: Buffer
}

export interface DecodedPoints {
  readonly length: number
  readonly arrivalMs: number
  readonly series: Uint32Array
  readonly timestampsMs: Float64Array
  readonly counts: Float64Array
  readonly sums: Float64Array
  readonly mins: Float64Array
  readonly maxs: Float64Array
  readonly values: Float64Array
  readonly units: Uint8Array
  readonly resolutions: Uint8Array
}

export interface DecodedBatch {
  readonly logs: readonly DecodedAppend[]
  readonly points: DecodedPoints | undefined
  readonly series: readonly SeriesDefinition[]
}

export interface EncodedBatch {
  /** Its header is still to be filled in. */
  readonly frame: Buffer
  /** UTF-8 bytes of the messages of each append. */
  readonly textBytes: readonly number[]
}

/**
 * A frame with room for its header and the batch as payload. `firstSequences` has one entry for each of `batch.logs`.
 *
 * Lone surrogates become U+FFFD, as UTF-8 cannot carry them.
 *
 * @throws {RangeError} when the batch does not fit into one frame
 */
export function encodeBatch(
  batch: TelemetryBatch,
  firstSequences: readonly number[],
  series: readonly SeriesDefinition[],
  arrivalMs: number,
): EncodedBatch {
  const logs = batch.logs ?? []
  const points = batch.metrics?.series.length ?? 0
  const definitions = series.length === 0 ? '' : JSON.stringify(series.map(definitionTuple))
  const definitionBytes = Buffer.byteLength(definitions)
  const fixedAfterText = points * POINT_BYTES + definitionBytes
  const out = new Writer(FRAME_HEADER_BYTES + HEAD_BYTES + logs.reduce(sizeOfAppend, 0) + fixedAfterText)
  out.u32(VERSION)
  out.u32(logs.length)
  out.u32(points)
  out.u32(definitionBytes)
  out.f64(arrivalMs)
  const textBytes = logs.map((append, i) => writeAppend(out, append, firstSequences[i]!))
  if (batch.metrics !== undefined) writePoints(out, batch.metrics)
  if (definitionBytes > 0) out.text(definitions)
  return { frame: out.finish(), textBytes }
}

/** @throws {RangeError} when the payload is not one that {@link encodeBatch} makes */
export function decodeBatch(payload: Buffer): DecodedBatch {
  const version = payload.readUInt32LE(0)
  if (version !== VERSION) throw new RangeError(`write-ahead log batch of version ${version}, expected ${VERSION}`)
  const appends = payload.readUInt32LE(4)
  const pointCount = payload.readUInt32LE(8)
  const definitionBytes = payload.readUInt32LE(12)
  const arrivalMs = payload.readDoubleLE(16)
  const input = new Reader(payload, HEAD_BYTES)
  const logs: DecodedAppend[] = []
  for (let i = 0; i < appends; i++) logs.push(readAppend(input))
  const points = pointCount === 0 ? undefined : readPoints(input, pointCount, arrivalMs)
  const series = definitionBytes === 0 ? [] : readDefinitions(input.bytes(definitionBytes))
  return { logs, points, series }
}

function sizeOfAppend(total: number, append: LogAppend): number {
  let chars = 0
  for (const message of append.messages) chars += message.length
  return total + APPEND_HEAD_BYTES + append.messages.length * EVENT_BYTES + chars
}

function writeAppend(out: Writer, append: LogAppend, firstSequence: number): number {
  const count = append.messages.length
  out.u32(append.groupId)
  out.u32(append.streamId)
  out.u32(append.retentionDays)
  out.u32(count)
  out.f64(append.ingestionTimeMs)
  out.f64(firstSequence)
  const textBytesAt = out.skip(4)
  out.f64s(append.timestampsMs)
  const lengths = new Uint32Array(count)
  const lengthsAt = out.skip(count * 4)
  const textStart = out.at
  for (let i = 0; i < count; i++) lengths[i] = out.text(append.messages[i]!)
  const textBytes = out.at - textStart
  out.patch(textBytesAt, Uint32Array.of(textBytes))
  out.patch(lengthsAt, lengths)
  return textBytes
}

function readAppend(input: Reader): DecodedAppend {
  const groupId = input.u32()
  const streamId = input.u32()
  const retentionDays = input.u32()
  const count = input.u32()
  const ingestionMs = input.f64()
  const firstSequence = input.f64()
  const textBytes = input.u32()
  const timestampsMs = input.f64s(count)
  const lengths = input.u32s(count)
  const text = input.bytes(textBytes)
  return { groupId, streamId, retentionDays, ingestionMs, firstSequence, timestampsMs, lengths, text }
}

function writePoints(out: Writer, points: MetricPoints): void {
  out.patch(out.skip(points.series.length * 4), Uint32Array.from(points.series))
  for (const column of [points.timestampsMs, points.counts, points.sums, points.mins, points.maxs, points.values]) {
    out.f64s(column)
  }
  out.patch(out.skip(points.series.length), Uint8Array.from(points.units))
  out.patch(out.skip(points.series.length), Uint8Array.from(points.resolutions))
}

function readPoints(input: Reader, length: number, arrivalMs: number): DecodedPoints {
  const series = input.u32s(length)
  const timestampsMs = input.f64s(length)
  const counts = input.f64s(length)
  const sums = input.f64s(length)
  const mins = input.f64s(length)
  const maxs = input.f64s(length)
  const values = input.f64s(length)
  const units = new Uint8Array(input.bytes(length))
  const resolutions = new Uint8Array(input.bytes(length))
  return { length, arrivalMs, series, timestampsMs, counts, sums, mins, maxs, values, units, resolutions }
}

function definitionTuple(series: SeriesDefinition): readonly unknown[] {
  return [series.id, series.accountId, series.region, series.namespace, series.name, series.dimensions]
}

function readDefinitions(json: Buffer): readonly SeriesDefinition[] {
  const tuples = JSON.parse(json.toString('utf8')) as [number, string, string, string, string, string[]][]
  return tuples.map(([id, accountId, region, namespace, name, dimensions]) => ({
    id,
    accountId,
    region,
    namespace,
    name,
    dimensions,
  }))
}

/** Appends to a buffer that grows when texts turn out longer than one byte a character. */
class Writer {
  at: number = FRAME_HEADER_BYTES
  #buffer: Buffer

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafe(bytes)
  }

  u32(value: number): void {
    this.at = this.#reserve(4).writeUInt32LE(value, this.at)
  }

  f64(value: number): void {
    this.at = this.#reserve(8).writeDoubleLE(value, this.at)
  }

  f64s(values: readonly number[]): void {
    this.patch(this.skip(values.length * 8), Float64Array.from(values))
  }

  /** UTF-8 bytes written. */
  text(value: string): number {
    // A UTF-16 code unit takes at most three bytes; short of that the exact size decides whether to grow.
    const room = this.#buffer.length - this.at
    if (value.length * 3 > room) this.#reserve(Buffer.byteLength(value))
    const written = this.#buffer.write(value, this.at, 'utf8')
    this.at += written
    return written
  }

  /** Leaves room for `bytes` and says where. */
  skip(bytes: number): number {
    this.#reserve(bytes)
    const at = this.at
    this.at += bytes
    return at
  }

  patch(at: number, values: Uint8Array | Uint32Array | Float64Array): void {
    this.#buffer.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.at)
  }

  #reserve(bytes: number): Buffer {
    const needed = this.at + bytes
    if (needed > this.#buffer.length) {
      if (needed > MAX_PAYLOAD_BYTES) throw new RangeError(`a batch of more than ${MAX_PAYLOAD_BYTES} bytes`)
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.ceil(this.#buffer.length * 1.5)))
      this.#buffer.copy(larger, 0, 0, this.at)
      this.#buffer = larger
    }
    return this.#buffer
  }
}

class Reader {
  readonly #buffer: Buffer
  #at: number

  constructor(buffer: Buffer, at: number) {
    this.#buffer = buffer
    this.#at = at
  }

  u32(): number {
    const value = this.#buffer.readUInt32LE(this.#at)
    this.#at += 4
    return value
  }

  f64(): number {
    const value = this.#buffer.readDoubleLE(this.#at)
    this.#at += 8
    return value
  }

  bytes(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#buffer.length)
      throw new RangeError(`write-ahead log batch is cut off at byte ${this.#buffer.length}`)
    const slice = this.#buffer.subarray(this.#at, end)
    this.#at = end
    return slice
  }

  // Copies, because a view would need the bytes to be aligned.
  u32s(length: number): Uint32Array {
    const copy = new Uint32Array(length)
    new Uint8Array(copy.buffer).set(this.bytes(length * 4))
    return copy
  }

  f64s(length: number): Float64Array {
    const copy = new Float64Array(length)
    new Uint8Array(copy.buffer).set(this.bytes(length * 8))
    return copy
  }
}
