import type { Column, Value, ValueType } from './bound.ts'
import type { Row } from './evaluate.ts'
import { parseJson, scalarText } from './json-tree.ts'
import type { Program } from './plan.ts'
import { timeText } from './value.ts'

/*
 * Rows as GetQueryResults shows them: every value is text, absent ones are left out.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
 */

export interface ResultField {
  readonly field: string
  readonly value: string
}

export type ResultRow = readonly ResultField[]

/** Fields in the order of the program's columns; `@ptr` of an event comes last. */
export function resultRow({ columns }: Pick<Program, 'columns'>, row: Row): ResultRow {
  return columns.flatMap(({ id, name, type }: Column) => {
    const value = resultText(row[id] ?? null, type)
    return value === null ? [] : [{ field: name, value }]
  })
}

/** CloudWatch shows no more digits behind the point. */
const DECIMALS = 4

/** Null: not shown. */
export function resultText(value: Value, type: ValueType): string | null {
  if (value === null) return null
  switch (type) {
    case 'number':
      return decimalText(Number(value))
    case 'time':
      return timeText(Number(value))
    case 'flag':
      return value === true ? '1' : '0'
    case 'text':
      return String(value)
    case 'json': {
      const tree = parseJson(String(value))
      return tree?.kind === 'map' || tree?.kind === 'list' ? String(value) : scalarText(tree)
    }
  }
}

/** Without exponent, and without zeros at the end. */
function decimalText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString()
  const text = value.toFixed(DECIMALS).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}
