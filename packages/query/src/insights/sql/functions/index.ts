import type { Bound } from '../../bound.ts'
import { ADDRESS_SQL } from './addresses.ts'
import { GENERAL_SQL } from './general.ts'
import { NUMBER_SQL } from './numbers.ts'
import { OPERATOR_SQL } from './operators.ts'
import type { SqlFunction } from './signature.ts'
import { TEXT_SQL } from './texts.ts'
import { isFixedZone, isSqlPattern, TIME_SQL } from './times.ts'

export { AGGREGATE_SQL } from './aggregates.ts'

/** By the name of a bound call. A function that is not here runs in JavaScript only. */
export const SQL_FUNCTIONS: ReadonlyMap<string, SqlFunction> = new Map(
  Object.entries({
    ...OPERATOR_SQL,
    ...NUMBER_SQL,
    ...TIME_SQL,
    ...GENERAL_SQL,
    ...ADDRESS_SQL,
    ...TEXT_SQL,
  }),
)

/** Functions that have SQL only for some arguments: the others run in JavaScript. */
const ONLY_FOR: Readonly<Record<string, (args: readonly Bound[]) => boolean>> = {
  split: ([, delimiter]) => isWritten(delimiter) && delimiter.value !== '',
  csvField: ([, n]) => isWritten(n) && Number(n.value) <= MAX_CSV_FIELD,
  isIpInSubnet: ([, network]) => isWritten(network),
  isIpv4InSubnet: ([, network]) => isWritten(network),
  isIpv6InSubnet: ([, network]) => isWritten(network),
  formatDate: isFixedZone,
  parseDate: isSqlPattern,
}

/** An expression that skips more fields would become too large. */
const MAX_CSV_FIELD = 50

function isWritten(bound: Bound | undefined): bound is Extract<Bound, { kind: 'const' }> {
  return bound?.kind === 'const' && bound.value !== null
}

/** Whether a call of a function has SQL, as far as the function decides. */
export function hasSql(name: string, args: readonly Bound[]): boolean {
  return SQL_FUNCTIONS.has(name) && (ONLY_FOR[name]?.(args) ?? true)
}
