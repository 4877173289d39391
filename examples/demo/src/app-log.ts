import type { Sink } from '@atalaya/sdk/metrics'

export type LogLevel = 'info' | 'warn' | 'error'

export type AppLog = Readonly<Record<LogLevel, (message: string, fields?: Readonly<Record<string, unknown>>) => void>>

/** Structured log lines, through the same sink as the metrics so that lines never mix. */
export function appLog(sink: Sink, service: string): AppLog {
  const at =
    (level: LogLevel) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      sink.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, service, message, ...fields })}\n`)
    }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
