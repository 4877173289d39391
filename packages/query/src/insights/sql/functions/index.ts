import { ADDRESS_SQL } from './addresses.ts'
import { GENERAL_SQL } from './general.ts'
import { NUMBER_SQL } from './numbers.ts'
import { OPERATOR_SQL } from './operators.ts'
import type { SqlFunction } from './signature.ts'
import { TEXT_SQL } from './texts.ts'
import { TIME_SQL } from './times.ts'

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
