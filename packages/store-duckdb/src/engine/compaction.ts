/**
 * Rewrites parts: merges small ones, takes out deleted rows, rolls up metrics, takes fields out of what overload left as
 * text. Every rewrite makes one part of some; the manifest of the new part is the moment of change (see manifest.ts), so it
 * may be cut off anywhere and is simply done again.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS } from '@atalaya/model'
import {
  filesOf,
  joinRanges,
  type LogFile,
  lastGeneration,
  type Manifest,
  type MetricFile,
  mergeName,
  type RollUpLevel,
  type SeriesFile,
  writeManifest,
} from '../manifest.ts'
import { clusterGroups, type FieldSet, fieldColumn, type GroupInput } from './fields.ts'
import { copy, type FlushDeps, greatest, least, logFileOf, MERGE_LOGS, MERGE_METRICS, writeLogFile } from './flush.ts'
import type { Graves } from './graves.ts'
import { rollUpSelect } from './roll-up.ts'
import { mergedSeries } from './series-files.ts'
import { ident, list, texts } from './sql.ts'
import { StreamTable } from './stream-table.ts'

/** A merge has no more rows: its sort must fit into memory. A point counts as a quarter. */
const MAX_MERGE_ROWS = 1_000_000
const MAX_MERGE_BYTES = 512 << 20
/** Nor does it reach over more time, as files expire as a whole. */
const MAX_MERGE_SPAN_MS = DAY_MS
/** So many neighbours of about one size are merged: a row is rewritten once for each step in size. */
const MIN_MERGE_PARTS = 4
/** Parts are of one size when none has so many times the rows of another. */
const SIZE_RATIO = 4
const SMALLEST_ROWS = 2_000

/** From which age on metrics are kept at which resolution, coarsest first. @see the comment of `MetricStore.read` */
const LEVELS: readonly { readonly level: RollUpLevel; readonly olderThanMs: number }[] = [
  { level: 3600, olderThanMs: 63 * DAY_MS },
  { level: 300, olderThanMs: 15 * DAY_MS },
  { level: 60, olderThanMs: 3 * HOUR_MS },
]
export const METRIC_RETENTION_MS: number = 455 * DAY_MS

/** The level at which metrics should be kept by now. */
export function dueLevel(maxMs: number, nowMs: number): RollUpLevel {
  return LEVELS.find(({ olderThanMs }) => maxMs < nowMs - olderThanMs)?.level ?? 0
}

/** Parts to rewrite next, oldest first; undefined when all is well. `parts` are all live ones, oldest first. */
export function planRewrite(
  parts: readonly Manifest[],
  graves: Graves,
  nowMs: number,
): readonly Manifest[] | undefined {
  const urgent = parts.find(
    (part) =>
      part.logs.some((file) => holdsDead(file, graves) || !file.typed) ||
      part.metrics.some((file) => file.level < dueLevel(file.maxMs, nowMs)),
  )
  return urgent === undefined ? smallNeighbours(parts) : [urgent]
}

export function holdsDead({ streams }: LogFile, graves: Graves): boolean {
  if (graves.isEmpty) return false
  return streams.groups.some((group, i) => graves.hasStream(group, streams.streams[i]!))
}

function smallNeighbours(parts: readonly Manifest[]): readonly Manifest[] | undefined {
  for (let first = 0; first + MIN_MERGE_PARTS <= parts.length; first++) {
    const run: Manifest[] = []
    for (const part of parts.slice(first)) {
      if (!isMergeable([...run, part])) break
      run.push(part)
    }
    if (run.length >= MIN_MERGE_PARTS) return run
  }
  return undefined
}

function isMergeable(parts: readonly Manifest[]): boolean {
  const rows = parts.map((part) => Math.max(rowsOf(part), SMALLEST_ROWS))
  if (greatest(rows) > SIZE_RATIO * least(rows)) return false
  if (rows.reduce((a, b) => a + b, 0) > MAX_MERGE_ROWS) return false
  const files = parts.flatMap((part) => [...part.logs, ...part.metrics])
  if (files.reduce((bytes, file) => bytes + file.bytes, 0) > MAX_MERGE_BYTES) return false
  // A late event reaches far back; what counts for expiry is the newest one.
  const newest = files.map((file) => file.maxMs)
  return files.length === 0 || greatest(newest) - least(newest) <= MAX_MERGE_SPAN_MS
}

function rowsOf(part: Manifest): number {
  let rows = 0
  for (const file of part.logs) rows += file.rows
  for (const file of part.metrics) rows += file.rows / 4
  return rows
}

