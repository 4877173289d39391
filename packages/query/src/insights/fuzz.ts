import { SyntaxProblem } from '../syntax-problem.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import { bindScript } from './script.ts'

/*
 * Test support: good queries with mistakes in them. Whatever comes of it is either refused with a place inside the text, or it is
 * the language: then it prints, and what is printed parses to the same tree and means the same.
 */

/** Texts with 1 to 4 random changes each; the same seed gives the same texts. */
export function* mutatedQueries(seeds: readonly string[], count: number, seed: number): Generator<string> {
  const next = generator(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
  for (let i = 0; i < count; i += 1) {
    let text = pick(seeds)
    const changes = 1 + Math.floor(next() * 4)
    for (let change = 0; change < changes; change += 1) {
      const at = Math.floor(next() * (text.length + 1))
      const end = Math.min(text.length, at + Math.floor(next() * 8))
      const other = pick(seeds)
      const from = Math.floor(next() * other.length)
      const inserted = pick([pick(TOKENS), other.slice(from, from + Math.floor(next() * 30)), text.slice(at, end), ''])
      text = `${text.slice(0, at)}${inserted}${text.slice(next() < 0.5 ? at : end)}`
    }
    yield text.slice(0, MAX_LENGTH)
  }
}

/** As long as StartQuery takes. */
const MAX_LENGTH = 10_000

/** Pieces that mean something to a parser. */
const TOKENS: readonly string[] = [
  ...[
    '|',
    ',',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '`',
    '/',
    '\\',
    '#',
    '\n',
    '*',
    '=',
    '!=',
    '<=',
    '=~',
    '!',
    '.',
    '@',
  ],
  ...[
    '-',
    '+',
    '^',
    '%',
    ' ',
    '\t',
    '0',
    '1e9',
    '.5',
    '5m',
    '300s',
    '1mo',
    '99999999999999999999',
    '$',
    ':',
    ';',
    '&&',
  ],
  ...[
    ' and ',
    ' or ',
    ' not ',
    ' in ',
    ' like ',
    ' as ',
    ' by ',
    ' desc',
    ' multi',
    ' where ',
    ' with ',
    ' for ',
    ' any ',
  ],
  ...['fields a', '| stats count(*) by b', '| sort c', '| limit 1', '| dedup d', '| diff', '(SOURCE "g" | fields a)'],
  ...[
    'count(*)',
    'bin(5m)',
    'strlen(a)',
    'if(a,b,c)',
    '/(?i)x/',
    '"a*b"',
    '@message',
    '`a b`',
    'a.b[0].`c`',
    'é',
    '👍',
    '\u0000',
    '\ud800',
  ],
]

/** What is wrong with how a text is treated; undefined when nothing is. */
export function queryProblem(text: string): string | undefined {
  try {
    const query = parseQuery(text)
    const printed = printQuery(query)
    const again = parseQuery(printed)
    if (shape(query) !== shape(again)) return `prints as ${printed}, which is another query`
    const [meaning, meaningAgain] = [meaningOf(text), meaningOf(printed)]
    if (meaning !== meaningAgain) return `prints as ${printed}, which means something else`
    return undefined
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) return `throws ${String(error)}`
    const isInside = error.start >= 0 && error.start <= error.end && error.end <= text.length
    return isInside ? undefined : `the error is at ${error.start} to ${error.end}`
  }
}

/** A tree without places; a name that was the text as written may come back as an alias. */
function shape(tree: unknown): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === 'span' || key === 'alias' ? undefined : value))
}

function meaningOf(text: string): string {
  try {
    return shape(bindScript(text, { lookupTables: new Map() }))
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message
    throw error
  }
}

/** Numbers from 0 to 1 (xorshift). */
function generator(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
