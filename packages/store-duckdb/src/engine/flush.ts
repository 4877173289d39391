/** Turns a sealed generation into the files of a part. */
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { removeFile, syncFile, syncFolder } from '../files.ts'
import type { Layout } from '../layout.ts'
import {
  flushName,
  type GroupFields,
  type LogFile,
  type Manifest,
  type MetricFile,
  type SeriesFile,
  type StreamColumns,
  writeManifest,
} from '../manifest.ts'
import type { Database } from './database.ts'
import {
  clusterGroups,
  type Extraction,
  extraction,
  type FieldSet,
  type GroupInput,
  groupInput,
  withContainers,
} from './fields.ts'
import type { Graves } from './graves.ts'
import type { HotGeneration, RetentionClass } from './hot.ts'
import { list, lit } from './sql.ts'

export interface FlushDeps {
  readonly database: Database
  readonly layout: Layout
  readonly graves: Graves
  readonly warn: (message: string) => void
}

/** How a Parquet file is written. */
export interface Writing {
  readonly rowGroup: number
  /** Of zstd. 1 keeps up with ingestion; 6 takes twice the time for 6 % less: for what is written when nothing waits. */
  readonly level: 1 | 6
}

/** Row groups small enough to find one stream's rows without reading its neighbours, large enough to compress. */
export const FLUSH_LOGS: Writing = { rowGroup: 20_480, level: 1 }
export const MERGE_LOGS: Writing = { rowGroup: 20_480, level: 6 }
export const FLUSH_METRICS: Writing = { rowGroup: 40_960, level: 1 }
export const MERGE_METRICS: Writing = { rowGroup: 40_960, level: 6 }

/** Numbers whose text DuckDB's JSON reader changes: trailing zeros, exponents, more digits than a double holds. */
const ODD_NUMBER = String.raw`[:,\[]\s*(?:-0\s*[,}\]]|-?(?:[0-9]+\.[0-9]*0\b|[0-9.]+[eE]|0\.000|[0-9.]{16}))`
const STRING_OR_NUMBER = String.raw`("(?:[^"\\]|\\.)*")|(-?[0-9][-+.0-9eE]*)`

/**
 * Writes and commits the part of a generation.
 *
 * @param typed false under overload: the fields stay in the message and a later merge takes them out
 */
export async function flushGeneration(deps: FlushDeps, hot: HotGeneration, typed: boolean): Promise<Manifest> {
  const name = flushName(hot.generation)
  const logs: LogFile[] = []
  for (const retention of hot.classes.values()) logs.push(...(await flushClass(deps, hot, retention, name, typed)))
  const metrics = hot.pointRows === 0 ? [] : [await flushPoints(deps, hot, name)]
  const series = await flushSeries(deps, hot, name)
  const manifest: Manifest = {
    version: 1,
    name,
    generations: [[hot.generation, hot.generation]],
    replaces: [],
    lastSequence: hot.lastSequence,
    logs,
    metrics,
    series,
  }
  await writeManifest(deps.layout, manifest)
  return manifest
}

async function flushClass(
  deps: FlushDeps,
  hot: HotGeneration,
  retention: RetentionClass,
  name: string,
  typed: boolean,
): Promise<readonly LogFile[]> {
  const groups: GroupInput[] = []
  for (const [id, rows] of retention.groupRows) {
    if (!deps.graves.hasGroup(id)) groups.push(groupInput(id, rows, hot.shapes.get(id)))
  }
  const files: LogFile[] = []
  for (const [index, set] of clusterGroups(groups).entries()) {
    const source = `${hot.logTable} WHERE ret = ${retention.days} AND grp IN (${list(set.groups)})${deps.graves.notIn(set.groups)}`
    const streams = retention.streams.columns(
      (group, stream) => set.groups.has(group) && !deps.graves.hasStream(group, stream),
    )
    if (streams.groups.length === 0) continue
    files.push(
      await writeLogFile(deps, {
        set,
        source,
        typed,
        name: `${name}-l${index}`,
        retentionDays: retention.days,
        streams,
      }),
    )
  }
  return files
}

export interface LogFileJob {
  readonly set: FieldSet
  /** What follows FROM: rows with grp, stream, ts, ing, seq and message. */
  readonly source: string
  readonly typed: boolean
  /** What the file's name begins with. */
  readonly name: string
  readonly retentionDays: number
  readonly streams: StreamColumns
}

