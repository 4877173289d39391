import { LineTarget, type LineTargetOptions } from '../logs/line-target.ts'
import type { Logger } from '../logs/logger.ts'
import { createLogs } from '../logs/logs.ts'
import type { Sink } from '../output/sink.ts'

/** One log line as it would have been written. */
export interface LogRecord {
  readonly [field: string]: unknown
  readonly timestamp: string
  readonly level: string
  readonly logger: string
  readonly message: string
}

/** A log that stays in memory: give `getLogger` to what is tested, or the whole to `configureLogs`, then look at `records`. */
export class MemoryLogs extends LineTarget {
  readonly #lines: string[]
  readonly #logs: { getLogger(name: string): Logger }

  constructor(options: Omit<LineTargetOptions, 'sinks' | 'format'> = {}) {
    const lines: string[] = []
    const sink: Sink = { write: (line) => lines.push(line), flush: () => Promise.resolve() }
    super({ level: 'trace', ...options, sinks: [sink] })
    this.#lines = lines
    this.#logs = createLogs(this)
  }

  getLogger(name: string): Logger {
    return this.#logs.getLogger(name)
  }

  get records(): readonly LogRecord[] {
    return this.#lines.map((line) => JSON.parse(line) as LogRecord)
  }

  clear(): void {
    this.#lines.length = 0
  }
}
