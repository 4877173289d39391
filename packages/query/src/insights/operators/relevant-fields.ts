import { discoverFields } from '../discover.ts'
import { compileBound, type Row, withValues } from '../evaluate.ts'
import { percentile } from '../functions/aggregates.ts'
import type { RelevantFieldsNode } from '../plan.ts'
import { compareText, parseNumber } from '../value.ts'
import { type Operator, onAllRows } from './operator.ts'

/*
 * Which fields tell the events that satisfy a condition from the others.
 *
 * The score of a field says how different its values are in the two sets, from 0 (the same) to 1 (nothing in common): for
 * numbers the greatest distance between the two cumulative distributions (Kolmogorov and Smirnov), for everything else half the
 * sum of the differences of frequency (total variation), a missing field being a value too. Values that occur once say nothing
 * of a set: they count as one value, so that ids do not score.
 *
 * The documentation does not say how CloudWatch scores: this is our choice.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-RelevantFields.html
 */
export function relevantFields(node: RelevantFieldsNode): Operator {
  return onAllRows((rows) => scoreFields(node, rows))
}

interface Sets {
  /** Values of events that satisfy the condition, and of the others. */
  readonly matching: string[]
  readonly others: string[]
}

function scoreFields(node: RelevantFieldsNode, rows: readonly Row[]): readonly Row[] {
  const [test, message, log] = [node.test, node.message, node.log].map(compileBound) as [
    ReturnType<typeof compileBound>,
    ReturnType<typeof compileBound>,
    ReturnType<typeof compileBound>,
  ]
  const fields = new Map<string, Sets>()
  let matchingCount = 0
  for (const row of rows) {
    const isMatching = test(row) === true
    if (isMatching) matchingCount += 1
    const logGroup = String(log(row) ?? '').replace(/^[^:]*:/, '')
    for (const [name, text] of discoverFields(String(message(row) ?? ''), logGroup)) {
      if (node.fields.length > 0 && !node.fields.includes(name)) continue
      const sets = fields.get(name) ?? { matching: [], others: [] }
      fields.set(name, sets)
      sets[isMatching ? 'matching' : 'others'].push(text)
    }
  }
  const otherCount = rows.length - matchingCount
  if (matchingCount === 0 || otherCount === 0) return []
  return [...fields].map(([name, sets]) => fieldRow(node, name, sets, matchingCount, otherCount))
}

function fieldRow(node: RelevantFieldsNode, field: string, sets: Sets, matching: number, others: number): Row {
  const [name, score, contributors, conditionalMedian, baselineMedian] = node.columns
  const [a, b] = [numbersOf(sets.matching), numbersOf(sets.others)]
  if (a !== undefined && b !== undefined) {
    return withValues(
      [],
      [
        [name.id, field],
        [score.id, distance(a, b)],
        [conditionalMedian.id, a.length === 0 ? null : percentile(a, 50)],
        [baselineMedian.id, b.length === 0 ? null : percentile(b, 50)],
      ],
    )
  }
  const shifts = frequencyShifts(sets, matching, others)
  const total = shifts.reduce((sum, { shift }) => sum + Math.abs(shift), 0) / 2
  return withValues(
    [],
    [
      [name.id, field],
      [score.id, total],
      [contributors.id, describe(shifts)],
    ],
  )
}

/** Undefined when one of them is no number. */
function numbersOf(texts: readonly string[]): readonly number[] | undefined {
  const numbers = texts.map(parseNumber)
  return numbers.includes(null) ? undefined : (numbers as readonly number[])
}

/** Greatest distance between the cumulative distributions; 1 when one set has no values. */
function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 1
  const [x, y] = [[...a].sort((p, q) => p - q), [...b].sort((p, q) => p - q)]
  let [i, j, greatest] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] as number, y[j] as number)
    while (i < x.length && x[i] === value) i += 1
    while (j < y.length && y[j] === value) j += 1
    greatest = Math.max(greatest, Math.abs(i / x.length - j / y.length))
  }
  return greatest
}

interface Shift {
  readonly value: string | undefined
  readonly from: number
  readonly to: number
  readonly shift: number
}

function frequencyShifts(sets: Sets, matching: number, others: number): readonly Shift[] {
  const counts = new Map<string | undefined, { matching: number; others: number }>()
  const add = (value: string | undefined, side: 'matching' | 'others', count: number): void => {
    const entry = counts.get(value) ?? { matching: 0, others: 0 }
    entry[side] += count
    counts.set(value, entry)
  }
  const occurrences = new Map<string, number>()
  for (const text of [...sets.matching, ...sets.others]) occurrences.set(text, (occurrences.get(text) ?? 0) + 1)
  for (const side of ['matching', 'others'] as const) {
    for (const text of sets[side]) add(occurrences.get(text) === 1 ? undefined : text, side, 1)
  }
  add(undefined, 'matching', matching - sets.matching.length)
  add(undefined, 'others', others - sets.others.length)
  return [...counts].map(([value, count]) => {
    const [from, to] = [count.others / others, count.matching / matching]
    return { value, from, to, shift: to - from }
  })
}

const MAX_CONTRIBUTORS = 3

/** `ERROR: 10% -> 90%`, the greatest shifts first. */
function describe(shifts: readonly Shift[]): string | null {
  const named = shifts
    .filter(({ value, shift }) => value !== undefined && shift !== 0)
    .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift) || compareText(a.value as string, b.value as string))
    .slice(0, MAX_CONTRIBUTORS)
  const percent = (share: number): string => `${Math.round(share * 100)}%`
  if (named.length === 0) return null
  return named.map(({ value, from, to }) => `${value as string}: ${percent(from)} -> ${percent(to)}`).join(', ')
}
