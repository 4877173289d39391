import { readdirSync, readFileSync } from 'node:fs'
import { SyntaxProblem } from '../syntax-problem.ts'
import { bindQuery } from './bind.ts'
import { splitCsv } from './functions/operators.ts'
import type { InsightsEvent } from './interpret.ts'
import { parseQuery } from './parse.ts'
import type { Program, TimeRange } from './plan.ts'
import { QueryFailure } from './query-failure.ts'
import type { ResultRow } from './result.ts'

/*
 * Test support: scripts that load events, run queries and say what comes out, for every engine that runs plans.
 *
 *     # A comment.
 *     group /aws/lambda/f                  the group of the events below; /test unless said otherwise
 *     events                               events of the group, instead of those before; `more events` adds to them
 *     2026-06-17T00:01:00.000Z {"a": 1}
 *
 *     lookup users                         a lookup table
 *     id,name
 *     u1,Ann
 *
 *     query
 *     filter a = 1 | fields a
 *     ----
 *     {"a": "1"}                           a row: fields in their order, without @ptr
 *
 * Instead of rows: `empty`, or `error MESSAGE` (a part of it) with `at TEXT` (what the place covers) on the next line. `unordered`
 * on the first line lets rows come in any order. An empty line ends every part. The range of every query is the hour
 * from 2026-06-17T00:00:00Z, now is its end, and sub-queries find groups by their names.
 */

export interface ScriptWorld {
  readonly events: readonly InsightsEvent[]
  /** Columns in order, and rows by column. */
  readonly lookupTables: ReadonlyMap<string, LookupTable>
}

export interface LookupTable {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, string>>[]
}

export interface ScriptCase {
  /** `file:line`. */
  readonly place: string
  readonly query: string
  readonly world: ScriptWorld
  readonly expected: Expected
}

export type Expected =
  | { readonly kind: 'rows'; readonly rows: readonly ResultRow[]; readonly ordered: boolean }
  | { readonly kind: 'error'; readonly message: string; readonly at: string | undefined }

/** Runs a program over the events of a world; rows as GetQueryResults shows them. */
export type ScriptEngine = (program: Program, world: ScriptWorld) => Promise<readonly ResultRow[]>

const START_MS = Date.UTC(2026, 5, 17)
const HOUR_MS = 3_600_000

export const SCRIPT_RANGE: TimeRange = { startMs: START_MS, endMs: START_MS + HOUR_MS }
export const SCRIPT_ACCOUNT = '123456789012'
/** The log group of events, and what a query without SOURCE reads. */
export const SCRIPT_GROUP = '/test'

