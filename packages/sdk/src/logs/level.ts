/** Least important first. `off` is no level of a line: it lets nothing through. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

export type Level = (typeof LEVELS)[number]

export type Threshold = Level | 'off'

/** As pino numbers them, so that both kinds of lines sort the same. */
export const LEVEL_NUMBERS: Readonly<Record<Threshold, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  off: 1_000,
}
