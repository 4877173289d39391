import type { LogEventRow, LogPosition } from '@atalaya/store'

/*
 * Places between events, written as 56 decimal digits: the form of AWS's event ids and of its GetLogEvents tokens. They carry
 * all they mean, so the server remembers nothing, and digits compare as the events do.
 *
 *   3 ttttttttttttttt ssssssssssssssss gggggggggggg pppppppppppp
 *   |  15: time (ms)   16: sequence+1    12: group     12: stream
 *   so that the number never starts with a zero
 */

const LEAD = '3'
const TIME_DIGITS = 15
const SEQUENCE_DIGITS = 16
const ID_DIGITS = 12
/** Later than any time an event can have. */
export const END_OF_TIME_MS: number = 10 ** TIME_DIGITS - 1

const FORM = /^3(\d{15})(\d{16})\d{24}$/

/** Unique, and increasing with time and arrival. */
export function eventId(row: Pick<LogEventRow, 'timestampMs' | 'sequence' | 'groupId' | 'streamId'>): string {
  return digits(row, row.groupId, row.streamId)
}

export function formatPosition(position: LogPosition): string {
  return digits(position, 0, 0)
}

/** Undefined for anything that {@link formatPosition} does not write. */
export function parsePosition(text: string): LogPosition | undefined {
  const match = FORM.exec(text)
  if (match === null) return undefined
  const timestampMs = Number(match[1])
  const sequence = Number(match[2]) - 1
  return Number.isSafeInteger(sequence) ? { timestampMs, sequence } : undefined
}

function digits({ timestampMs, sequence }: LogPosition, groupId: number, streamId: number): string {
  return (
    LEAD +
    String(Math.min(timestampMs, END_OF_TIME_MS)).padStart(TIME_DIGITS, '0') +
    // One more, so that the place before the first event of a millisecond can be written.
    String(sequence + 1).padStart(SEQUENCE_DIGITS, '0') +
    String(groupId).padStart(ID_DIGITS, '0') +
    String(streamId).padStart(ID_DIGITS, '0')
  )
}
