import type { Row } from '../evaluate.ts'
import type {
  AccumNode,
  AddTotalsNode,
  AnomalyNode,
  AutoregressNode,
  FillDownNode,
  FillMissingNode,
  LogCompareNode,
  OutlierNode,
  PatternNode,
  Plan,
  RelevantFieldsNode,
  SessionizeNode,
} from '../plan.ts'
import { fillMissing } from './fill-missing.ts'
import { logCompare } from './log-compare.ts'
import { autoregress, fillDown } from './neighbours.ts'
import { type Operator, rowByRow } from './operator.ts'
import { outlier } from './outlier.ts'
import { type PatternMiner, pattern } from './pattern.ts'
import { relevantFields } from './relevant-fields.ts'
import { sessionize } from './sessionize.ts'
import { accum, addTotals } from './totals.ts'

/** Nodes that every engine runs in JavaScript, over the rows of their input. */
export type OperatorNode =
  | AccumNode
  | AddTotalsNode
  | AnomalyNode
  | AutoregressNode
  | FillDownNode
  | FillMissingNode
  | LogCompareNode
  | OutlierNode
  | PatternNode
  | RelevantFieldsNode
  | SessionizeNode

const KINDS = [
  'accum',
  'addtotals',
  'anomaly',
  'autoregress',
  'filldown',
  'fillmissing',
  'logcompare',
  'outlier',
  'pattern',
  'relevantfields',
  'sessionize',
] as const satisfies readonly OperatorNode['kind'][]

export function isOperator(node: Plan): node is OperatorNode {
  return (KINDS as readonly string[]).includes(node.kind)
}

/** The plan whose rows an operator needs besides those of its input, before it starts. */
export function earlierPlan(node: OperatorNode): Plan | undefined {
  if (node.kind === 'pattern') return node.diff?.previous
  return node.kind === 'logcompare' ? node.previous : undefined
}

/** @param earlier rows of `earlierPlan` */
export function createOperator(node: OperatorNode, minePatterns: PatternMiner, earlier: readonly Row[]): Operator {
  switch (node.kind) {
    case 'accum':
      return accum(node)
    case 'addtotals':
      return addTotals(node)
    case 'anomaly':
      // CloudWatch learns what is usual over weeks; nothing is unusual to us yet (our choice).
      return rowByRow((row) => row)
    case 'autoregress':
      return autoregress(node)
    case 'filldown':
      return fillDown(node)
    case 'fillmissing':
      return fillMissing(node)
    case 'logcompare':
      return logCompare(node, earlier)
    case 'outlier':
      return outlier(node)
    case 'pattern':
      return pattern(node, minePatterns, earlier)
    case 'relevantfields':
      return relevantFields(node)
    case 'sessionize':
      return sessionize(node)
  }
}
