/**
 * Tests of alarms as text, one statement a line:
 *
 *     # Two slow minutes in a row wake somebody.
 *     alarm latency.json
 *     start 2026-11-21T12:00:00Z
 *     data Shop Latency route=/checkout every 1m: 120 130 - 900x2 110x3
 *     expect latency: +1m OK, +5m ALARM, +6m OK
 *     until +10m
 *
 * Datapoints may have been recorded, as `aws cloudwatch get-metric-statistics` or `get-metric-data` print them; without `start`
 * the test begins with the first of them:
 *
 *     data Shop Latency route=/checkout from latency.recorded.json
 *
 * For alarms on PromQL queries, what the query returns is given, one line for each element of the vector:
 *
 *     vector api-down instance="10.0.0.1:9090" every 1m: 0x3 - -
 *
 * `-` is a period without datapoint, or without the element, and `900x2` is 900 twice; words with blanks are put in quotation marks. Times in
 * `expect` are those of the boundary at which the alarm is evaluated, from the start on; all changes of state must be listed. The
 * test ends with its data, or at `until`.
 */

import type { StateValue } from '@atalaya/alarms'
import { DAY_MS, type Dimension, HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { endOf, type GivenPoint, readRecorded } from './recorded.ts'
import type { GivenElement, GivenSeries, StateChange } from './simulate.ts'

export interface ExpectedChange {
  readonly offsetMs: number
  readonly to: StateValue
}

export interface AlarmTest {
  /** Files with definitions, as written. */
  readonly files: readonly string[]
  readonly startMs: number
  readonly endMs: number
  readonly series: readonly GivenSeries[]
  readonly vectors: readonly GivenElement[]
  /** By name of the alarm. */
  readonly expected: ReadonlyMap<string, readonly ExpectedChange[]>
}

const DEFAULT_START_MS = Date.parse('2026-01-01T00:00:00Z')
const MAX_VALUES = 100_000
const STATES: readonly StateValue[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA']

/**
 * @param read the text of a file with recorded datapoints, named as in the test; default: there are none
 * @throws {Error} naming the line that is wrong
 */
export function readAlarmTest(text: string, read: (file: string) => string = noFiles): AlarmTest {
  const files: string[] = []
  const data: Data[] = []
  const vectors: GivenElement[] = []
  const expected = new Map<string, readonly ExpectedChange[]>()
  let givenStartMs: number | undefined
  let untilMs: number | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const statement = line.trim()
    if (statement === '' || statement.startsWith('#')) continue
    const [, keyword = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(statement) ?? []
    try {
      if (keyword === 'alarm') files.push(...words(rest))
      else if (keyword === 'start') givenStartMs = readTime(rest)
      else if (keyword === 'until') untilMs = readOffset(rest)
      else if (keyword === 'data') data.push(readData(rest, read))
      else if (keyword === 'vector') vectors.push(readVector(rest))
      else if (keyword === 'expect') expected.set(...readExpected(rest))
      else throw new Error(`'${keyword}' is none of alarm, start, data, vector, expect, until`)
    } catch (error) {
      throw new Error(`line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  if (files.length === 0) throw new Error('no alarm is named: expected a line such as: alarm latency.json')
  const firstMs = Math.min(...data.flatMap(({ recorded = [] }) => recorded[0]?.timeMs ?? []))
  const startMs =
    givenStartMs ?? (Number.isFinite(firstMs) ? Math.floor(firstMs / MINUTE_MS) * MINUTE_MS : DEFAULT_START_MS)
  const series = data.map(({ recorded, values, everyMs, ...metric }) => {
    return { ...metric, points: recorded ?? pointsOf(values, everyMs, startMs) }
  })
  const ends = [
    ...[...data, ...vectors].map(({ values, everyMs }) => startMs + values.length * everyMs),
    ...data.flatMap(({ recorded = [] }) => endOf(recorded) ?? []),
  ]
  const endMs = untilMs === undefined ? Math.max(startMs, ...ends) : startMs + untilMs
  return { files, startMs, endMs, series, vectors, expected }
}

function noFiles(): never {
  throw new Error('files cannot be read here')
}

function readTime(text: string): number {
  const timeMs = Date.parse(text)
  if (Number.isNaN(timeMs) || timeMs % MINUTE_MS !== 0) {
    throw new Error(`start must be a full minute such as 2026-11-21T12:00:00Z, got '${text}'`)
  }
  return timeMs
}

const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }

function readDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+)([smhd])/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Error(`expected a duration such as 1m, 90s or 1h30m, got '${text}'`)
  }
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0)
}

function readOffset(text: string): number {
  if (!text.startsWith('+')) throw new Error(`expected a time after the start such as +5m, got '${text}'`)
  return readDuration(text.slice(1))
}

/** Values at equal distances from the start on, or recorded datapoints. */
interface Data extends Omit<GivenSeries, 'points'> {
  readonly everyMs: number
  /** Undefined: no datapoint. */
  readonly values: readonly (number | undefined)[]
  readonly recorded?: readonly GivenPoint[]
}

function pointsOf(values: Data['values'], everyMs: number, startMs: number): readonly GivenPoint[] {
  return values.flatMap((value, index): readonly GivenPoint[] => {
    return value === undefined ? [] : [{ timeMs: startMs + index * everyMs, samples: { kind: 'value', value } }]
  })
}

function readData(text: string, read: (file: string) => string): Data {
  const all = words(text)
  const from = all.indexOf('from', 2)
  if (from !== -1) return readRecording(all, from, read)
  const [before, values] = aroundColon(text, 'data NAMESPACE METRIC [NAME=VALUE...] [every DURATION]: VALUES')
  const [namespace, metricName, ...more] = before
  if (namespace === undefined || metricName === undefined) throw new Error('data needs a namespace and a metric')
  const { pairs: dimensions, everyMs } = readPairs(more)
  return { namespace, metricName, dimensions, everyMs, values }
}

function readRecording(all: readonly string[], from: number, read: (file: string) => string): Data {
  const [namespace = '', metricName = '', ...more] = all.slice(0, from)
  const [file, id, ...rest] = all.slice(from + 1)
  if (file === undefined || rest.length > 0) throw new Error('expected a file, and if wanted the id of a result in it')
  const { pairs: dimensions, everyMs } = readPairs(more)
  try {
    return { namespace, metricName, dimensions, everyMs, values: [], recorded: readRecorded(read(file), id) }
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function readVector(text: string): GivenElement {
  const [[alarm, ...more], values] = aroundColon(text, 'vector ALARM [NAME=VALUE...] [every DURATION]: VALUES')
  if (alarm === undefined) throw new Error('vector needs the name of an alarm')
  const { pairs, everyMs } = readPairs(more)
  return { alarm, attributes: Object.fromEntries(pairs.map(({ name, value }) => [name, value])), everyMs, values }
}

function aroundColon(text: string, form: string): readonly [readonly string[], readonly (number | undefined)[]] {
  const colon = text.lastIndexOf(':')
  if (colon === -1) throw new Error(`expected: ${form}`)
  return [words(text.slice(0, colon)), readValues(text.slice(colon + 1))]
}

function readPairs(given: readonly string[]): { readonly pairs: readonly Dimension[]; readonly everyMs: number } {
  const every = given.indexOf('every')
  const pairs = (every === -1 ? given : given.slice(0, every)).map((word) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(word) ?? []
    if (name === undefined || value === undefined) throw new Error(`expected NAME=VALUE, got '${word}'`)
    return { name, value }
  })
  const everyMs = every === -1 ? MINUTE_MS : readDuration(given[every + 1] ?? '')
  if (everyMs === 0) throw new Error('the distance of values must not be zero')
  return { pairs, everyMs }
}

function readValues(text: string): readonly (number | undefined)[] {
  const values = words(text).flatMap((word) => {
    const [, value, times = '1'] = /^(-|[+-]?[\d.]+(?:e[+-]?\d+)?)(?:x(\d{1,6}))?$/i.exec(word) ?? []
    const number = value === '-' ? undefined : Number(value)
    if (value === undefined || Number.isNaN(number)) throw new Error(`expected a number, - or 5x10, got '${word}'`)
    return Array.from({ length: Number(times) }, () => number)
  })
  if (values.length > MAX_VALUES) throw new Error(`at most ${MAX_VALUES} values are allowed`)
  return values
}

function readExpected(text: string): readonly [string, readonly ExpectedChange[]] {
  const [, quoted, bare, list = ''] = /^(?:"([^"]+)"|([^:]+)):\s*(.*)$/.exec(text) ?? []
  const name = quoted ?? bare?.trim()
  if (name === undefined) throw new Error('expected: expect ALARM: +1m OK, +5m ALARM')
  if (list.trim() === '' || list.trim() === 'nothing') return [name, []]
  const changes = list.split(',').map((part) => {
    const [offset = '', state = '', ...rest] = part.trim().split(/\s+/)
    const to = STATES.find((value) => value === state)
    if (to === undefined || rest.length > 0)
      throw new Error(`expected a time and a state such as +5m ALARM, got '${part.trim()}'`)
    return { offsetMs: readOffset(offset), to }
  })
  return [name, changes]
}

/** Separated by blanks; quotation marks keep words together. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|([^\s"]+(?:"[^"]*")?)/g)].map(([, quoted, bare = '']) => {
    return quoted ?? bare.replaceAll('"', '')
  })
}

/** What is otherwise than expected, one line each; alarms that nobody expects anything of are left out. */
export function differences(
  changes: readonly StateChange[],
  expected: ReadonlyMap<string, readonly ExpectedChange[]>,
): readonly string[] {
  return [...expected].flatMap(([alarm, wanted]) => {
    const actual = timelineOf(changes, alarm)
    const want = wanted.map(changeText).join(', ')
    return actual === want ? [] : [`${alarm}: expected ${want || 'nothing'}, got ${actual || 'nothing'}`]
  })
}

/** `+1m OK, +5m ALARM`: all changes of one alarm. */
export function timelineOf(changes: readonly StateChange[], alarm: string): string {
  return changes
    .filter((change) => change.alarm === alarm)
    .map(changeText)
    .join(', ')
}

function changeText({ offsetMs, to }: ExpectedChange): string {
  return `${offsetText(offsetMs)} ${to}`
}

/** `+1h30m`. */
export function offsetText(ms: number): string {
  let rest = ms
  let text = ''
  for (const [unit, size] of Object.entries(UNITS).reverse()) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) text += `${count}${unit}`
  }
  return `+${text || '0s'}`
}
