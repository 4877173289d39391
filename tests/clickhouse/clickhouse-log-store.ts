import { readFileSync } from 'node:fs'
import { discoverFields } from '@atalaya/query/insights'
import type { LogAppend, LogQuery, LogQueryBatch, LogQueryOptions, LogRelation, SqlLogStore } from '@atalaya/store'
import { type ChdbSession, openChdb } from './chdb.ts'

const SCHEMA = readFileSync(new URL('log-events.sql', import.meta.url), 'utf8')
const DATABASE = 'atalaya'
/** All tests are of one account. */
const TENANT = 1
const BATCH_ROWS = 1_000
/** Dates and numbers in texts are texts. */
const AS_WRITTEN = { input_format_try_infer_dates: 0, input_format_try_infer_datetimes: 0 }

/** Log events in ClickHouse, as far as queries need them: the table, and statements over it. */
export class ClickHouseLogStore implements SqlLogStore {
  readonly dialect = 'clickhouse'
  readonly #session: ChdbSession
  #sequence = 0

  constructor() {
    this.#session = openChdb()
    this.#session.query(`CREATE DATABASE ${DATABASE}`)
    this.#session.query(`USE ${DATABASE}`)
    this.#session.query(SCHEMA)
    // `parse … multi` finds as many as there are.
    this.#session.query('SET regexp_max_matches_per_row = 1000000')
  }

  async append(appends: readonly LogAppend[]): Promise<void> {
    const lines = appends.flatMap(({ groupId, streamId, timestampsMs, ingestionTimeMs, messages, retentionDays }) =>
      messages.map((message, i) => {
        this.#sequence += 1
        return JSON.stringify({
          tenant_id: TENANT,
          group_id: groupId,
          stream_id: streamId,
          ts: dateTime(timestampsMs[i] ?? 0),
          ingest_ts: dateTime(ingestionTimeMs),
          seq: this.#sequence,
          message,
          fields: leavesOf(message),
          retention_days: retentionDays,
        })
      }),
    )
    const table = `${DATABASE}.log_events`
    await this.#session.insert({ table, values: lines.join('\n'), format: 'JSONEachRow', settings: AS_WRITTEN })
  }

  async *query(
    { relation, sql, params, types }: LogQuery,
    { signal, onStatistics }: LogQueryOptions = {},
  ): AsyncGenerator<LogQueryBatch, void> {
    const bound = { ...parametersOf(params), ...namesOf(relation) }
    const statement = `WITH ${relation.name} AS (${relationSql(relation)})\n${sql}`
    const options = { format: 'JSONCompactEachRow', ...(signal === undefined ? {} : { signal }) }
    const result = await this.#session.queryBindAsync(statement, bound, options)
    const rows = result
      .text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as readonly unknown[])
    for (let at = 0; at < rows.length; at += BATCH_ROWS) {
      const batch = rows.slice(at, at + BATCH_ROWS)
      yield { rows: batch.length, columns: types.map((type, i) => batch.map((row) => cellOf(row[i], type))) }
    }
    onStatistics?.({ recordsScanned: result.rowsRead, bytesScanned: result.bytesRead })
  }

  close(): void {
    this.#session.close()
  }
}

/** Leaves of a message that is a JSON object, as text; what else is discovered in messages is the query's business. */
function leavesOf(message: string): Readonly<Record<string, string>> {
  if (!message.trimStart().startsWith('{')) return {}
  const leaves = [...discoverFields(message, '', Number.POSITIVE_INFINITY)].map(
    ([name, text]) => [name.startsWith('@') ? name.slice(1) : name, text] as const,
  )
  return Object.fromEntries(leaves)
}

function dateTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').slice(0, 23)
}

/** The columns are written out in the innermost SELECT: so only the paths of `fields` that are asked for are read. */
function relationSql({ groups, startMs, endMs, fields, logNames, streamNames }: LogRelation): string {
  const columns = [
    'e.group_id AS grp',
    'e.stream_id AS stream',
    'toUnixTimestamp64Milli(e.ts) AS ts',
    'toUnixTimestamp64Milli(e.ingest_ts) AS ing',
    'e.seq AS seq',
    'e.message AS message',
    ...fields.map((field, i) => `${fieldSql(field)} AS f${i}`),
  ]
  if (logNames !== undefined) columns.push(nameSql('log', 'e.group_id', 'UInt32'))
  if (streamNames !== undefined) columns.push(nameSql('stream', 'e.stream_id', 'UInt64'))
  const ids = groups.map(({ groupId }) => groupId)
  const where = [
    `e.tenant_id = ${TENANT}`,
    ids.length === 0 ? 'false' : `e.group_id IN (${ids.join(', ')})`,
    `e.ts >= fromUnixTimestamp64Milli(${startMs}, 'UTC')`,
    `e.ts < fromUnixTimestamp64Milli(${endMs}, 'UTC')`,
  ]
  return `SELECT ${columns.join(', ')} FROM ${DATABASE}.log_events AS e WHERE ${where.join(' AND ')}`
}

function fieldSql(field: string): string {
  // An empty name cannot be an identifier; this way reads the whole column.
  if (field === '') return `dynamicElement(getSubcolumn(e.fields, ''), 'String')`
  return `e.fields.\`${field.replace(/[\\`]/g, '\\$&')}\`.:String`
}

function nameSql(kind: 'log' | 'stream', id: string, type: string): string {
  return `transform(${id}, {${kind}_ids:Array(${type})}, {${kind}_names:Array(String)}, '') AS ${kind}_name`
}

function namesOf({ logNames, streamNames }: LogRelation): Readonly<Record<string, unknown>> {
  const named = { log: logNames, stream: streamNames }
  return Object.fromEntries(
    Object.entries(named).flatMap(([kind, names = []]) => [
      [`${kind}_ids`, names.map(([id]) => id)],
      [`${kind}_names`, names.map(([, name]) => name)],
    ]),
  )
}

function parametersOf(params: LogQuery['params']): Readonly<Record<string, unknown>> {
  // Large whole numbers are refused as numbers.
  return Object.fromEntries(params.map((value, i) => [`p${i + 1}`, typeof value === 'number' ? String(value) : value]))
}

function cellOf(value: unknown, type: LogQuery['types'][number]): string | number | boolean | null {
  if (value === null || value === undefined) return null
  return type === 'flag' ? Boolean(value) : (value as string | number)
}
