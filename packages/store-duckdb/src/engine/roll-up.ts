/** SQL that makes coarser metric rows of finer ones: points as they came, or roll-ups of a lower level. */
import type { RollUpLevel } from '../manifest.ts'
import { binSql } from './histogram.ts'
import { texts } from './sql.ts'

/**
 * Rows of `level` seconds from raw files and roll-ups: series, t, unit, n, total, low, high, hidden (weight of statistic
 * sets that say nothing about their values), bins and weights (lists of equal length, ascending).
 */
export function rollUpSelect(
  level: Exclude<RollUpLevel, 0>,
  raw: readonly string[],
  rollUps: readonly string[],
): string {
  const totals: string[] = []
  const samples: string[] = []
  if (raw.length > 0) {
    const from = `FROM read_parquet(${texts(raw)})`
    totals.push(
      `SELECT series, t, unit, n, total, low, high, CASE WHEN isnan(value) THEN n ELSE 0 END AS hidden ${from}`,
    )
    samples.push(
      `SELECT series, t, unit, ${binSql('value')} AS bin, n AS weight ${from} WHERE NOT isnan(value) AND n > 0`,
    )
  }
  if (rollUps.length > 0) {
    const from = `FROM read_parquet(${texts(rollUps)})`
    totals.push(`SELECT series, t, unit, n, total, low, high, hidden ${from}`)
    samples.push(`SELECT series, t, unit, unnest(bins) AS bin, unnest(weights) AS weight ${from}`)
  }
  const bucket = `(t // ${level}) * ${level}`
  return `(WITH summed AS (
      SELECT series, ${bucket} AS t, unit, sum(n) AS n, sum(total) AS total, min(low) AS low, max(high) AS high, sum(hidden) AS hidden
      FROM (${totals.join(' UNION ALL ')}) GROUP BY ALL),
    binned AS (SELECT series, ${bucket} AS t, unit, bin, sum(weight) AS weight FROM (${samples.join(' UNION ALL ')}) GROUP BY ALL),
    listed AS (SELECT series, t, unit, list(bin ORDER BY bin) AS bins, list(weight ORDER BY bin) AS weights FROM binned GROUP BY ALL)
    SELECT series, t, unit, n, total, low, high, hidden, coalesce(bins, []::INTEGER[]) AS bins, coalesce(weights, []::DOUBLE[]) AS weights
    FROM summed LEFT JOIN listed USING (series, t, unit) ORDER BY series, t, unit)`
}