/** Writes and commits one part in place of several. `count` is higher than that of any rewrite before. */
export async function rewrite(
  deps: FlushDeps,
  parts: readonly Manifest[],
  count: number,
  nowMs: number,
): Promise<Manifest> {
  const name = mergeName(greatest(parts.map(lastGeneration)), count)
  const manifest: Manifest = {
    version: 1,
    name,
    generations: joinRanges(parts.flatMap((part) => part.generations)),
    replaces: parts.map((part) => part.name),
    lastSequence: greatest(parts.map((part) => part.lastSequence)),
    logs: await rewriteLogs(
      deps,
      parts.flatMap((part) => part.logs),
      name,
    ),
    metrics: await rewriteMetrics(
      deps,
      parts.flatMap((part) => part.metrics),
      name,
      nowMs,
    ),
    series: await mergeSeries(
      deps,
      parts.flatMap((part) => part.series ?? []),
      name,
    ),
  }
  await writeManifest(deps.layout, manifest)
  return manifest
}

async function rewriteLogs(deps: FlushDeps, files: readonly LogFile[], name: string): Promise<readonly LogFile[]> {
  const written: LogFile[] = []
  const next = (): string => `${name}-l${written.length}`
  const typed: LogFile[] = []
  for (const file of files) {
    if (file.typed) typed.push(file)
    else {
      const one = await typeFile(deps, file, next())
      if (one !== undefined) written.push(one)
    }
  }
  for (const days of new Set(typed.map((file) => file.retentionDays))) {
    const same = typed.filter((file) => file.retentionDays === days)
    const [only] = same
    if (same.length === 1 && !holdsDead(only!, deps.graves)) written.push(only!)
    else {
      for (const set of clusterGroups(groupsOf(same))) {
        const one = await mergeSet(deps, same, set, next())
        if (one !== undefined) written.push(one)
      }
    }
  }
  return written
}

/** Takes the fields out of a file that has only text. */
async function typeFile(deps: FlushDeps, file: LogFile, name: string): Promise<LogFile | undefined> {
  const streams = aliveStreams(deps, [file], undefined)
  if (streams.groups.length === 0) return undefined
  const groups = file.groups
    .filter((group) => !deps.graves.hasGroup(group.id))
    .map((group): GroupInput => {
      const numbers = new Set(group.numbers)
      const leaves = group.fields.map((field, i) => ({
        name: field,
        path: group.paths?.[i] ?? field.split('.'),
        numeric: numbers.has(field),
      }))
      const { id, rows, overflow, containers = [] } = group
      return { id, rows, leaves, containers, overflow, oddJson: file.oddNumbers === true, brokenJson: true }
    })
  // The groups shared a file before: they share one now.
  const [set] = clusterGroups(groups, 1)
  const source = `read_parquet(${texts([pathOf(deps, file.file)])}) WHERE grp IN (${list(set!.groups)})${deps.graves.notIn(set!.groups)}`
  const one = await writeLogFile(deps, {
    set: set!,
    source,
    typed: true,
    name,
    retentionDays: file.retentionDays,
    streams,
  })
  // If it cannot be done it is not tried again: the fields are then in the message only, as with too many of them.
  if (one.typed) return one
  return { ...one, typed: true, groups: one.groups.map(({ id, rows }) => ({ id, rows, fields: [], overflow: true })) }
}

function groupsOf(files: readonly LogFile[]): readonly GroupInput[] {
  const groups = new Map<number, { rows: number; fields: Map<string, boolean>; overflow: boolean }>()
  for (const file of files) {
    for (const { id, rows, fields, numbers, overflow } of file.groups) {
      const group = groups.get(id) ?? { rows: 0, fields: new Map<string, boolean>(), overflow: false }
      groups.set(id, group)
      group.rows += rows
      group.overflow ||= overflow
      const numeric = new Set(numbers)
      for (const field of fields) group.fields.set(field, group.fields.get(field) !== false && numeric.has(field))
    }
  }
  return [...groups].map(([id, { rows, fields, overflow }]) => {
    // The columns are there already: where they came from no longer matters.
    const leaves = [...fields].map(([name, numeric]) => ({ name, path: [], numeric }))
    return { id, rows, leaves, containers: [], overflow, oddJson: false, brokenJson: false }
  })
}

async function mergeSet(
  deps: FlushDeps,
  files: readonly LogFile[],
  set: FieldSet,
  name: string,
): Promise<LogFile | undefined> {
  const groups = new Set([...set.groups].filter((group) => !deps.graves.hasGroup(group)))
  const streams = aliveStreams(deps, files, groups)
  if (streams.groups.length === 0) return undefined
  const holding = files.filter((file) => file.groups.some(({ id }) => groups.has(id)))
  const fields = [...set.leaves.keys()].map((field) => ident(fieldColumn(field)))
  const select = `SELECT ${['grp, stream, ts, ing, seq, message', ...fields].join(', ')}
    FROM read_parquet(${texts(holding.map((file) => pathOf(deps, file.file)))}, union_by_name = true)
    WHERE grp IN (${list(groups)})${deps.graves.notIn(groups)} ORDER BY grp, stream, ts, seq`
  for (const group of set.groups) if (!groups.has(group)) set.fields.delete(group)
  const job = { set, name, retentionDays: files[0]!.retentionDays, streams }
  return logFileOf(deps, job, (file) => copy(deps, file, `(${select})`, MERGE_LOGS))
}

