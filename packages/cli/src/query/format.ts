import type { QueryProgress, QueryRow } from './run-query.ts'

/** Identifies an event for GetLogRecord; of no use to people. */
const POINTER = '@ptr'
/** Wider cells are cut on a terminal. */
const MAX_CELL_CHARS = 200

/**
 * Names of the columns. Every row has those it has a value for, in their order; a column that the rows before did not have goes
 * in front of the one that follows it.
 */
export function columnsOf(rows: readonly QueryRow[]): readonly string[] {
  const names: string[] = []
  const known = new Set<string>([POINTER])
  for (const row of rows) {
    const own = [...row.keys()]
    for (const [i, name] of own.entries()) {
      if (known.has(name)) continue
      const next = own.slice(i + 1).find((other) => other !== POINTER && known.has(other))
      names.splice(next === undefined ? names.length : names.indexOf(next), 0, name)
      known.add(name)
    }
  }
  return names
}

/** Columns aligned, numbers to the right. */
export function table(rows: readonly QueryRow[]): string {
  const columns = columnsOf(rows)
  if (columns.length === 0) return ''
  const cells = rows.map((row) => columns.map((name) => oneLine(row.get(name) ?? '')))
  const isNumeric = columns.map((_, i) => cells.every((row) => /^(?:-?[\d.]+)?$/.test(row[i] ?? '')))
  const widths = columns.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (isNumeric[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return `${[line(columns), rule, ...cells.map(line)].join('\n')}\n`
}

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
export function csv(rows: readonly QueryRow[]): string {
  const columns = columnsOf(rows)
  if (columns.length === 0) return ''
  const lines = [columns, ...rows.map((row) => columns.map((name) => row.get(name) ?? ''))]
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

/** One object a line, `@ptr` included. */
export function jsonLines(rows: readonly QueryRow[]): string {
  return rows.map((row) => `${JSON.stringify(Object.fromEntries(row))}\n`).join('')
}

/** `Complete: 5,000,000 records, 1.7 GB in 0.21 s (8.1 GB/s)` */
export function progressLine({ status, records, bytes, elapsedMs }: QueryProgress): string {
  const seconds = elapsedMs / 1_000
  const rate = seconds > 0 ? ` (${byteText(bytes / seconds)}/s)` : ''
  return `${status}: ${records.toLocaleString('en-US')} records, ${byteText(bytes)} in ${seconds.toFixed(2)} s${rate}`
}

/** What is wrong with a query, for people: nobody reads the list of all commands that AWS's parser would have taken. */
export function problemText(message: string): string {
  return message.replace(
    /expecting \{K_FIELDS, [^}]*\}/,
    'expecting a command: fields, filter, stats, sort, limit, parse and others',
  )
}

/** The line of the query that is wrong, with carets below the place. */
export function caret(query: string, start: number, end: number): string {
  const lineStart = query.lastIndexOf('\n', start - 1) + 1
  const nextBreak = query.indexOf('\n', start)
  const lineEnd = nextBreak === -1 ? query.length : nextBreak
  const width = Math.max(1, Math.min(end, lineEnd) - start)
  const indent = query.slice(lineStart, start).replace(/[^\t]/g, ' ')
  return `${query.slice(lineStart, lineEnd)}\n${indent}${'^'.repeat(width)}`
}

function oneLine(text: string): string {
  // What a log event says must not move the cursor of whoever reads it.
  const line = text.replace(/\s*\n\s*/g, ' ').replace(/\p{Cc}/gu, ' ')
  return line.length > MAX_CELL_CHARS ? `${line.slice(0, MAX_CELL_CHARS - 1)}…` : line
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function byteText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
