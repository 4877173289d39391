import {
  type LogQuery,
  type LogQueryBatch,
  type LogQueryOptions,
  type LogQueryStatistics,
  LogQueryTooLarge,
  type LogRelation,
  type SqlLogStore,
} from '@atalaya/store'
import type { EngineAccess } from './engine-log-store.ts'

const DEFAULT_MAX_BYTES = 512 << 20

/** SQL over log events, run by the engine. */
export class EngineSqlLogStore implements SqlLogStore {
  readonly dialect = 'duckdb'
  readonly minesPatterns = true
  readonly #access: EngineAccess

  constructor(access: EngineAccess) {
    this.#access = access
  }

  query(query: LogQuery, options: LogQueryOptions = {}): AsyncIterable<LogQueryBatch> {
    // Taken here and not in the generator: the query sees this moment.
    return this.#batches(query, options, this.#access.position(), this.#access.lastSequence())
  }

  async size(
    events: Pick<LogRelation, 'groups' | 'startMs' | 'endMs'>,
    signal: AbortSignal | undefined,
  ): Promise<LogQueryStatistics> {
    let size: LogQueryStatistics = { recordsScanned: 0, bytesScanned: 0 }
    const relation = { name: 'events', ...events, fields: [] }
    const nothing: LogQuery = { relation, sql: 'SELECT 1 FROM events WHERE false', params: [], types: ['number'] }
    const onStatistics = (statistics: LogQueryStatistics): void => {
      size = statistics
    }
    for await (const _ of this.query(nothing, { signal, onStatistics })) void _
    return size
  }

  async *#batches(
    query: LogQuery,
    { signal, maxBytes = DEFAULT_MAX_BYTES, onStatistics }: LogQueryOptions,
    upTo: ReturnType<EngineAccess['position']>,
    maxSequence: number,
  ): AsyncGenerator<LogQueryBatch, void> {
    const ended = new AbortController()
    const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal])
    const waiting: LogQueryBatch[] = []
    let wake = (): void => {}
    let outcome: { readonly error: unknown } | 'done' | undefined
    const call = { method: 'query', query, maxSequence, maxBytes, upTo } as const
    const settle = (end: typeof outcome): void => {
      outcome = end
      wake()
    }
    this.#access
      .call<void>(call, either, (batch) => {
        if (batch.statistics !== undefined) onStatistics?.(batch.statistics)
        if (batch.rows > 0) waiting.push(batch)
        wake()
      })
      .then(
        () => settle('done'),
        (error: unknown) => settle({ error }),
      )
    try {
      for (;;) {
        const batch = waiting.shift()
        if (batch !== undefined) {
          yield batch
          continue
        }
        if (outcome === 'done') return
        if (outcome !== undefined) throw explained(outcome.error)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      // Whoever stops early also stops the database.
      ended.abort()
    }
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error.name === 'LogQueryTooLarge') return new LogQueryTooLarge(error.message, { cause: error })
  if (!error.message.startsWith('Out of Memory Error')) return error
  // What else the database says is advice for whoever has set it up.
  const limit = /\/([0-9.]+ [A-Za-z]+) used\)/.exec(error.message)?.[1]
  const text = limit === undefined ? 'the database is out of memory' : `the database may use no more than ${limit}`
  return new LogQueryTooLarge(text, { cause: error })
}
