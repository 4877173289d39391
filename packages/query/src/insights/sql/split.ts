import { mayMatchEmpty } from '../../regex/may-match-empty.ts'
import type { Bound } from '../bound.ts'
import { LAMBDA_FIELDS } from '../discover.ts'
import { FUNCTIONS } from '../functions/index.ts'
import { MAX_JOIN_KEYS, type Plan, type SortKey } from '../plan.ts'
import { AGGREGATE_SQL, hasSql } from './functions/index.ts'

/*
 * Which part of a plan SQL can compute with exactly the results of the interpreter. The rest runs in JavaScript over the rows
 * that SQL gives: an engine asks for every node from the top down, so the largest part goes to the database.
 */

/** Whether a whole plan can be written in SQL. Sub-queries must have been replaced by their answers. */
export function isRelational(plan: Plan): boolean {
  switch (plan.kind) {
    case 'scan':
      return true
    case 'where':
      return isSql(plan.test) && isRelational(plan.input)
    case 'extend':
      return plan.columns.every(({ value }) => isSql(value)) && isRelational(plan.input)
    case 'capture':
      return (
        (plan.position === undefined || !mayMatchEmpty(plan.regex)) && isSql(plan.source) && isRelational(plan.input)
      )
    case 'aggregate':
      return (
        plan.keys.every(({ value }) => isSql(value)) &&
        plan.calls.every(({ name, args }) => AGGREGATE_SQL.has(name) && args.every(isSql)) &&
        isRelational(plan.input)
      )
    case 'sort':
      return areKeysSql(plan.keys) && isRelational(plan.input)
    case 'limit':
      return isRelational(plan.input)
    case 'dedup':
      return plan.keys.every(isSql) && areKeysSql(plan.order) && isRelational(plan.input)
    case 'join':
      return isSmall(plan.found) && plan.on.every(({ left }) => isSql(left)) && isRelational(plan.input)
    case 'appendColumns':
      return (
        isSmall(plan.found) &&
        plan.outputs.every(({ existing }) => existing === undefined || isSql(existing)) &&
        isRelational(plan.input)
      )
    case 'lookup':
      return (
        // The longest prefix that fits is no equality.
        !plan.cidr &&
        isSmall(plan.found) &&
        plan.keys.every(({ value }) => isSql(value)) &&
        plan.outputs.every(({ existing }) => existing === undefined || isSql(existing)) &&
        isRelational(plan.input)
      )
    default:
      return false
  }
}

/** More rows than this do not go into a statement; with more keys a join fails. */
export const MAX_FOUND_ROWS: number = MAX_JOIN_KEYS

/** Rows that have been computed already go into the statement as one value. */
function isSmall(found: readonly unknown[] | undefined): boolean {
  return found !== undefined && found.length <= MAX_FOUND_ROWS
}

function areKeysSql(keys: readonly SortKey[]): boolean {
  return keys.every(({ value }) => isSql(value) && value.type !== 'json')
}

/** Whether an expression can be written in SQL. */
export function isSql(bound: Bound): boolean {
  switch (bound.kind) {
    case 'const':
    case 'column':
      return true
    case 'inQuery':
      return false
    case 'call':
      return FUNCTIONS.has(bound.name) && hasSql(bound.name, bound.args) && bound.args.every(isSql)
  }
}

/**
 * Whether a scan asks for fields that may be in JSON inside the text of a Lambda function. Finding where that ends takes a
 * parser, so SQL cannot.
 */
export function readsFragments(fields: readonly string[]): boolean {
  return fields.some((name) => !LAMBDA_FIELDS.some((field) => field.name === name))
}
