/**
 * What a SQL statement is, without what is in it: literals become `?`, comments go.
 *
 * A scanner, not a parser: it knows how literals and comments of PostgreSQL begin and end. What does not end (a cut statement)
 * counts as a literal up to the end, so that no value can slip through.
 *
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 * @see https://opentelemetry.io/docs/specs/semconv/database/database-spans/#sanitization-of-dbquerytext
 */
export interface QueryShape {
  /** The statement with `?` for every literal, at most 1,000 characters. */
  readonly text: string
  /** `SELECT`; `QUERY` when it is no statement we know. */
  readonly operation: string
  /** `SELECT videos` */
  readonly summary: string
}

const MAX_SCANNED = 8_192
const MAX_TEXT = 1_000
const MAX_CACHED = 500
const MAX_CACHED_LENGTH = 2_048

const cache = new Map<string, QueryShape>()

/** Statements with parameters come again and again: the latest are kept. */
export function queryShape(sql: string): QueryShape {
  const known = cache.get(sql)
  if (known !== undefined) return known
  const shape = shapeOf(sql)
  if (sql.length <= MAX_CACHED_LENGTH) {
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(sql, shape)
  }
  return shape
}

const OPERATION =
  /^\(*\s*(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|VALUES|TABLE|COPY|CALL|DO|BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|CREATE|ALTER|DROP|TRUNCATE|REFRESH|VACUUM|ANALYZE|EXPLAIN|SET|SHOW|RESET|LOCK|LISTEN|UNLISTEN|NOTIFY|PREPARE|EXECUTE|DEALLOCATE|DECLARE|FETCH|CLOSE|GRANT|REVOKE)\b/i

const TARGET =
  /\b(?:FROM|INTO|UPDATE|TABLE|JOIN)\s+(?:ONLY\s+|IF\s+(?:NOT\s+)?EXISTS\s+)?("[^"]{1,63}"|[a-z_][\w$.]{0,126})/i

function shapeOf(sql: string): QueryShape {
  const scanned = scan(sql.slice(0, MAX_SCANNED))
  // Lists of literals differ in length only.
  const text = scanned
    .replace(/\?(?:, ?\?)+/g, '?')
    .trim()
    .slice(0, MAX_TEXT)
  const operation = OPERATION.exec(text)?.[1]?.toUpperCase() ?? 'QUERY'
  const target = TARGET.exec(text)?.[1]
  return { text, operation, summary: target === undefined ? operation : `${operation} ${target}` }
}

function scan(sql: string): string {
  let out = ''
  for (let at = 0; at < sql.length; ) {
    const { end, write } = tokenAt(sql, at)
    out += write
    at = end
  }
  return out.replace(/ {2,}/g, ' ')
}

interface Token {
  /** Where the next one begins; always further on. */
  readonly end: number
  readonly write: string
}

function tokenAt(sql: string, at: number): Token {
  const char = sql[at] as string
  const two = sql.slice(at, at + 2)
  if (two === '--') return { end: indexOr(sql.indexOf('\n', at), sql.length), write: ' ' }
  if (two === '/*') return { end: endOfComment(sql, at), write: ' ' }
  if (char === "'") return { end: endOfQuoted(sql, at, "'", false), write: '?' }
  if (char === '"') {
    const end = endOfQuoted(sql, at, '"', false)
    return { end, write: sql.slice(at, end) }
  }
  if (char === '$') return dollar(sql, at)
  if (/\s/.test(char)) return { end: at + 1, write: ' ' }
  const word = matchAt(WORD, sql, at)
  if (word !== undefined) return afterWord(sql, at, word)
  const number = matchAt(NUMBER, sql, at)
  if (number !== undefined) return { end: at + number.length, write: '?' }
  return { end: at + 1, write: char }
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy
const NUMBER = /\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?/y
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy
const PARAMETER = /\$\d+/y

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(sql)?.[0]
}

/** `E'it\'s'`, `B'01'`, `U&'...'`: a prefix belongs to the literal. */
function afterWord(sql: string, at: number, word: string): Token {
  const end = at + word.length
  if (sql[end] === "'" && /^[ebnx]$/i.test(word)) {
    return { end: endOfQuoted(sql, end, "'", /^e$/i.test(word)), write: '?' }
  }
  if (/^u$/i.test(word) && sql.startsWith("&'", end)) return { end: endOfQuoted(sql, end + 1, "'", false), write: '?' }
  return { end, write: word }
}

/** `$1` stays, `$tag$text$tag$` is a literal. */
function dollar(sql: string, at: number): Token {
  const parameter = matchAt(PARAMETER, sql, at)
  if (parameter !== undefined) return { end: at + parameter.length, write: parameter }
  const tag = matchAt(DOLLAR_TAG, sql, at)
  if (tag === undefined) return { end: at + 1, write: '$' }
  const close = sql.indexOf(tag, at + tag.length)
  return { end: close < 0 ? sql.length : close + tag.length, write: '?' }
}

function endOfQuoted(sql: string, at: number, quote: string, escapes: boolean): number {
  for (let index = at + 1; index < sql.length; index++) {
    if (escapes && sql[index] === '\\') index++
    else if (sql[index] === quote) {
      if (sql[index + 1] !== quote) return index + 1
      index++
    }
  }
  return sql.length
}

/** Comments nest. */
function endOfComment(sql: string, at: number): number {
  let depth = 0
  for (let index = at; index < sql.length; index++) {
    const two = sql.slice(index, index + 2)
    if (two === '/*') depth++
    else if (two === '*/') depth--
    else continue
    index++
    if (depth === 0) return index + 1
  }
  return sql.length
}

function indexOr(index: number, otherwise: number): number {
  return index < 0 ? otherwise : index
}
