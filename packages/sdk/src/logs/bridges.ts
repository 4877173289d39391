/** A pino or winston logger a service has already: our loggers then write through it. */
import { textOf } from '../context/text-of.ts'
import { contextFields, FieldRedactor } from './fields.ts'
import { LEVEL_NUMBERS, LEVELS, type Level } from './level.ts'
import type { BoundFields, LogFields, LogTarget } from './logger.ts'
import type { RedactOptions } from './redact.ts'

/** As much of a pino logger as is needed. */
export type PinoLike = Readonly<Record<Level, (fields: object, message: string) => void>> & {
  /** Number of the least important level that is written. */
  readonly levelVal: number
}

/** As much of a winston logger as is needed. */
export interface WinstonLike {
  log(level: string, message: string, fields: object): unknown
  readonly level: string
  readonly levels: Readonly<Record<string, number>>
}

export interface BridgeOptions {
  readonly redact?: RedactOptions | undefined
}

/** Lines go through this pino logger, with its level and its output: `configureLogs(pinoTarget(logger))`. */
export function pinoTarget(pino: PinoLike, options: BridgeOptions = {}): LogTarget {
  const redactor = new FieldRedactor(options.redact)
  return {
    get threshold() {
      return pino.levelVal
    },
    write(level, logger, bound, message, fields) {
      quietly(() => pino[level](fieldsOf(redactor, logger, bound, fields), redactor.text(textOf(message))))
    },
  }
}

/** Lines go through this winston logger, with its level and its transports. */
export function winstonTarget(winston: WinstonLike, options: BridgeOptions = {}): LogTarget {
  const redactor = new FieldRedactor(options.redact)
  return {
    get threshold() {
      return thresholdOf(winston)
    },
    write(level, logger, bound, message, fields) {
      const known = winstonLevel(winston, level)
      quietly(() => winston.log(known, redactor.text(textOf(message)), fieldsOf(redactor, logger, bound, fields)))
    },
  }
}

function fieldsOf(redactor: FieldRedactor, logger: string, bound: BoundFields, fields: LogFields | undefined): object {
  const named = fields instanceof Error ? { error: fields } : fields
  return { logger, ...redactor.fields({ ...contextFields(), ...bound.fields, ...named }) }
}

/** Winston's levels are names of the service's choice: a level it has not becomes its neighbour. */
function winstonLevel({ levels }: WinstonLike, level: Level): string {
  if (levels[level] !== undefined) return level
  return (NEIGHBOURS[level] ?? []).find((name) => levels[name] !== undefined) ?? 'info'
}

const NEIGHBOURS: Readonly<Partial<Record<Level, readonly string[]>>> = {
  trace: ['silly', 'verbose', 'debug'],
  debug: ['verbose', 'silly'],
  warn: ['warning', 'info'],
  fatal: ['emerg', 'crit', 'error'],
}

/** The least important of our levels that winston lets through. */
function thresholdOf(winston: WinstonLike): number {
  const bound = winston.levels[winston.level] ?? Number.POSITIVE_INFINITY
  const level = LEVELS.find((one) => (winston.levels[winstonLevel(winston, one)] ?? 0) <= bound)
  return LEVEL_NUMBERS[level ?? 'off']
}

/** Their transports may throw; our loggers never do. */
function quietly(write: () => unknown): void {
  try {
    write()
  } catch {
    // There is no other place to say it than the logger that just failed.
  }
}
