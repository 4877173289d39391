import type { ContextValue } from '../context/context.ts'
import { merged } from '../context/merged.ts'
import { LEVEL_NUMBERS, type Level } from './level.ts'

/** What a line says besides its message. An `Error` is written with its type, message, stack and cause. */
export type LogFields = Readonly<Record<string, unknown>>

/** Writes lines of one part of a service. No method ever throws. */
export interface Logger {
  /** On every line as `logger`. */
  readonly name: string
  trace(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  fatal(message: string, fields?: LogFields): void
  /** With the level as a value. */
  log(level: Level, message: string, fields?: LogFields): void
  /** Whether a line of this level is written: ask before computing something only for the log. */
  isEnabled(level: Level): boolean
  /** A logger whose lines all carry these fields. */
  child(fields: Readonly<Record<string, ContextValue>>): Logger
}

/** Where the lines of loggers go. */
export interface LogTarget {
  /** Number of the least important level that is written. */
  readonly threshold: number
  /** Takes one line. Must not throw. */
  write(level: Level, logger: string, bound: BoundFields, message: string, fields: LogFields | undefined): void
}

/** Fields of a child logger: kept as an object so that a target can keep what it made of them. */
export class BoundFields {
  readonly fields: Readonly<Record<string, ContextValue>>
  /** What a target has derived from the fields, with the target. */
  text: { readonly owner: LogTarget; readonly text: string } | undefined

  constructor(fields: Readonly<Record<string, ContextValue>>) {
    this.fields = fields
  }
}

export const NO_FIELDS: BoundFields = new BoundFields({})

export class TargetLogger implements Logger {
  readonly name: string
  readonly #holder: TargetHolder
  readonly #bound: BoundFields

  constructor(name: string, holder: TargetHolder, bound: BoundFields = NO_FIELDS) {
    this.name = name
    this.#holder = holder
    this.#bound = bound
  }

  trace(message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= TRACE) target.write('trace', this.name, this.#bound, message, fields)
  }

  debug(message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= DEBUG) target.write('debug', this.name, this.#bound, message, fields)
  }

  info(message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= INFO) target.write('info', this.name, this.#bound, message, fields)
  }

  warn(message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= WARN) target.write('warn', this.name, this.#bound, message, fields)
  }

  error(message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= ERROR) target.write('error', this.name, this.#bound, message, fields)
  }

  fatal(message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= FATAL) target.write('fatal', this.name, this.#bound, message, fields)
  }

  log(level: Level, message: string, fields?: LogFields): void {
    const { target } = this.#holder
    if (target.threshold <= LEVEL_NUMBERS[level]) target.write(level, this.name, this.#bound, message, fields)
  }

  isEnabled(level: Level): boolean {
    return this.#holder.target.threshold <= LEVEL_NUMBERS[level]
  }

  child(fields: Readonly<Record<string, ContextValue>>): Logger {
    return new TargetLogger(this.name, this.#holder, new BoundFields(merged(this.#bound.fields, fields)))
  }
}

/** Lets loggers that exist already follow when the target is changed. */
export interface TargetHolder {
  target: LogTarget
}

const TRACE = LEVEL_NUMBERS.trace
const DEBUG = LEVEL_NUMBERS.debug
const INFO = LEVEL_NUMBERS.info
const WARN = LEVEL_NUMBERS.warn
const ERROR = LEVEL_NUMBERS.error
const FATAL = LEVEL_NUMBERS.fatal
