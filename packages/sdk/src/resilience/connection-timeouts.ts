/** The timeouts of the settings, in the words of those who keep connections, and their errors in ours. */
import type { Settings } from '../settings/record.ts'
import { settings } from './defaults.ts'
import { TimeoutError } from './errors.ts'

export type Timeouts = Settings['timeout']

/** Options of an agent of undici, each in milliseconds. */
export interface UndiciTimeouts {
  readonly connect: { readonly timeout: number }
  readonly headersTimeout: number
  readonly bodyTimeout: number
}

/**
 * The timeouts for undici: `setGlobalDispatcher(new Agent(undiciTimeouts()))`, after which every `fetch` of the process has them.
 *
 * @param timeouts - default: those of the settings
 * @see https://undici.nodejs.org/#/docs/api/Client?id=parameter-clientoptions
 */
export function undiciTimeouts(timeouts: Timeouts = settings().timeout): UndiciTimeouts {
  const { connectMs, readMs } = timeouts
  return { connect: { timeout: connectMs }, headersTimeout: readMs, bodyTimeout: readMs }
}

/** Options of a pool or client of pg, each in milliseconds. */
export interface PgTimeouts {
  readonly connectionTimeoutMillis: number
  readonly statement_timeout: number
  readonly query_timeout: number
  readonly idle_in_transaction_session_timeout: number
}

/**
 * The timeouts for PostgreSQL: `new pg.Pool({ ...pgTimeouts(), connectionString })`.
 *
 * The server ends a statement by itself after `dbMs`; a second later the client does, for a server that does not answer any more.
 * A transaction in which nothing happens is ended after the longer of `dbMs` and `readMs`, because it keeps its locks. (Our choice.)
 *
 * @param timeouts - default: those of the settings
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html
 */
export function pgTimeouts(timeouts: Timeouts = settings().timeout): PgTimeouts {
  const { poolMs, dbMs, readMs } = timeouts
  return {
    connectionTimeoutMillis: poolMs,
    statement_timeout: dbMs,
    query_timeout: dbMs + 1_000,
    idle_in_transaction_session_timeout: Math.max(dbMs, readMs),
  }
}

/**
 * An error of undici, fetch or pg that says that something took too long, as a `TimeoutError` with that error as its cause; any
 * other error as it is.
 */
export function asTimeoutError(error: unknown, timeouts: Timeouts = settings().timeout): unknown {
  const found = CLUES.find(
    ({ fits }) => fits(error) || fits((error as { readonly cause?: unknown } | undefined)?.cause),
  )
  return found === undefined ? error : new TimeoutError(found.operation, found.ms(timeouts), { cause: error })
}

interface Clue {
  readonly operation: string
  readonly ms: (timeouts: Timeouts) => number
  readonly fits: (error: unknown) => boolean
}

/** pg has codes for what the server says only. */
const CLUES: readonly Clue[] = [
  { operation: 'connect', ms: ({ connectMs }) => connectMs, fits: coded('UND_ERR_CONNECT_TIMEOUT') },
  { operation: 'read', ms: ({ readMs }) => readMs, fits: coded('UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT') },
  {
    operation: 'pool',
    ms: ({ poolMs }) => poolMs,
    fits: saying('timeout exceeded when trying to connect', 'Connection terminated due to connection timeout'),
  },
  { operation: 'statement', ms: ({ dbMs }) => dbMs, fits: saying('canceling statement due to statement timeout') },
  { operation: 'query', ms: ({ dbMs }) => dbMs + 1_000, fits: saying('Query read timeout') },
]

function coded(...codes: readonly unknown[]): Clue['fits'] {
  return (error) => codes.includes((error as { readonly code?: unknown } | null | undefined)?.code)
}

function saying(...messages: readonly unknown[]): Clue['fits'] {
  return (error) => error instanceof Error && messages.includes(error.message)
}