function aliveStreams(
  { graves }: FlushDeps,
  files: readonly LogFile[],
  groups: ReadonlySet<number> | undefined,
): LogFile['streams'] {
  const table = new StreamTable()
  const keep = (group: number, stream: number): boolean =>
    groups?.has(group) !== false && !graves.hasStream(group, stream)
  for (const file of files) table.addColumns(file.streams, keep)
  return table.columns(() => true)
}

async function rewriteMetrics(
  deps: FlushDeps,
  files: readonly MetricFile[],
  name: string,
  nowMs: number,
): Promise<readonly MetricFile[]> {
  const byLevel = new Map<RollUpLevel, MetricFile[]>()
  for (const file of files) {
    const due = dueLevel(file.maxMs, nowMs)
    const level = file.level > due ? file.level : due
    const same = byLevel.get(level)
    if (same === undefined) byLevel.set(level, [file])
    else same.push(file)
  }
  const written: MetricFile[] = []
  for (const [level, same] of byLevel) {
    const [only] = same
    if (same.length === 1 && only!.level === level) written.push(only!)
    else written.push(await writeMetrics(deps, same, level, name))
  }
  return written
}

async function writeMetrics(
  deps: FlushDeps,
  files: readonly MetricFile[],
  level: RollUpLevel,
  name: string,
): Promise<MetricFile> {
  const pathsOf = (some: readonly MetricFile[]): readonly string[] => some.map((file) => pathOf(deps, file.file))
  const raw = pathsOf(files.filter((file) => file.level === 0))
  const rollUps = pathsOf(files.filter((file) => file.level > 0))
  const bucketMs = level * 1000
  const minMs =
    level === 0 ? least(files.map((file) => file.minMs)) : floorTo(least(files.map((file) => file.minMs)), bucketMs)
  const maxMs =
    level === 0
      ? greatest(files.map((file) => file.maxMs))
      : floorTo(greatest(files.map((file) => file.maxMs)), bucketMs)
  const file = `${name}-m${level}-${minMs}-${maxMs}.parquet`
  const select =
    level === 0 ? `(SELECT * FROM read_parquet(${texts(raw)}) ORDER BY series, t)` : rollUpSelect(level, raw, rollUps)
  await copy(deps, file, select, MERGE_METRICS)
  const { size } = await stat(pathOf(deps, file))
  return {
    file,
    bytes: size,
    rows: await countRows(deps, file),
    level,
    minMs,
    maxMs,
    minSeries: least(files.map((one) => one.minSeries)),
    maxSeries: greatest(files.map((one) => one.maxSeries)),
  }
}

function floorTo(timeMs: number, bucketMs: number): number {
  return Math.floor(timeMs / bucketMs) * bucketMs
}

async function countRows(deps: FlushDeps, file: string): Promise<number> {
  return deps.database.with(async (connection) => {
    const rows = await (
      await connection.run(`SELECT count(*)::DOUBLE FROM read_parquet(${texts([pathOf(deps, file)])})`)
    ).getRows()
    return Number(rows[0]?.[0])
  })
}

async function mergeSeries(
  deps: FlushDeps,
  files: readonly SeriesFile[],
  name: string,
): Promise<SeriesFile | undefined> {
  if (files.length < 2) return files[0]
  const file = `${name}-s.parquet`
  const paths = files.map((one) => pathOf(deps, one.file))
  await copy(deps, file, `(${mergedSeries(paths)})`, MERGE_METRICS)
  const { size } = await stat(pathOf(deps, file))
  return { file, bytes: size }
}

function pathOf({ layout }: FlushDeps, file: string): string {
  return join(layout.parts, file)
}

/** The number of a rewrite that comes after all of these parts. */
export function nextCount(parts: readonly Manifest[]): number {
  return parts.reduce((last, { name }) => Math.max(last, Number(name.split('c')[1] ?? 0)), 0) + 1
}

/**
 * A part without the files all of whose rows have expired; undefined when there are none.
 *
 * @param retentions present retention of groups, in days; of others that at the time of writing counts
 */
export function withoutExpired(
  part: Manifest,
  nowMs: number,
  retentions: ReadonlyMap<number, number>,
): Manifest | undefined {
  const logs = part.logs.filter((file) => !isExpired(file, nowMs, retentions))
  const metrics = part.metrics.filter(({ maxMs }) => maxMs >= nowMs - METRIC_RETENTION_MS)
  const kept = { ...part, logs, metrics }
  return filesOf(kept).length === filesOf(part).length ? undefined : kept
}

/** Every group in the file must have outlived its retention. */
function isExpired(file: LogFile, nowMs: number, retentions: ReadonlyMap<number, number>): boolean {
  return file.groups.every(({ id }) => {
    const days = retentions.get(id) ?? file.retentionDays
    return days > 0 && file.maxMs < nowMs - days * DAY_MS
  })
}
