/*
 * What databases do not compute, and why: the rows that they give go through JavaScript then, with the same result. For the
 * reference page.
 */

const LAST_DIGIT = 'libraries of mathematics disagree on the last digit'
const JSON_TEXT = 'JSON functions of databases change the spelling of numbers'
const FIXED_ZONE = 'time zones by name: databases have tables of their own'
const CONSTANT = 'of a value that is not written out in the query'
const IN_ORDER = 'looks at rows one after the other'

/** By name of a function. Those in SQL are here only for the arguments that are not. */
export const FUNCTION_NOTES: Readonly<Record<string, string>> = {
  log: LAST_DIGIT,
  haversine: LAST_DIGIT,
  jsonParse: JSON_TEXT,
  jsonStringify: JSON_TEXT,
  jsonArraySize: JSON_TEXT,
  jsonArrayContains: JSON_TEXT,
  split: CONSTANT,
  isIpInSubnet: CONSTANT,
  isIpv4InSubnet: CONSTANT,
  isIpv6InSubnet: CONSTANT,
  formatDate: FIXED_ZONE,
  parseDate: FIXED_ZONE,
}

/** By the first keyword of a command. */
export const COMMAND_NOTES: Readonly<Record<string, string>> = {
  parse: 'the map of all pairs of logfmt; multi with an expression that may match nothing; csv fields beyond the 50th',
  json: JSON_TEXT,
  pattern: 'patterns are mined, by the store where it can',
  diff: 'patterns are mined, by the store where it can',
  anomaly: IN_ORDER,
  unnest: JSON_TEXT,
  expand: JSON_TEXT,
  cidrlookup: 'the longest prefix that fits is no equality',
  lookup: 'tables of more than 50000 rows',
  join: 'more than 50000 rows on the right side',
  appendcols: 'more than 50000 rows of the other query',
  addtotals: IN_ORDER,
  accum: IN_ORDER,
  autoregress: IN_ORDER,
  filldown: IN_ORDER,
  fillmissing: IN_ORDER,
  outlier: IN_ORDER,
  sessionize: IN_ORDER,
  logcompare: 'rows of two times are put side by side',
  relevantfields: 'every field of every event counts',
  estimate: 'nothing is read',
}
