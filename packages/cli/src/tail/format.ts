import type { Paint } from '../terminal.ts'

/** A log event as FilterLogEvents gives it. */
export interface TailedEvent {
  readonly eventId?: string
  readonly logStreamName?: string
  /** Milliseconds since the Unix epoch. */
  readonly timestamp?: number
  readonly ingestionTime?: number
  readonly message?: string
}

export const FORMATS = ['detailed', 'short', 'json'] as const
export type Format = (typeof FORMATS)[number]

/**
 * One event as text with its line end, in the formats of `aws logs tail`: detailed has time with offset and stream, short the
 * time only, json the time and the message as indented JSON where it is JSON.
 */
export function formatEvent(event: TailedEvent, format: Format, { green, cyan }: Paint): string {
  const time = new Date(event.timestamp ?? 0).toISOString()
  const message = (event.message ?? '').replace(/\r?\n$/, '')
  switch (format) {
    case 'detailed':
      return `${green(`${time.slice(0, -1)}000+00:00`)} ${cyan(event.logStreamName ?? '')} ${message}\n`
    case 'short':
      return `${green(time.slice(0, 19))} ${message}\n`
    case 'json':
      return `${green(time.slice(0, 19))} ${indented(message)}\n`
  }
}

/** One line of JSON, for programs. */
export function eventJson({ timestamp, ingestionTime, logStreamName, eventId, message }: TailedEvent): string {
  return `${JSON.stringify({ timestamp, ingestionTime, logStreamName, eventId, message })}\n`
}

function indented(message: string): string {
  if (!/^\s*[{[]/.test(message)) return message
  try {
    return JSON.stringify(JSON.parse(message), null, 4)
  } catch {
    return message
  }
}
