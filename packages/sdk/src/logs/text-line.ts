/** A JSON line as a person at a terminal wants it: `12:00:00.123 INFO  videos: encoded id=7 ms=120`. */
export function textLine(line: string): string {
  const { timestamp, level, logger, message, error, ...rest } = JSON.parse(line) as LineMembers
  const members = Object.entries(rest).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`,
  )
  const stack = error === undefined ? '' : `\n  ${errorText(error).replaceAll('\n', '\n  ')}`
  return `${timestamp.slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${logger}: ${message}${members.join('')}${stack}\n`
}

interface LineMembers {
  readonly [name: string]: unknown
  readonly timestamp: string
  readonly level: string
  readonly logger: string
  readonly message: string
  readonly error?: unknown
}

function quoted(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value)
}

function errorText(error: unknown): string {
  const { stack } = (error ?? {}) as { readonly stack?: unknown }
  return typeof stack === 'string' ? stack : JSON.stringify(error)
}
