import { type ActiveTrace, currentContext, currentTrace, type RequestContext, xrayTraceId } from '../context/context.ts'
import { textOf } from '../context/text-of.ts'
import type { Sink } from '../output/sink.ts'
import { Warnings } from '../output/warnings.ts'
import { FieldEncoder } from './encode.ts'
import { LEVEL_NUMBERS, type Level, type Threshold } from './level.ts'
import type { BoundFields, LogFields, LogTarget } from './logger.ts'
import { PathNode, type RedactOptions } from './redact.ts'
import { textLine } from './text-line.ts'

export interface LineTargetOptions {
  /** Where lines go, each of them to all. */
  readonly sinks: readonly Sink[]
  /** Least important level that is written. Default: `info`. */
  readonly level?: Threshold | undefined
  /** `json` for machines, `text` for a terminal. Default: `json`. */
  readonly format?: 'json' | 'text' | undefined
  /** On every line: service, version, environment. */
  readonly fields?: Readonly<Record<string, string | number | boolean>> | undefined
  readonly redact?: RedactOptions | undefined
  readonly warn?: ((message: string) => void) | undefined
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** Makes a line of JSON of each log call, with everything that is known around it, and hands it to the sinks. */
export class LineTarget implements LogTarget {
  readonly threshold: number
  readonly #sinks: readonly Sink[]
  readonly #format: 'json' | 'text'
  readonly #now: () => number
  readonly #warnings: Warnings
  readonly #encoder: FieldEncoder
  readonly #staticText: string
  readonly #heads = new Map<string, string>()
  #second = Number.NaN
  #secondText = ''

  /** @throws {TypeError} naming every option that is wrong */
  constructor(options: LineTargetOptions) {
    const { sinks, level = 'info', format = 'json', fields = {}, redact = {}, now = Date.now, warn } = options
    const problems = problemsOf(sinks, level, format, redact)
    if (problems.length > 0) throw new TypeError(`logs: ${problems.join('; ')}`)
    this.threshold = LEVEL_NUMBERS[level]
    this.#sinks = sinks
    this.#format = format
    this.#now = now
    this.#warnings = new Warnings(warn)
    const { paths = [], kinds = true, mask = '[REDACTED]' } = redact
    const rules = { paths: PathNode.of(paths), kinds, mask }
    this.#staticText = new FieldEncoder(rules, RESERVED).members(fields)
    // What stands on every line is a name of the line too.
    this.#encoder = new FieldEncoder(rules, new Set([...RESERVED, ...Object.keys(fields)]))
  }

  write(level: Level, logger: string, bound: BoundFields, message: string, fields: LogFields | undefined): void {
    try {
      const line = this.#line(level, logger, bound, message, fields)
      this.#send(this.#format === 'json' ? line : textLine(line))
    } catch (error) {
      this.#warnings.add(`a log line was dropped: ${textOf(error)}`)
    }
  }

  /** Resolves when every line has left the process, or cannot leave it any more. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#sinks.map(async (sink) => sink.flush()))
  }

  #send(line: string): void {
    const sinks = this.#sinks
    for (let index = 0; index < sinks.length; index++) {
      try {
        sinks[index]!.write(line)
      } catch (error) {
        this.#warnings.add(`a log output failed: ${textOf(error)}`)
      }
    }
  }

  #line(level: Level, logger: string, bound: BoundFields, message: string, fields: LogFields | undefined): string {
    const own = fields === undefined ? '' : this.#encoder.members(fields)
    const around = this.#around(fields)
    const text = typeof message === 'string' ? this.#encoder.text(message) : this.#encoder.text(textOf(message))
    return `{"timestamp":"${this.#timestamp()}${this.#head(level, logger)}${text}${this.#staticText}${around}${this.#bound(bound, fields)}${own}}\n`
  }

  /** Of the context: kept with it, because a request writes several lines. */
  #around(fields: LogFields | undefined): string {
    const context = currentContext()
    const trace = currentTrace()
    if (context === undefined) return trace === undefined ? '' : traceText(trace)
    const known = context.derived
    const { version } = context
    if (known !== undefined && known.owner === this && known.version === version && known.trace === trace) {
      return this.#without(known.text, context, fields)
    }
    const text = this.#contextText(context, trace, context.fields)
    context.derived = { owner: this, version, trace, text }
    return this.#without(text, context, fields)
  }

  #contextText(context: RequestContext, trace: ActiveTrace | undefined, fields: LogFields): string {
    const { requestId } = context
    const head = requestId === undefined ? '' : `,"requestId":${this.#encoder.text(requestId)}`
    return `${head}${trace === undefined ? '' : traceText(trace)}${this.#encoder.members(fields)}`
  }

  /** A field of the call takes the place of a field of the context: JSON must not have a name twice. */
  #without(text: string, context: RequestContext, fields: LogFields | undefined): string {
    const around = context.fields
    for (const name in fields) {
      if (around[name] !== undefined) {
        return this.#contextText(context, currentTrace(), except(around, fields))
      }
    }
    return text
  }

  #bound(bound: BoundFields, fields: LogFields | undefined): string {
    const context = currentContext()?.fields
    for (const name in bound.fields) {
      if (fields?.[name] !== undefined || context?.[name] !== undefined) {
        return this.#encoder.members(except(except(bound.fields, fields), context))
      }
    }
    if (bound.text?.owner !== this) bound.text = { owner: this, text: this.#encoder.members(bound.fields) }
    return bound.text.text
  }

  #head(level: Level, logger: string): string {
    const key = level + logger
    let head = this.#heads.get(key)
    if (head === undefined) {
      head = `","level":"${level}","logger":${JSON.stringify(logger)},"message":`
      if (this.#heads.size >= MAX_HEADS) this.#heads.clear()
      this.#heads.set(key, head)
    }
    return head
  }

  /** ISO 8601 with milliseconds; the text of the second is kept, because many lines share it. */
  #timestamp(): string {
    const nowMs = this.#now()
    const second = Math.floor(nowMs / 1_000)
    if (second !== this.#second) {
      this.#secondText = new Date(second * 1_000).toISOString().slice(0, 20)
      this.#second = second
    }
    const ms = Math.floor(nowMs - second * 1_000)
    return `${this.#secondText}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
  }
}

const MAX_HEADS = 1_000
const RESERVED: ReadonlySet<string> = new Set([
  'timestamp',
  'level',
  'logger',
  'message',
  'requestId',
  'traceId',
  'spanId',
  'xrayTraceId',
])

function traceText(trace: ActiveTrace): string {
  const { traceId, spanId } = trace
  return `,"traceId":"${traceId}","spanId":"${spanId}","xrayTraceId":"${xrayTraceId(traceId)}"`
}

function except(fields: LogFields, others: LogFields | undefined): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => others?.[name] === undefined))
}

function problemsOf(
  sinks: readonly Sink[],
  level: Threshold,
  format: string,
  redact: RedactOptions,
): readonly string[] {
  const problems: string[] = []
  if (!Array.isArray(sinks) || sinks.some((sink) => typeof sink?.write !== 'function')) {
    problems.push('sinks must be a list of objects with a write method')
  }
  if (!Object.hasOwn(LEVEL_NUMBERS, level)) {
    problems.push(`level must be one of ${Object.keys(LEVEL_NUMBERS).join(', ')}, got '${String(level)}'`)
  }
  if (format !== 'json' && format !== 'text') problems.push(`format must be json or text, got '${format}'`)
  const empty = (redact.paths ?? []).find((path) => path.split('.').includes(''))
  if (empty !== undefined) problems.push(`redact.paths must be names joined by dots, got '${empty}'`)
  return problems
}
