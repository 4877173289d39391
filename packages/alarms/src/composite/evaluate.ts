import { unreachable } from '@atalaya/model'
import type { StateValue } from '../state.ts'
import { type AtLeast, neededAlarms, type Rule } from './rule.ts'

/** The state of an alarm by the name or ARN that a rule uses; undefined when there is no such alarm. */
export type StateOf = (alarm: string) => StateValue | undefined

/** Whether a rule holds. An alarm that does not exist is in no state. */
export function evaluateRule(rule: Rule, stateOf: StateOf): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value
    case 'state':
      return stateOf(rule.alarm) === rule.state
    case 'not':
      return !evaluateRule(rule.operand, stateOf)
    case 'and':
      return rule.operands.every((operand) => evaluateRule(operand, stateOf))
    case 'or':
      return rule.operands.some((operand) => evaluateRule(operand, stateOf))
    case 'at-least':
      return rule.alarms.filter((alarm) => counts(rule, alarm, stateOf)).length >= neededAlarms(rule)
    default:
      return unreachable(rule)
  }
}

/**
 * Alarms that decide the result: with these in their states it is what it is, whatever the others do. A minimal set, from the
 * left: for OR that holds the first operand that does, for AND all of them.
 */
export function triggeringAlarms(rule: Rule, stateOf: StateOf): readonly string[] {
  return [...new Set(deciding(rule, stateOf))]
}

function deciding(rule: Rule, stateOf: StateOf): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return []
    case 'state':
      return [rule.alarm]
    case 'not':
      return deciding(rule.operand, stateOf)
    case 'and':
    case 'or': {
      // One operand settles the matter: a false one of AND, a true one of OR.
      const settles = rule.kind === 'or'
      const settling = rule.operands.find((operand) => evaluateRule(operand, stateOf) === settles)
      return settling === undefined
        ? rule.operands.flatMap((operand) => deciding(operand, stateOf))
        : deciding(settling, stateOf)
    }
    case 'at-least': {
      const needed = neededAlarms(rule)
      const counting = rule.alarms.filter((alarm) => counts(rule, alarm, stateOf))
      if (counting.length >= needed) return counting.slice(0, needed)
      return rule.alarms.filter((alarm) => !counts(rule, alarm, stateOf)).slice(0, rule.alarms.length - needed + 1)
    }
    default:
      return unreachable(rule)
  }
}

function counts({ state, negated }: AtLeast, alarm: string, stateOf: StateOf): boolean {
  const actual = stateOf(alarm)
  return actual !== undefined && (actual === state) !== negated
}
