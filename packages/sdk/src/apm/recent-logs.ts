import { LEVEL_NUMBERS, LEVELS, type Level } from '../logs/level.ts'
import type { RecentLines } from '../output/recent-lines.ts'

/** A line of the log as it was written: with `timestamp`, `level`, `logger`, `message` and its fields. */
export type LogLine = Readonly<Record<string, unknown>>

/**
 * The latest lines of a level and above, oldest first. A line that is no JSON becomes the message of one without a level, which
 * every level lets through.
 */
export function recentLogs(
  recent: Pick<RecentLines, 'last'>,
  limit: number,
  least: Level = 'trace',
): readonly LogLine[] {
  const lines: LogLine[] = []
  const all = recent.last()
  for (let index = all.length - 1; index >= 0 && lines.length < limit; index--) {
    const line = parse(all[index]!)
    if ((LEVEL_NUMBERS[line.level as Level] ?? Number.POSITIVE_INFINITY) >= LEVEL_NUMBERS[least]) lines.push(line)
  }
  return lines.reverse()
}

export function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text)
}

function parse(line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as LogLine
  } catch {
    // Written as text, for a terminal.
  }
  return { message: line }
}
