import { ADDRESS_FUNCTIONS } from './addresses.ts'
import { AGGREGATES } from './aggregates.ts'
import { GENERAL_FUNCTIONS } from './general.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { NUMBER_FUNCTIONS } from './numbers.ts'
import { OPERATORS } from './operators.ts'
import type { AggregateSpec, FunctionSpec } from './signature.ts'
import { TEXT_FUNCTIONS } from './texts.ts'
import { TIME_FUNCTIONS } from './times.ts'

/** By the name of a bound call. */
export const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map(
  [
    ...OPERATORS,
    ...NUMBER_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...GENERAL_FUNCTIONS,
    ...JSON_FUNCTIONS,
    ...ADDRESS_FUNCTIONS,
    ...TEXT_FUNCTIONS,
  ].map((spec) => [spec.name, spec]),
)

/** By the name of a bound aggregate. */
export const AGGREGATE_FUNCTIONS: ReadonlyMap<string, AggregateSpec> = new Map(
  AGGREGATES.map((spec) => [spec.name, spec]),
)

/** By what a query may call it, in lower case. */
export const FUNCTIONS_BY_WORD: ReadonlyMap<string, FunctionSpec> = byWord(
  [...FUNCTIONS.values()].filter(({ internal }) => internal !== true),
)

export const AGGREGATES_BY_WORD: ReadonlyMap<string, AggregateSpec> = byWord(
  AGGREGATES.filter(({ name }) => name !== 'countAll'),
)

function byWord<S extends { readonly name: string; readonly aliases?: readonly string[] }>(
  specs: readonly S[],
): ReadonlyMap<string, S> {
  return new Map(
    specs.flatMap((spec) => [spec.name, ...(spec.aliases ?? [])].map((word) => [word.toLowerCase(), spec])),
  )
}
