import { onExit } from './exit.ts'
import { LineWriter } from './line-writer.ts'
import type { Sink } from './sink.ts'

/** The one writer of this process to stdout: two of them could interleave their partial writes. */
export function stdoutSink(): Sink {
  writer ??= open()
  return writer
}

let writer: LineWriter | undefined

function open(): LineWriter {
  const stdout = new LineWriter(1)
  onExit('write', () => stdout.flushSync())
  return stdout
}
