import type { Command } from '../ast.ts'
import { accum } from './accum.ts'
import { addTotals } from './add-totals.ts'
import { anomaly } from './anomaly.ts'
import { appendCols } from './append-cols.ts'
import { autoregress } from './autoregress.ts'
import { countFrequent } from './count-frequent.ts'
import { dedup } from './dedup.ts'
import { diff } from './diff.ts'
import { display } from './display.ts'
import { estimate } from './estimate.ts'
import { fields } from './fields.ts'
import { fillDown, fillMissing } from './fill.ts'
import { filter } from './filter.ts'
import { filterIndex } from './filter-index.ts'
import { join } from './join.ts'
import { json } from './json.ts'
import { limit } from './limit.ts'
import { logCompare } from './log-compare.ts'
import { cidrLookup, lookup } from './lookup.ts'
import { outlier } from './outlier.ts'
import { parse } from './parse.ts'
import { pattern } from './pattern.ts'
import { relevantFields } from './relevant-fields.ts'
import { sessionize } from './sessionize.ts'
import { sort } from './sort.ts'
import { stats } from './stats.ts'
import type { CommandSyntax } from './syntax.ts'
import { expand, unnest } from './unnest.ts'

/** Every command of the language: the one list that the parser, the printer and the documentation read. */
export const COMMANDS: readonly CommandSyntax<Command>[] = [
  fields,
  display,
  filter,
  filterIndex,
  stats,
  sort,
  limit,
  dedup,
  parse,
  json,
  pattern,
  diff,
  anomaly,
  unnest,
  expand,
  lookup,
  cidrLookup,
  join,
  appendCols,
  addTotals,
  accum,
  autoregress,
  fillDown,
  fillMissing,
  outlier,
  sessionize,
  countFrequent,
  logCompare,
  relevantFields,
  estimate,
] as unknown as readonly CommandSyntax<Command>[]
