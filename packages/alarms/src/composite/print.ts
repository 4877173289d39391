import { unreachable } from '@atalaya/model'
import type { Rule } from './rule.ts'

/** A rule as text that parses to the same rule, with no more parentheses than that takes. */
export function printRule(rule: Rule): string {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE'
    case 'state':
      return `${rule.state}(${printAlarm(rule.alarm)})`
    case 'not':
      return `NOT ${within(rule.operand, ['and', 'or'])}`
    case 'and':
      return rule.operands.map((operand) => within(operand, ['and', 'or'])).join(' AND ')
    case 'or':
      return rule.operands.map((operand) => within(operand, ['or'])).join(' OR ')
    case 'at-least': {
      const count = `${rule.count}${rule.percent ? '%' : ''}`
      const state = `${rule.negated ? 'NOT ' : ''}${rule.state}`
      return `AT_LEAST(${count}, ${state}, (${rule.alarms.map(printAlarm).join(', ')}))`
    }
    default:
      return unreachable(rule)
  }
}

function within(rule: Rule, parenthesized: readonly Rule['kind'][]): string {
  const text = printRule(rule)
  return parenthesized.includes(rule.kind) ? `(${text})` : text
}

function printAlarm(alarm: string): string {
  if (/^[^\s(),"]+$/.test(alarm)) return alarm
  return `"${alarm.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
