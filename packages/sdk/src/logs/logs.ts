/**
 * The one log of a process, set up once and reached by name from everywhere.
 *
 * Before `configureLogs` it writes JSON lines of level `info` and above to stdout, so that a module that logs while it loads
 * loses nothing.
 */
import { stdoutSink } from '../output/stdout-sink.ts'
import { LineTarget, type LineTargetOptions } from './line-target.ts'
import { type Logger, type LogTarget, type TargetHolder, TargetLogger } from './logger.ts'

export type LogsOptions = LineTargetOptions

const holder: TargetHolder = { target: new LineTarget({ sinks: [lazyStdout()] }) }

/** A logger of the process: `const log = getLogger('videos')`. Follows every later `configureLogs`. */
export function getLogger(name: string): Logger {
  return new TargetLogger(name, holder)
}

/** Sends the lines of all loggers of the process elsewhere, or writes them differently. Returns how to undo that. */
export function configureLogs(target: LogTarget | LogsOptions): () => void {
  const previous = holder.target
  holder.target = isTarget(target) ? target : new LineTarget(target)
  return () => {
    holder.target = previous
  }
}

/** A log of its own, apart from that of the process. */
export function createLogs(target: LogTarget | LogsOptions): { getLogger(name: string): Logger } {
  const own: TargetHolder = { target: isTarget(target) ? target : new LineTarget(target) }
  return { getLogger: (name) => new TargetLogger(name, own) }
}

function isTarget(target: LogTarget | LogsOptions): target is LogTarget {
  return 'write' in target
}

/** Opens stdout with the first line, not with the import of this module. */
function lazyStdout(): { write(lines: string): void; flush(): Promise<void> } {
  return { write: (lines) => stdoutSink().write(lines), flush: () => stdoutSink().flush() }
}
