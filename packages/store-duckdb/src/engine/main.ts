/** Entry of the engine process. It lives as long as the channel to its server. */
import { constants, setPriority } from 'node:os'
import { Engine } from './engine.ts'
import type { FromEngine, ToEngine } from './protocol.ts'

// Without its server nobody may write to the folder: go at once, whatever runs. Nothing here needs a farewell, because every
// step on disk can be cut off (see manifest.ts).
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
// A Ctrl-C goes to the whole process group; the server closes us when it is ready.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

/** Time for the last message to leave. */
const FAREWELL_MS = 100

let engine: Engine | undefined
const early: Exclude<ToEngine, { kind: 'open' }>[] = []

process.on('message', (message: ToEngine) => {
  if (message.kind === 'open') void open(message)
  else if (engine === undefined) early.push(message)
  else engine.handle(message)
})

async function open(message: Extract<ToEngine, { kind: 'open' }>): Promise<void> {
  try {
    // Acknowledging comes first when both want the processor.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Not allowed everywhere, and not needed.
  }
  try {
    const opened = await Engine.open(message, send, fatal)
    for (const waiting of early.splice(0)) opened.handle(waiting)
    engine = opened
  } catch (error) {
    send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

/** Ends the process; the server starts another, which reads the log again from its start. */
function fatal(error: Error): void {
  send({ kind: 'log', level: 'error', message: `the write-ahead log could not be read into memory: ${error.message}` })
  process.exitCode = 1
  setTimeout(() => process.exit(), FAREWELL_MS)
}

function send(message: FromEngine): void {
  // A server that is gone shows as the end of the channel.
  if (process.connected) process.send!(message, () => {})
}
