import { quoteNumbers } from './quote-numbers.ts'
import { type Columns, splitColumns } from './split-columns.ts'

/** The message as parsed JSON. Numbers have lost their spelling; see {@link LogText.numberAt}. */
export type JsonObject = Readonly<Record<string, unknown>>

/**
 * A log message and what has been made of it. One object serves any number of patterns, metric filters and selectors, so that
 * a message is parsed and split at most once.
 */
export class LogText {
  readonly message: string
  #json: JsonObject | null | undefined
  #spelled: unknown
  #columns: Columns | undefined

  constructor(message: string) {
    this.message = message
  }

  /** The message as a JSON object, or undefined when it is not exactly one: an array or trailing text will not do. */
  get json(): JsonObject | undefined {
    if (this.#json === undefined) this.#json = parseObject(this.message)
    return this.#json ?? undefined
  }

  /** How the number at a path of member names and array indexes is written. There must be one. */
  numberAt(path: readonly (string | number)[]): string {
    this.#spelled ??= JSON.parse(quoteNumbers(this.message))
    let value = this.#spelled
    for (const key of path) value = (value as Readonly<Record<string | number, unknown>>)[key]
    return value as string
  }

  /** The message as space-delimited fields. */
  get columns(): Columns {
    this.#columns ??= splitColumns(this.message)
    return this.#columns
  }
}

function parseObject(message: string): JsonObject | null {
  // Parsing what is not JSON costs an exception, which is a hundred times the price of looking first.
  if (!startsWithBrace(message)) return null
  try {
    const value: unknown = JSON.parse(message)
    return value as JsonObject
  } catch {
    return null
  }
}

/** Whether the first character that JSON does not skip is an opening brace. */
function startsWithBrace(message: string): boolean {
  for (let i = 0; i < message.length; i += 1) {
    const code = message.charCodeAt(i)
    if (code === 0x7b) return true
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false
  }
  return false
}
