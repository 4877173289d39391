import type { Clock } from '@atalaya/model'

/** Most severe last. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type LogFields = Readonly<Record<string, unknown>>

/** The server's own log. Never give it secrets, bodies of requests, or anything about persons. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** A log that writes one JSON object a line; `time` is ISO 8601. Errors among the fields keep their causes. */
export function jsonLog(write: (line: string) => void, least: LogLevel, clock: Clock): Log {
  const leastIndex = LOG_LEVELS.indexOf(least)
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (LOG_LEVELS.indexOf(level) < leastIndex) return
    const line = { time: new Date(clock.now()).toISOString(), level, message, ...fields }
    write(`${JSON.stringify(line, plainErrors)}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** A log that says nothing. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function plainErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
}
