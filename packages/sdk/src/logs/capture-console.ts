import { format } from 'node:util'
import type { Level } from './level.ts'
import type { Logger } from './logger.ts'

/**
 * Turns what is printed by `console.log` and its kin into log lines, for code that knows no logger.
 *
 * @returns how to give the console back
 */
export function captureConsole(logger: Logger, console: Console = globalThis.console): () => void {
  const originals = new Map<Method, (...parameters: unknown[]) => void>()
  let inside = false
  for (const method of METHODS) {
    const original = console[method].bind(console)
    originals.set(method, console[method])
    console[method] = (...parameters: unknown[]) => {
      // An output of the log that prints itself would otherwise never end.
      if (inside) {
        original(...parameters)
        return
      }
      inside = true
      try {
        logger.log(LEVEL_OF[method], format(...parameters))
      } finally {
        inside = false
      }
    }
  }
  return () => {
    for (const [method, original] of originals) console[method] = original
  }
}

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

type Method = (typeof METHODS)[number]

const LEVEL_OF: Readonly<Record<Method, Level>> = {
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
  debug: 'debug',
  trace: 'trace',
}
