import { expect, test } from 'vitest'
import { parseLogPointer, printLogPointer } from './log-pointer.ts'

const POINTER = { groupId: 7, streamId: 12, timestampMs: 1_781_654_400_123, sequence: 99 }

test('a pointer reads back', () => {
  expect(parseLogPointer(printLogPointer(POINTER))).toEqual(POINTER)
})

test.each(['', 'x', 'Nzox', `${printLogPointer(POINTER)}=`, ` ${printLogPointer(POINTER)}`])(
  '%j is no pointer',
  (text) => {
    expect(parseLogPointer(text)).toBeUndefined()
  },
)
