import { SyntaxProblem } from '../syntax-problem.ts'

/*
 * Saved queries: `{{name}}` in their text stands for a parameter, and `$Name(p = "v")` in a query stands for a saved one. Both are
 * replaced before the text is parsed.
 *
 * Comments, strings, regular expressions and names in backticks are not looked into for `$`; placeholders are replaced anywhere, in
 * strings too, as that is where they are mostly written.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html
 */

export interface SavedQuery {
  readonly name: string
  readonly text: string
  readonly parameters: readonly SavedQueryParameter[]
}

export interface SavedQueryParameter {
  readonly name: string
  readonly defaultValue: string | undefined
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
export const MAX_QUERY_LENGTH = 10_000

const PLACEHOLDER = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g

/** Names of the placeholders in a text, in order of appearance. */
export function placeholders(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name as string))]
}

/**
 * Text with every `$Name(…)` replaced by the saved query of this name.
 *
 * @throws {SyntaxProblem} for an unknown query or parameter, a parameter without value, a saved query that invokes another, and
 * a text that becomes longer than StartQuery takes
 */
export function expandSavedQueries(text: string, find: (name: string) => SavedQuery | undefined): string {
  const parts: string[] = []
  let copied = 0
  for (const call of invocations(text)) {
    const saved = find(call.name)
    if (saved === undefined) fail(`There is no saved query ${call.name}`, call)
    const body = fillIn(saved as SavedQuery, call)
    if (!invocations(body).next().done)
      fail(`The saved query ${call.name} invokes another one, which is not allowed`, call)
    parts.push(text.slice(copied, call.start), body)
    copied = call.end
  }
  const expanded = parts.join('') + text.slice(copied)
  if (copied > 0 && expanded.length > MAX_QUERY_LENGTH) {
    throw new SyntaxProblem(
      `The query has more than ${MAX_QUERY_LENGTH} characters when saved queries are filled in`,
      0,
      text.length,
    )
  }
  return expanded
}

/** A query with values for its placeholders; those that are not given have their defaults. */
function fillIn(saved: SavedQuery, call: Invocation): string {
  for (const name of call.values.keys()) {
    const isKnown = saved.parameters.some((parameter) => parameter.name === name)
    if (!isKnown) fail(`The saved query ${saved.name} has no parameter ${name}`, call)
  }
  return saved.text.replace(PLACEHOLDER, (_, name: string) => {
    const value = call.values.get(name) ?? saved.parameters.find((parameter) => parameter.name === name)?.defaultValue
    return value ?? fail(`The parameter ${name} of the saved query ${saved.name} has no value`, call)
  })
}

interface Invocation {
  readonly name: string
  readonly values: ReadonlyMap<string, string>
  readonly start: number
  readonly end: number
}

/** What `$` is not looked for in. A slash begins a regular expression only behind what takes one. */
const SKIPPED =
  /#[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|`[^`]*`|(?:\blike|=~|\bparse(?:\s+[\w@.]+)?)\s*\/(?:[^/\\]|\\[\s\S])*\//giy
const CALL = /\$(?:([A-Za-z_][A-Za-z0-9_/-]*)|`([^`]+)`)\s*\(/y
const ARGUMENT =
  /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([^\s,)"']+))\s*/y
const CLOSE = /\s*\)/y

function* invocations(text: string): Generator<Invocation> {
  for (let at = 0; at < text.length; ) {
    const skipped = match(SKIPPED, text, at)
    if (skipped !== undefined) {
      at += skipped[0].length
      continue
    }
    const call = text[at] === '$' ? match(CALL, text, at) : undefined
    if (call === undefined) {
      at += 1
      continue
    }
    const name = (call[1] ?? call[2]) as string
    const { values, end } = parseArguments(text, at, at + call[0].length)
    yield { name, values, start: at, end }
    at = end
  }
}

function parseArguments(
  text: string,
  start: number,
  from: number,
): { readonly values: ReadonlyMap<string, string>; readonly end: number } {
  const values = new Map<string, string>()
  let at = from
  for (let first = true; ; first = false) {
    const close = match(CLOSE, text, at)
    if (close !== undefined) return { values, end: at + close[0].length }
    if (!first) {
      if (text[at] !== ',')
        return fail(`mismatched input '${text[at] ?? '<EOF>'}' expecting {',', ')'}`, {
          start: at,
          end: Math.min(at + 1, text.length),
        })
      at += 1
    }
    const argument = match(ARGUMENT, text, at)
    if (argument === undefined) {
      return fail('A saved query takes arguments such as name = "value"', { start, end: Math.min(at + 1, text.length) })
    }
    const [whole, name, double, single, plain] = argument
    values.set(name as string, plain ?? unescaped((double ?? single) as string))
    at += whole.length
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(["'\\])/g, '$1')
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function fail(message: string, { start, end }: { readonly start: number; readonly end: number }): never {
  throw new SyntaxProblem(message, start, end)
}
