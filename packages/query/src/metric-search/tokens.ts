/**
 * How search expressions cut names into tokens: at changes of case (`SDBFailure` is `sdb` and `failure`), around digits, and at
 * everything that is neither letter nor digit. Tokens are in lower case.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
const TOKEN = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{L}+|\p{N}+/gu

export function tokenize(text: string): readonly string[] {
  return (text.match(TOKEN) ?? []).map((token) => token.toLowerCase())
}

/**
 * Whether the tokens of a term are found side by side in those of a name. A token of the term may span several of the name, but
 * begins and ends where one of the name does: `customcount` finds `CustomCount1`, `ustomcount` and `couNT` do not.
 */
export function containsTokens(name: readonly string[], term: readonly string[]): boolean {
  if (term.length === 0) return false
  for (let start = 0; start < name.length; start += 1) if (matchesFrom(name, start, term)) return true
  return false
}

function matchesFrom(name: readonly string[], start: number, term: readonly string[]): boolean {
  let at = start
  for (const wanted of term) {
    let covered = 0
    while (covered < wanted.length) {
      const token = name[at]
      if (token === undefined || !wanted.startsWith(token, covered)) return false
      covered += token.length
      at += 1
    }
  }
  return true
}
