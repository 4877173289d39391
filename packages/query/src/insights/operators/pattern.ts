import type { MinedPattern } from '../../patterns/mine-patterns.ts'
import type { Value } from '../bound.ts'
import { compileBound, type Row, withValues } from '../evaluate.ts'
import type { PatternNode } from '../plan.ts'
import { finite } from '../value.ts'
import { type Operator, onAllRows } from './operator.ts'

/** Finds the patterns of texts. Every text belongs to exactly one. */
export type PatternMiner = (messages: Iterable<string>) => readonly MinedPattern[]

/**
 * Rows of patterns.
 *
 * @param previous rows of the earlier plan when the node compares with one
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Pattern.html
 */
export function pattern(node: PatternNode, mine: PatternMiner, previous: readonly Row[]): Operator {
  return onAllRows((rows) => {
    const before = node.diff === undefined ? [] : mine(texts(node, previous))
    return patternRows(node, mine(texts(node, rows)), before)
  })
}

/** @param before patterns of the earlier plan when the node compares with one */
export function patternRows(
  node: PatternNode,
  now: readonly MinedPattern[],
  before: readonly MinedPattern[],
): readonly Row[] {
  const total = now.reduce((sum, { sampleCount }) => sum + sampleCount, 0)
  if (node.diff === undefined) return now.map((mined) => patternRow(node, mined, total))
  return compared(node, node.diff.columns, now, before, total)
}

function* texts({ source }: PatternNode, rows: readonly Row[]): Generator<string> {
  const evaluate = compileBound(source)
  for (const row of rows) {
    const text = evaluate(row)
    if (text !== null) yield String(text)
  }
}

function patternRow({ columns }: PatternNode, mined: MinedPattern, total: number): Row {
  const [text, ratio, sampleCount, severityLabel] = columns
  return withValues(
    [],
    [
      [text.id, mined.pattern],
      [ratio.id, finite(mined.sampleCount / total)],
      [sampleCount.id, mined.sampleCount],
      [severityLabel.id, mined.severityLabel ?? null],
    ],
  )
}

function compared(
  node: PatternNode,
  [percent, description, previousCount]: NonNullable<PatternNode['diff']>['columns'],
  now: readonly MinedPattern[],
  before: readonly MinedPattern[],
  total: number,
): readonly Row[] {
  const earlier = new Map(before.map((mined) => [mined.pattern, mined]))
  const rows = now.map((mined) => {
    const count = earlier.get(mined.pattern)?.sampleCount ?? 0
    earlier.delete(mined.pattern)
    return difference(patternRow(node, mined, total), mined.sampleCount, count)
  })
  const gone = [...earlier.values()].map((mined) =>
    difference(patternRow(node, { ...mined, sampleCount: 0 }, total), 0, mined.sampleCount),
  )
  return [...rows, ...gone]

  function difference(row: Row, count: number, previous: number): Row {
    const values: readonly (readonly [number, Value])[] = [
      [percent.id, previous === 0 ? null : finite(((count - previous) / previous) * 100)],
      [description.id, describe(count, previous)],
      [previousCount.id, previous],
    ]
    return withValues(row, values)
  }
}

function describe(count: number, previous: number): string {
  if (previous === 0) return 'New pattern'
  if (count === 0) return 'Pattern no longer seen'
  if (count === previous) return 'No change'
  return count > previous ? 'More than before' : 'Less than before'
}
