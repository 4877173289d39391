/*
 * How a log alarm makes numbers of the rows of its query: one aggregate, perhaps by some fields, perhaps sorted by the number.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-log.html
 */
import { SyntaxProblem } from '@atalaya/query'
import { parseQuery } from '@atalaya/query/insights'

export interface Aggregation {
  /** `count(*) by host` */
  readonly text: string
  /** Each group is a contributor. */
  readonly isGrouped: boolean
  /** Which groups come first when there are too many. Default: those of the greatest numbers. */
  readonly ascending: boolean
}

const MAX_FIELDS = 5
const parsed = new Map<string, Aggregation>()
const MAX_PARSED = 10_000

/** @throws {SyntaxProblem} when it is something else */
export function parseAggregation(expression: string): Aggregation {
  let aggregation = parsed.get(expression)
  if (aggregation === undefined) {
    aggregation = parse(expression)
    if (parsed.size >= MAX_PARSED) parsed.clear()
    parsed.set(expression, aggregation)
  }
  return aggregation
}

function parse(expression: string): Aggregation {
  const [, text = '', order] = /^(.*?)(?:\|\s*sort\s+(asc|desc)\s*)?$/is.exec(expression) ?? []
  const { commands } = parseQuery(`stats ${text}`)
  const [stats, ...more] = commands
  const refuse = (message: string): SyntaxProblem => new SyntaxProblem(message, 0, expression.length)
  if (stats?.kind !== 'stats' || more.length > 0) {
    throw refuse('An aggregation expression is one aggregate with "by" and "| sort asc" or "| sort desc" after it.')
  }
  if (stats.columns.length !== 1) throw refuse('An aggregation expression has exactly one aggregate.')
  if (stats.by.length > MAX_FIELDS) throw refuse(`An aggregation expression groups by at most ${MAX_FIELDS} fields.`)
  return { text: text.trim(), isGrouped: stats.by.length > 0, ascending: order?.toLowerCase() === 'asc' }
}

/** The query of an alarm with its aggregation at the end. */
export function aggregatedQuery(queryString: string, { text }: Aggregation): string {
  // On a line of its own: the query may end with a comment.
  return queryString.trim() === '' ? `stats ${text}` : `${queryString}\n| stats ${text}`
}
