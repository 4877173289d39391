import { unreachable } from '@atalaya/model'
import type { InsightsLabel, LabelCondition, MetricsInsightsQuery } from './parse.ts'

/** Text that parses to the same query; every name is quoted. */
export function printMetricsInsights(query: MetricsInsightsQuery): string {
  const { aggregate, metric, namespace, schema, where, groupBy, orderBy, limit } = query
  const from = schema === undefined ? name(namespace) : `SCHEMA(${[namespace, ...schema].map(name).join(', ')})`
  const parts = [`SELECT ${aggregate}(${name(metric)})`, `FROM ${from}`]
  if (where.length > 0) parts.push(`WHERE ${where.map(printCondition).join(' AND ')}`)
  if (groupBy.length > 0) parts.push(`GROUP BY ${groupBy.map(printLabel).join(', ')}`)
  if (orderBy !== undefined) parts.push(`ORDER BY ${orderBy.by}() ${orderBy.descending ? 'DESC' : 'ASC'}`)
  if (limit !== undefined) parts.push(`LIMIT ${limit}`)
  return parts.join(' ')
}

function printCondition({ label, equal, value }: LabelCondition): string {
  const right = value === undefined ? 'CURRENT_ACCOUNT_ID()' : quote(value, "'")
  return `${printLabel(label)} ${equal ? '=' : '!='} ${right}`
}

function printLabel(label: InsightsLabel): string {
  switch (label.kind) {
    case 'dimension':
      return name(label.name)
    case 'account':
      return 'AWS.AccountId'
    case 'tag':
      return `tag.${name(label.key)}`
    default:
      return unreachable(label)
  }
}

function name(text: string): string {
  return quote(text, '"')
}

function quote(text: string, mark: string): string {
  return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark
}
