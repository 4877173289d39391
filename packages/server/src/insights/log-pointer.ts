/*
 * `@ptr`: where an event is. Opaque to callers; engines that run SQL build the same text there.
 */

export interface LogPointer {
  readonly groupId: number
  readonly streamId: number
  readonly timestampMs: number
  readonly sequence: number
}

export function printLogPointer({ groupId, streamId, timestampMs, sequence }: LogPointer): string {
  return Buffer.from(`${groupId}:${streamId}:${timestampMs}:${sequence}`).toString('base64')
}

/** Undefined for a text that is no pointer. */
export function parseLogPointer(text: string): LogPointer | undefined {
  const found = /^(\d{1,16}):(\d{1,16}):(-?\d{1,16}):(\d{1,16})$/.exec(Buffer.from(text, 'base64').toString('latin1'))
  if (found === null) return undefined
  const [groupId, streamId, timestampMs, sequence] = found.slice(1).map(Number) as [number, number, number, number]
  const pointer = { groupId, streamId, timestampMs, sequence }
  return printLogPointer(pointer) === text ? pointer : undefined
}
