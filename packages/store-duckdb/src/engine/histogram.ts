/**
 * Logarithmic bins of roll-ups. Bin k holds values in (1.1^(k-1), 1.1^k]; its middle is at most 4.8 % from any of them.
 *
 * A bin is stored as one integer: zero is 0, positive values are OFFSET + k, negative ones mirror them.
 */

const BASE = 1.1
/** CloudWatch takes values down to 2^-360: k stays within +-2,700. */
const OFFSET = 5000
const LIMIT = 4900

/** SQL for the bin of column `value`, which is not NaN. */
export function binSql(value: string): string {
  const k = `greatest(-${LIMIT}, least(${LIMIT}, ceil(round(ln(abs(${value})) / ln(${BASE}), 9))))`
  return `CASE WHEN ${value} = 0 THEN 0 ELSE sign(${value}) * (${OFFSET} + ${k}) END::INTEGER`
}

/** The value that stands for a bin, kept within the extremes of its row. */
export function binSqlValue(bin: string, low: string, high: string): string {
  // The middle with the same relative distance to both ends.
  const middle = `2 / (1 + 1 / ${BASE}) * pow(${BASE}, abs(${bin}) - ${OFFSET} - 1)`
  return `greatest(${low}, least(${high}, CASE WHEN ${bin} = 0 THEN 0 ELSE sign(${bin}) * ${middle} END))`
}
