import type { LogLine } from '../../recent-logs.ts'

const SHOWN_ELSEWHERE = new Set([
  ...['timestamp', 'level', 'logger', 'message', 'service', 'version', 'environment'],
  ...['traceId', 'spanId', 'xrayTraceId'],
])
const MAX_FIELDS = 8
const MAX_LENGTH = 60

/** What a line says besides its message, as far as it fits. Pure. */
export function fieldsOf(line: LogLine): string {
  return Object.entries(line)
    .filter(([name]) => !SHOWN_ELSEWHERE.has(name))
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => `${name}=${shortened(textOf(value))}`)
    .join('  ')
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}

/** An error is told by its message. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return 'message' in value && typeof value.message === 'string' ? value.message : JSON.stringify(value)
}
