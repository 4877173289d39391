import type { Attributes } from '@opentelemetry/api'
import { activeTracing } from '../active.ts'
import { type ClientCall, settle, startCall } from './client-call.ts'
import { queryShape } from './query-shape.ts'

type Query = (this: unknown, ...parameters: unknown[]) => unknown

interface Connection {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly database?: string | undefined
  readonly connectionString?: string | undefined
}

/** What we use of a `Client` of pg. */
interface Client extends Connection {
  query: Query
  release?: unknown
}

/** What we use of a `Pool` of pg. */
interface Pool {
  query: Query
  connect: Query
  readonly options: Connection
  on(event: 'release', listener: (error: unknown, client: Client) => void): unknown
}

const instrumented = new WeakSet<object>()

/**
 * Makes a span of every query of a `Pool` or `Client` of pg, inside of a trace: `const pool = instrumentPg(new pg.Pool())`.
 *
 * Statements are recorded with `?` for literals, never with their values or parameters. A query of a pool includes the wait for
 * a connection. Cursors and streams are passed on unseen.
 *
 * @returns the same object
 * @see https://opentelemetry.io/docs/specs/semconv/database/postgresql/
 */
export function instrumentPg<T extends object>(target: T): T {
  if (instrumented.has(target)) return target
  instrumented.add(target)
  if ('totalCount' in target) instrumentPool(target as unknown as Pool)
  else instrumentClient(target as unknown as Client, () => true)
  return target
}

function instrumentClient(client: Client, isOn: () => boolean): void {
  const original = client.query
  client.query = function (this: unknown, ...parameters) {
    const query = () => original.apply(this, parameters)
    return isOn() ? traceQuery(parameters, client, query, (changed) => original.apply(this, changed)) : query()
  }
}

/**
 * A pool queries by a client that it takes itself. That one must not be seen a second time, so clients are seen only while
 * the service has them.
 */
function instrumentPool(pool: Pool): void {
  const { query: originalQuery, connect: originalConnect } = pool
  const given = new WeakSet<Client>()
  let isOwnConnect = false
  const give = (client: Client | undefined) => {
    if (client === undefined) return
    given.add(client)
    if (instrumented.has(client)) return
    instrumented.add(client)
    instrumentClient(client, () => given.has(client))
  }
  pool.on('release', (_error, client) => given.delete(client))
  pool.query = function (this: unknown, ...parameters) {
    const query = (changed: unknown[]) => {
      isOwnConnect = true
      try {
        return originalQuery.apply(this, changed)
      } finally {
        isOwnConnect = false
      }
    }
    return traceQuery(parameters, connectionOf(pool.options), () => query(parameters), query)
  }
  pool.connect = function (this: unknown, ...parameters) {
    if (isOwnConnect) return originalConnect.apply(this, parameters)
    const [callback] = parameters
    if (typeof callback !== 'function') {
      return (originalConnect.apply(this, parameters) as Promise<Client>).then((client) => {
        give(client)
        return client
      })
    }
    return originalConnect.call(this, (error: unknown, client: Client | undefined, release: unknown) => {
      give(client)
      callback(error, client, release)
    })
  }
}

/** @param retry - makes the query with other parameters: those with a callback of ours */
function traceQuery(
  parameters: unknown[],
  connection: Connection,
  query: () => unknown,
  retry: (parameters: unknown[]) => unknown,
): unknown {
  const sql = textOf(parameters[0])
  if (sql === undefined || activeTracing() === undefined) return query()
  const shape = queryShape(sql)
  const call = startCall(shape.summary, () => attributesOf(connection, shape))
  if (call === undefined) return query()
  const callback = parameters.at(-1)
  if (typeof callback !== 'function') return settle(call, () => call.run(query))
  const changed = [...parameters.slice(0, -1), endAnd(call, callback as Query)]
  return call.run(() => retry(changed))
}

/** The callback runs outside of the span, in the context of who made the query. */
function endAnd(call: ClientCall, callback: Query): Query {
  const bound = call.bindOuter(callback)
  return (error, ...rest) => {
    call.end(error ?? undefined)
    return bound(error, ...rest)
  }
}

/** The statement; undefined for what is none of ours, such as a cursor. */
function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query
  if (typeof query !== 'object' || query === null || 'submit' in query || 'callback' in query) return undefined
  const { text } = query as { readonly text?: unknown }
  return typeof text === 'string' ? text : undefined
}

function connectionOf(options: Connection): Connection {
  const { connectionString } = options
  if (connectionString === undefined || !URL.canParse(connectionString)) return options
  const { hostname, port, pathname } = new URL(connectionString)
  return { host: hostname, port: port === '' ? undefined : Number(port), database: pathname.slice(1) }
}

function attributesOf({ host, port, database }: Connection, shape: ReturnType<typeof queryShape>): Attributes {
  return {
    'db.system.name': 'postgresql',
    'db.operation.name': shape.operation,
    'db.query.summary': shape.summary,
    'db.query.text': shape.text,
    ...(database === undefined ? {} : { 'db.namespace': database }),
    ...(host === undefined ? {} : { 'server.address': host }),
    'server.port': port ?? 5_432,
  }
}
