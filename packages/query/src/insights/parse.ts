import type { Command, Query, Source } from './ast.ts'
import { COMMANDS } from './commands/index.ts'
import type { CommandSyntax } from './commands/syntax.ts'
import { Cursor } from './cursor.ts'
import { nested } from './expression.ts'
import { parseSource } from './source.ts'
import { didYouMean } from './suggest.ts'

/*
 * Text becomes a tree. Recursive descent over tokens that are read on demand; every problem is a SyntaxProblem with its place.
 */

/**
 * Reads a query.
 *
 * @throws {SyntaxProblem} for everything that is not the language, with the place
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function parseQuery(text: string): Query {
  const cursor = new Cursor(text)
  const query = parsePipeline(cursor)
  if (cursor.peek().kind !== 'end') cursor.mismatch("'|'", '<EOF>')
  return query
}

/** A query in parentheses: the right side of `join`, `in` and `appendcols`. */
export function parseSubquery(cursor: Cursor): Query {
  cursor.expectSymbol('(')
  const query = nested(cursor, () => parsePipeline(cursor))
  cursor.expectSymbol(')')
  return query
}

/** Each command is a level of the plan. */
const MAX_COMMANDS = 100

function parsePipeline(cursor: Cursor): Query {
  const { start } = cursor.peek().span
  const sources: Source[] = []
  const commands: Command[] = []
  do {
    if (commands.length === 0 && cursor.atWord('source')) sources.push(...parseSource(cursor))
    else if (commands.length < MAX_COMMANDS) commands.push(parseCommand(cursor))
    else cursor.fail(`A query can have at most ${MAX_COMMANDS} commands`, cursor.peek().span)
  } while (cursor.takeSymbol('|'))
  return { sources, commands, span: cursor.spanFrom(start) }
}

function parseCommand(cursor: Cursor): Command {
  const token = cursor.peek()
  const syntax = token.kind === 'word' ? syntaxOf(token.text.toLowerCase()) : undefined
  // As AWS's parser lists them when it finds none of them.
  if (syntax === undefined) {
    const known = COMMANDS.flatMap(({ keywords }) => keywords)
    const hint = token.kind === 'word' ? didYouMean(token.text, known) : ''
    return cursor.mismatchWithHint(hint, ...known.map(tokenName))
  }
  cursor.take()
  return syntax.parse(cursor, token.span.start)
}

function syntaxOf(keyword: string): CommandSyntax<Command> | undefined {
  return COMMANDS.find(({ keywords }) => keywords.includes(keyword))
}

function tokenName(keyword: string): string {
  return `K_${keyword.toUpperCase()}`
}
