import type { Dialect } from './dialect.ts'

/*
 * Texts that have to come out as JavaScript writes them.
 */

/** What JSON writes as an escape, as a class of RE2; in SQL that has no escapes of its own. */
export const JSON_ESCAPED = '[\\x00-\\x1f"\\\\]'

/**
 * The JSON of a text, as JSON.stringify writes it.
 *
 * @param needsEscape SQL that says whether there is something to escape: mostly there is not
 * @param character SQL of the character with a number
 */
export function jsonText(
  text: string,
  { concat, replace }: Pick<Dialect, 'concat' | 'replace'>,
  needsEscape: string,
  character: (code: number) => string,
): string {
  let escaped = text
  // The backslash first: the others bring backslashes.
  for (const code of [BACKSLASH, QUOTE, ...Array.from({ length: 0x20 }, (_, control) => control)]) {
    const written = JSON.stringify(String.fromCharCode(code)).slice(1, -1)
    const parts = written.split('\\').flatMap((part, i) => [...(i === 0 ? [] : [character(BACKSLASH)]), `'${part}'`])
    escaped = replace(escaped, character(code), concat(parts))
  }
  return concat([`'"'`, `CASE WHEN ${needsEscape} THEN ${escaped} ELSE ${text} END`, `'"'`])
}

const BACKSLASH = 0x5c
const QUOTE = 0x22

/** Letters whose capital form is several letters. */
export const LONG_CAPITALS: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code))
    .filter((letter) => letter.toUpperCase().length > 1 && !/[\ud800-\udfff]/.test(letter))
    .map((letter) => [letter, letter.toUpperCase()]),
)