/** Writes one file of log rows, durable when it resolves. Fields that cannot be taken out stay in the message. */
export async function writeLogFile(deps: FlushDeps, job: LogFileJob): Promise<LogFile> {
  const sorted = `(SELECT grp, stream, ts, ing, seq, message FROM ${job.source} ORDER BY grp, stream, ts, seq)`
  if (!job.typed) return untyped(await logFileOf(deps, job, (file) => copy(deps, file, sorted, FLUSH_LOGS)), job.set)
  const fields = extraction(withContainers(job.set.leaves, job.set.containers))
  try {
    const select = typedSelect(sorted, job.set, fields)
    return await logFileOf(deps, { ...job, dropped: fields.dropped }, (file) => copy(deps, file, select, FLUSH_LOGS))
  } catch (error) {
    if (deps.database.isClosed) throw error
    // Messages are promised, fields are a convenience: whatever a message did to the extraction, its text is kept.
    deps.warn(`fields of ${job.name} could not be taken out, only the text is kept: ${String(error)}`)
    return writeLogFile(deps, { ...job, typed: false })
  }
}

export interface LogFileContent {
  readonly set: FieldSet
  readonly name: string
  readonly retentionDays: number
  readonly streams: StreamColumns
  readonly dropped?: ReadonlySet<string>
}

/** What the manifest says of a file that `write` writes under the name it is given. */
export async function logFileOf(
  deps: FlushDeps,
  { set, name, retentionDays, streams, dropped }: LogFileContent,
  write: (file: string) => Promise<void>,
): Promise<LogFile> {
  const minMs = least(streams.firstMs)
  const maxMs = greatest(streams.lastMs)
  const file = `${name}-${minMs}-${maxMs}-r${retentionDays}.parquet`
  await write(file)
  const { size } = await stat(join(deps.layout.parts, file))
  const rows = streams.counts.reduce((sum, count) => sum + count, 0)
  const groups = typedGroups(set, dropped)
  return { file, bytes: size, rows, retentionDays, minMs, maxMs, typed: true, groups, streams }
}

function untyped(file: LogFile, set: FieldSet): LogFile {
  return { ...file, typed: false, groups: untypedGroups(set), oddNumbers: set.oddJson }
}

function typedGroups(set: FieldSet, dropped: ReadonlySet<string> | undefined): readonly GroupFields[] {
  return [...set.fields.values()].map((group) => {
    const kept = group.fields.filter((field) => dropped?.has(field) !== true)
    const numbers = group.numbers?.filter((field) => dropped?.has(field) !== true)
    return { ...group, fields: kept, numbers, overflow: group.overflow || kept.length < group.fields.length }
  })
}

function untypedGroups(set: FieldSet): readonly GroupFields[] {
  return [...set.fields.values()].map((group) => {
    const leaves = group.fields.flatMap((field) => set.leaves.get(field) ?? [])
    const paths = leaves.map((leaf) => leaf.path)
    return { ...group, fields: leaves.map((leaf) => leaf.name), containers: [...set.containers], paths }
  })
}

/** Whether a message begins like an object. Few texts begin with something below `!` that is no blank. */
const IS_OBJECT =
  `CASE WHEN starts_with(message, '{') THEN true WHEN message < '!' ` +
  `THEN starts_with(ltrim(message, ' ' || chr(9) || chr(10) || chr(13)), '{') ELSE false END`

/** Rows with a column for each field. Sorting comes first: it then moves only the message. */
export function typedSelect(
  sorted: string,
  { oddJson, brokenJson }: Pick<FieldSet, 'oddJson' | 'brokenJson'>,
  fields: Extraction,
): string {
  if (fields.columns.length === 0) return sorted
  if (!oddJson && !brokenJson && fields.byStruct && fields.structure !== undefined) {
    // One look at each message, which also tells whether it is JSON; what is none costs more than two.
    const struct = `TRY(from_json(CASE WHEN ${IS_OBJECT} THEN message END, ${lit(fields.structure)}))`
    const parsed = `(SELECT *, message AS json, ${struct} AS j FROM ${sorted})`
    return `(SELECT grp, stream, ts, ing, seq, message, ${fields.columns.join(', ')} FROM ${parsed})`
  }
  const struct = fields.structure === undefined ? '' : `, from_json(json, ${lit(fields.structure)}) AS j`
  const parsed = `(SELECT *${struct} FROM (SELECT *, ${jsonSql(oddJson)} AS json FROM ${sorted}))`
  return `(SELECT grp, stream, ts, ing, seq, message, ${fields.columns.join(', ')} FROM ${parsed})`
}

/**
 * SQL for the message if it is a JSON object, else NULL. With `oddJson`, at some cost, numbers keep their text and what only the
 * database takes for JSON is none.
 */
export function jsonSql(oddJson: boolean): string {
  const isStrict = oddJson ? ` AND ${strict}` : ''
  return `CASE WHEN ${IS_OBJECT} AND json_valid(message)${isStrict} THEN ${oddJson ? exactNumbers('message') : 'message'} END`
}

