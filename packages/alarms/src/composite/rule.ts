import type { StateValue } from '../state.ts'

/** An expression over the states of other alarms. */
export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: 'not'; readonly operand: Rule }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Rule[] }
  | AtLeast

/** So many of the alarms are (with `negated`: are not) in a state. */
export interface AtLeast {
  readonly kind: 'at-least'
  readonly count: number
  /** `count` is per cent of the alarms. */
  readonly percent: boolean
  readonly negated: boolean
  readonly state: StateValue
  /** Names or ARNs; one that is listed twice counts twice. */
  readonly alarms: readonly string[]
}

export const STATE_VALUES: readonly StateValue[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA']

/** How many of the alarms {@link AtLeast} needs. */
export function neededAlarms({ count, percent, alarms }: AtLeast): number {
  return percent ? Math.ceil((count * alarms.length) / 100) : count
}

/** Names and ARNs as the rule writes them, each once, in order of appearance. */
export function alarmsOf(rule: Rule): readonly string[] {
  return [...new Set(mentioned(rule))]
}

function mentioned(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return []
    case 'state':
      return [rule.alarm]
    case 'not':
      return mentioned(rule.operand)
    case 'and':
    case 'or':
      return rule.operands.flatMap(mentioned)
    case 'at-least':
      return rule.alarms
  }
}