/** Every script of the package. */
export function loadScripts(): readonly ScriptCase[] {
  const folder = new URL('../../testdata/insights/', import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test'))
    .sort()
    .flatMap((name) => parseScript(readFileSync(new URL(name, folder), 'utf8'), name))
}

/** Queries that are not the language, each with what its error points at; empty: behind the last character. */
export function loadMalformed(): readonly (readonly [query: string, at: string])[] {
  return readFileSync(new URL('../../testdata/insights/malformed.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [query = '', at = ''] = line.split('\t')
      return [query, at] as const
    })
}

/** Runs a case; what is wrong with the answer, undefined when nothing is. */
export async function checkCase(
  { query, world, expected }: ScriptCase,
  engine: ScriptEngine,
): Promise<string | undefined> {
  try {
    const rows = await engine(bindScript(query, world), world)
    if (expected.kind === 'error') return `expected an error with '${expected.message}', got\n${printRows(rows)}`
    return compareRows(rows, expected)
  } catch (error) {
    if (!(error instanceof SyntaxProblem || error instanceof QueryFailure)) throw error
    if (expected.kind === 'rows') return `expected rows, got: ${error.message}`
    if (!error.message.includes(expected.message)) return `expected '${expected.message}', got '${error.message}'`
    const at = error instanceof SyntaxProblem ? query.slice(error.start, error.end) : undefined
    return expected.at === undefined || expected.at === at ? undefined : `expected it at '${expected.at}', got '${at}'`
  }
}

/** @throws {SyntaxProblem} */
export function bindScript(query: string, { lookupTables }: Pick<ScriptWorld, 'lookupTables'>): Program {
  return bindQuery(parseQuery(query), {
    range: SCRIPT_RANGE,
    nowMs: SCRIPT_RANGE.endMs,
    lookupTables: new Map([...lookupTables].map(([name, { columns }]) => [name, columns])),
  })
}

function compareRows(rows: readonly ResultRow[], expected: Extract<Expected, { kind: 'rows' }>): string | undefined {
  const shown = rows.map((row) => printRow(row.filter(({ field }) => field !== '@ptr')))
  const wanted = expected.rows.map(printRow)
  const [a, b] = expected.ordered ? [shown, wanted] : [[...shown].sort(), [...wanted].sort()]
  return a.join('\n') === b.join('\n') ? undefined : `expected\n${b.join('\n')}\ngot\n${a.join('\n')}`
}

function printRows(rows: readonly ResultRow[]): string {
  return rows.map(printRow).join('\n')
}

/** As a row stands in a script. */
export function printRow(row: ResultRow): string {
  return `{${row.map(({ field, value }) => `${JSON.stringify(field)}: ${JSON.stringify(value)}`).join(', ')}}`
}

/** @throws {Error} naming the line that is wrong */
export function parseScript(text: string, file: string): readonly ScriptCase[] {
  const lines = text.split('\n')
  const cases: ScriptCase[] = []
  let world: ScriptWorld = { events: [], lookupTables: new Map() }
  let group = SCRIPT_GROUP
  let at = 0
  const block = (end: (line: string) => boolean): readonly string[] => {
    const taken: string[] = []
    while (at < lines.length && !end(lines[at] as string)) taken.push(lines[at++] as string)
    at += 1
    return taken
  }
  const isEmpty = (line: string): boolean => line.trim() === ''
  while (at < lines.length) {
    const line = lines[at] as string
    const place = `${file}:${at + 1}`
    at += 1
    if (isEmpty(line) || line.startsWith('#')) continue
    if (line.startsWith('group ')) group = line.slice('group '.length)
    else if (line === 'events' || line === 'more events') {
      const before = line === 'events' ? [] : world.events
      world = { ...world, events: parseEvents(block(isEmpty), group, before, place) }
    } else if (line.startsWith('lookup ')) {
      const tables = new Map(world.lookupTables).set(line.slice('lookup '.length), parseTable(block(isEmpty)))
      world = { ...world, lookupTables: tables }
    } else if (line === 'query') {
      const query = block((next) => next === '----').join('\n')
      cases.push({ place, query, world, expected: parseExpected(block(isEmpty), place) })
    } else throw new Error(`${place}: expected events, more events, group, lookup or query, got '${line}'`)
  }
  return cases
}

function parseEvents(
  lines: readonly string[],
  group: string,
  before: readonly InsightsEvent[],
  place: string,
): readonly InsightsEvent[] {
  const events = lines.map((line, i) => {
    const blank = line.indexOf(' ')
    const timestampMs = Date.parse(line.slice(0, blank))
    if (Number.isNaN(timestampMs)) throw new Error(`${place}: an event begins with its time, got '${line}'`)
    const sequence = before.length + i
    return {
      timestampMs,
      ingestionTimeMs: timestampMs + 250,
      message: line.slice(blank + 1),
      logStream: 'stream',
      log: `${SCRIPT_ACCOUNT}:${group}`,
      ptr: `ptr-${sequence}`,
      sequence,
    }
  })
  return [...before, ...events]
}

function parseTable(lines: readonly string[]): LookupTable {
  const [columns = [], ...rows] = lines.map(splitCsv)
  return {
    columns,
    rows: rows.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']))),
  }
}

function parseExpected(lines: readonly string[], place: string): Expected {
  const [first = '', second] = lines
  if (first.startsWith('error ')) {
    const at = second?.startsWith('at ') === true ? second.slice('at '.length) : undefined
    return { kind: 'error', message: first.slice('error '.length), at }
  }
  if (first === 'empty') return { kind: 'rows', rows: [], ordered: true }
  const ordered = first !== 'unordered'
  const rows = (ordered ? lines : lines.slice(1)).map((line) => parseRow(line, place))
  if (rows.length === 0) throw new Error(`${place}: say empty when no rows are expected`)
  return { kind: 'rows', rows, ordered }
}

function parseRow(line: string, place: string): ResultRow {
  try {
    const row = JSON.parse(line) as Readonly<Record<string, string>>
    // A literal with a name that looks like a number would come first: order is compared, so such names cannot be used.
    return Object.entries(row).map(([field, value]) => ({ field, value }))
  } catch (cause) {
    throw new Error(`${place}: a row is a JSON object, got '${line}'`, { cause })
  }
}
