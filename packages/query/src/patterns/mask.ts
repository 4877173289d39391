/*
 * The parts of a text that differ by nature: times, ids, addresses, numbers. Each becomes one mark, whose kind is told by what
 * it looks like and by nothing else, so that a text has the same marks whatever texts come with it.
 */

/** Kinds of dynamic tokens, as they are shown: `<Time-1>`. `Token` is a word that turned out to differ. */
export const TOKEN_KINDS = ['Time', 'UUID', 'IP', 'ID', 'Number', 'Token'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

/** Marks are characters that log texts do not contain (private use area); a text that does is masked as if it did not. */
const FIRST_MARK = 0xe000

export function markOf(kind: TokenKind): string {
  return String.fromCharCode(FIRST_MARK + TOKEN_KINDS.indexOf(kind))
}

/** The kind that a character stands for, or undefined when it is no mark. */
export function kindOf(char: string): TokenKind | undefined {
  return TOKEN_KINDS[char.charCodeAt(0) - FIRST_MARK]
}

const DATE = String.raw`\d{4}[-/]\d{2}[-/]\d{2}`
const CLOCK = String.raw`\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?`
const ZONE = String.raw`(?:Z|\s?[+-]\d{2}:?\d{2})`
/** ISO 8601 and its kin, the times of access logs, and the time of day. */
const TIME = `${DATE}(?:[T ]${CLOCK}${ZONE}?)?|\\d{1,2}/[A-Z][a-z]{2}/\\d{4}:${CLOCK}(?: [+-]\\d{4})?|${CLOCK}${ZONE}?`
/** Letters, digits and underscores; hyphens, dots, at signs and, between digits, colons join them. */
const WORD = String.raw`\w+(?:[-.@]\w+|(?<=\d):(?=\d)\w+)*`
/** A word with a digit somewhere; others are skipped without a call. */
const DYNAMIC = new RegExp(String.raw`(?<!\w)(?:(${TIME})(?!\w)|(?=[A-Za-z_.@-]*\d)${WORD})`, 'g')

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/
/** A number, alone or with a unit. */
const NUMBER = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(ns|us|ms|s|sec|m|min|h|d|[kmgt]?i?b|k)?$/i
/** `s3`, `us-east-1`, `sha256`: a name that ends in a small number, which differs or does not. */
const NAME = /^([A-Za-z_][A-Za-z_.@-]*)(\d{1,4})$/
const MARKS = /[\ue000-\ue006]/g

/** Stands for the number at the end of a name, until it is known whether it differs. */
export const NAME_NUMBER = '\ue006'

/** A text with marks in place of its dynamic parts. */
export interface Masked {
  readonly text: string
  /** What each {@link NAME_NUMBER} stands for, from left to right. */
  readonly nameNumbers: readonly string[]
}

const NONE: readonly string[] = []

/** A number keeps its unit (`12ms` is a mark and `ms`), a name its letters. */
export function mask(text: string): Masked {
  let nameNumbers: string[] | undefined
  const masked = text.replace(MARKS, '?').replace(DYNAMIC, (word: string, time: string | undefined) => {
    if (time !== undefined) return markOf('Time')
    const number = NUMBER.exec(word)
    if (number !== null) return `${markOf('Number')}${number[1] ?? ''}`
    const name = NAME.exec(word)
    if (name !== null) {
      nameNumbers ??= []
      nameNumbers.push(name[2] as string)
      return `${name[1]}${NAME_NUMBER}`
    }
    if (UUID.test(word)) return markOf('UUID')
    return markOf(IPV4.test(word) ? 'IP' : 'ID')
  })
  return { text: masked, nameNumbers: nameNumbers ?? NONE }
}