/** The database reads `NaN`, `Infinity` and commas before closing brackets. Looked for outside of strings. */
const strict: string = (() => {
  const lenient = lit(String.raw`(?i)[:,\[]\s*-?(?:nan|inf)|,\s*[}\]]`)
  const bare = String.raw`regexp_replace(message, '"(?:[^"\\]|\\.)*"', '""', 'g')`
  return `CASE WHEN regexp_matches(message, ${lenient}) THEN NOT regexp_matches(${bare}, ${lenient}) ELSE true END`
})()

/**
 * The message with its numbers as strings, so that their text survives the reader. One pattern finds strings and numbers, so that no
 * number is found inside a string. Behind each come two marks, with the number between them if it is one: marks with nothing between
 * them go, the others become quotes.
 */
export function exactNumbers(text: string): string {
  const marked = `regexp_replace(${text}, ${lit(STRING_OR_NUMBER)}, '\\1' || chr(1) || '\\2' || chr(1), 'g')`
  const quoted = `replace(replace(${marked}, chr(1) || chr(1), ''), chr(1), '"')`
  return `CASE WHEN regexp_matches(${text}, ${lit(ODD_NUMBER)}) AND json_valid(${quoted}) THEN ${quoted} ELSE ${text} END`
}

async function flushPoints(deps: FlushDeps, hot: HotGeneration, name: string): Promise<MetricFile> {
  const ids = [...hot.activity.keys()]
  const minMs = Math.floor(hot.minPointMs / 1000) * 1000
  const maxMs = Math.floor(hot.maxPointMs / 1000) * 1000
  const file = `${name}-m0-${minMs}-${maxMs}.parquet`
  const columns = 'series, t, unit, res, n, total, low, high, value'
  await copy(deps, file, `(SELECT ${columns} FROM ${hot.pointTable} ORDER BY series, t)`, FLUSH_METRICS)
  const { size } = await stat(join(deps.layout.parts, file))
  return {
    file,
    bytes: size,
    rows: hot.pointRows,
    level: 0,
    minMs,
    maxMs,
    minSeries: least(ids),
    maxSeries: greatest(ids),
  }
}

async function flushSeries(deps: FlushDeps, hot: HotGeneration, name: string): Promise<SeriesFile | undefined> {
  if (hot.activity.size === 0 && hot.newSeries.length === 0) return undefined
  const rows = new Map<number, unknown[]>()
  for (const [id, { lastPointMs, lastArrivalMs }] of hot.activity) {
    rows.set(id, [id, null, null, null, null, null, lastPointMs, lastArrivalMs])
  }
  for (const one of hot.newSeries) {
    const active = hot.activity.get(one.id)
    const texts = [one.accountId, one.region, one.namespace, one.name, JSON.stringify(one.dimensions)]
    rows.set(one.id, [one.id, ...texts, active?.lastPointMs ?? 0, active?.lastArrivalMs ?? 0])
  }
  const file = `${name}-s.parquet`
  await deps.database.with(async (connection) => {
    const table = `series_${hot.generation}`
    await connection.run(
      `CREATE OR REPLACE TABLE ${table}(id UINTEGER, account VARCHAR, region VARCHAR, namespace VARCHAR, name VARCHAR, dimensions VARCHAR, last_point BIGINT, last_arrival BIGINT)`,
    )
    const insert = await connection.prepare(
      `INSERT INTO ${table} SELECT r->>0, r->>1, r->>2, r->>3, r->>4, r->>5, r->>6, r->>7 FROM (SELECT unnest(from_json($1::VARCHAR, '["JSON"]')) AS r)`,
    )
    const all = [...rows.values()]
    for (let at = 0; at < all.length; at += 10_000) {
      insert.bind([JSON.stringify(all.slice(at, at + 10_000))])
      await insert.run()
    }
    insert.destroySync()
    await copy(deps, file, `(FROM ${table} ORDER BY id)`, FLUSH_METRICS)
    await connection.run(`DROP TABLE ${table}`)
  })
  const { size } = await stat(join(deps.layout.parts, file))
  return { file, bytes: size }
}

/** Writes a Parquet file; durable under its name when it resolves, except for the folder entry of the manifest to come. */
export async function copy(deps: FlushDeps, file: string, select: string, how: Writing): Promise<void> {
  const path = join(deps.layout.parts, file)
  const temporary = `${path}.tmp`
  try {
    await deps.database.run(
      `COPY ${select} TO ${lit(temporary)} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd,
      COMPRESSION_LEVEL ${how.level}, ROW_GROUP_SIZE ${how.rowGroup})`,
    )
    // DuckDB does not wait for the disk.
    await syncFile(temporary)
    await rename(temporary, path)
  } catch (error) {
    // On a full disk every byte counts.
    await removeFile(temporary).catch(() => {})
    throw error
  }
  await syncFolder(deps.layout.parts)
}

export function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
}

export function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
}
