import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'

/** Text as written -> canonical text. What is printed parses to the same tree. */
const PRINTED: readonly (readonly [text: string, printed: string])[] = [
  [
    'fields @timestamp, @message | sort @timestamp asc | limit 1',
    'fields @timestamp, @message | sort @timestamp asc | limit 1',
  ],
  ['filter level = "ERROR" | stats count(*) as n', 'filter level = "ERROR" | stats count(*) as n'],
  ['stats count(*) by bin(5m)', 'stats count(*) by bin(5m)'],
  ['STATS Count(*) BY Bin(300s) OFFSET 2m', 'stats count(*) as `Count(*)` by bin(300s) as `Bin(300s)` offset 2m'],
  ["filter user.id = 'u2' | display path", 'filter user.id = "u2" | display path'],
  ['filter tags.1 = "y"', 'filter tags.1 = "y"'],
  ['filter ms > 200 and ms <= 900', 'filter (ms > 200) and (ms <= 900)'],
  ['filter a = 1 or b = 2 and not c = 3', 'filter (a = 1) or ((b = 2) and (not (c = 3)))'],
  ['filter level in ["INFO","WARN"]', 'filter level in ["INFO", "WARN"]'],
  ['filter level not in ["INFO"]', 'filter level not in ["INFO"]'],
  ['filter @message like /(?i)error\\/x/', 'filter @message like /(?i)error\\/x/'],
  ['filter @message =~ "a b"', 'filter @message =~ "a b"'],
  ['filter !ispresent(level)', 'filter not ispresent(level)'],
  ['parse @message "user=*, method:*" as @user, @method', 'parse @message "user=*, method:*" as @user, @method'],
  ['parse "url=*" as url', 'parse "url=*" as url'],
  ['parse @message /(?<x>\\d+) (\\w+)/ as a, b multi', 'parse @message /(?<x>\\d+) (\\w+)/ as a, b multi'],
  ['parse @message logfmt as lf | filter lf.level="warn"', 'parse @message logfmt as lf | filter lf.level = "warn"'],
  ['parse concat(a, b) csv as x, y', 'parse concat(a, b) csv as x, y'],
  ['json field=@message "a.b" as c', 'json field=@message "a.b" as c'],
  [
    'fields jsonParse(@message) as j | unnest j.tags into t | display t',
    'fields jsonparse(@message) as j | unnest j.tags into t | display t',
  ],
  ['sort a*2 as `x y` desc, strlen(b) as desc, c', 'sort a * 2 as `x y` desc, strlen(b) as `desc` asc, c asc'],
  ['sort ms desc, a | dedup level | limit any 10', 'sort ms desc, a asc | dedup level | limit any 10'],
  ['pattern @message | diff previousDay', 'pattern @message | diff previousDay'],
  ['fields @message # note | limit 1\n| limit 2', 'fields @message | limit 2'],
  ["filter path = 'a|b'", 'filter path = "a|b"'],
  ['stats count(*) by `detail-type`', 'stats count(*) by `detail-type`'],
  ['fields @`aws.tag.aws:x`, m.`a.b`, l[0], items.0.id', 'fields @`aws.tag.aws:x`, m.`a.b`, l[0], items.0.id'],
  ['fields 2^3^2 as a, -2 as b, 7/2*3 as c', 'fields 2 ^ (3 ^ 2) as a, -2 as b, (7 / 2) * 3 as c'],
  ['fields a-1, a - 1', 'fields a - 1 as `a-1`, a - 1'],
  ['stats sum(m)/1024/1024 as mb', 'stats (sum(m) / 1024) / 1024 as mb'],
  ['lookup users id as user.id OUTPUT name', 'lookup users id as user.id OUTPUT name'],
  ['cidrlookup nets ip AS cidr OUTPUTNEW name, zone', 'cidrlookup nets ip as cidr OUTPUTNEW name, zone'],
  [
    'join type=left left=a right=b where a.k=b.k (SOURCE "g" | fields k)',
    'join type=left left=a right=b where a.k = b.k (SOURCE "g" | fields k)',
  ],
  ['filter f in (SOURCE "g" | fields f)', 'filter f in (SOURCE "g" | fields f)'],
  [
    'appendcols override=true (SOURCE "g" | stats count(*))',
    'appendcols override=true max=10000 (SOURCE "g" | stats count(*))',
  ],
  ['SOURCE "g" START=-1d END=now | fields a', 'SOURCE "g" START=-1d END=now | fields a'],
  ["SOURCE 'a' | SOURCE 'b' | fields a", 'SOURCE "a" | SOURCE "b" | fields a'],
  [
    'SOURCE logGroups(namePrefix: ["p"], class: ["STANDARD"]) logGroupTags([{"key":"k","values":["v"]}]) | fields a',
    'SOURCE logGroups(namePrefix: ["p"], class: ["STANDARD"]) logGroupTags([{"key": "k", "values": ["v"]}]) | fields a',
  ],
  [
    'SOURCE dataSource(["amazon_vpc.flow"]) logGroups() | fields a',
    'SOURCE dataSource(["amazon_vpc.flow"]) logGroups(class: ["STANDARD"]) | fields a',
  ],
  ['filterIndex requestId = "x" | limit 1', 'filterIndex requestId in ["x"] | limit 1'],
  ['addtotals fieldname=Sum col=true a, b', 'addtotals fieldname=Sum row=true col=true a, b'],
  ['accum n as total | autoregress n p=1-3', 'accum n as total | autoregress n p=1-3'],
  ['filldown host* a | fillmissing with -1 for n, 0 for m', 'filldown host*, a | fillmissing with -1 for n, 0 for m'],
  ['outlier action=remove param=1.5 ms cpu', 'outlier action=remove param=1.5 uselower=false mark=false ms, cpu'],
  ['SOURCE lg start=-1d end=now | logcompare timeshift 7d', 'SOURCE "lg" START=-1d END=now | logcompare timeshift 7d'],
  ['sessionize user maxspan 30m as s', 'sessionize user maxspan 30m as s'],
  ['countFrequent a, b', 'countFrequent a, b'],
  ['logcompare timeshift 7d', 'logcompare timeshift 7d'],
  ['relevantfields a where b = 1', 'relevantfields a where b = 1'],
  ['filter a = 1 | estimate', 'filter a = 1 | estimate'],
]

test.each(PRINTED)('%s', (text, printed) => {
  expect(printQuery(parseQuery(text))).toBe(printed)
  expect(printQuery(parseQuery(printed))).toBe(printed)
})

describe('a column without an alias is called as it was written', () => {
  test.each([
    ['stats count(*), avg( ms ) by bin(5m)', ['count(*)', 'avg( ms )'], ['bin(5m)']],
    ['stats max(a)-min(a)', ['max(a)-min(a)'], []],
    ['stats sum(`a b`) by `c d`', ['sum(`a b`)'], ['c d']],
  ])('%s', (text, columns, by) => {
    const [command] = parseQuery(text).commands
    if (command?.kind !== 'stats') throw new Error('not a stats command')
    expect(command.columns.map(({ name }) => name)).toEqual(columns)
    expect(command.by.map(({ name }) => name)).toEqual(by)
  })
})

/** What is wrong -> the text that the span covers, and what the message says. */
const REFUSED: readonly (readonly [text: string, at: string, message: string])[] = [
  ['', '', "mismatched input '<EOF>' expecting {K_FIELDS, "],
  ['| fields a', '|', "mismatched input '|' expecting {K_FIELDS, "],
  ['fields @message | count()', 'count', "mismatched input 'count' expecting {K_FIELDS, "],
  ['fields a |', '', "mismatched input '<EOF>' expecting {K_FIELDS, "],
  ['fields a b', 'b', "mismatched input 'b' expecting {'|', <EOF>}"],
  ['fields', '', "mismatched input '<EOF>' expecting {ID, NUMBER, STRING, '('}"],
  ['filter a = ', '', "mismatched input '<EOF>' expecting {ID, NUMBER, STRING, '('}"],
  ['filter a like b', 'b', "mismatched input 'b' expecting {REGEX, STRING}"],
  ['filter a like /x', '/x', 'not closed'],
  ['filter a = "x', '"x', 'not closed'],
  ['fields `a', '`a', 'not closed'],
  ['filter a in "x"', '"x"', "expecting {'[', '('}"],
  ['filter (a = 1', '', "expecting ')'"],
  ['stats count(*) by', '', 'expecting {ID'],
  ['stats count(* by a', 'by', "expecting ')'"],
  ['limit ten', 'ten', 'expecting NUMBER'],
  ['limit 0', '0', 'must be an integer from 1 to 100000, got 0'],
  ['limit 200000', '200000', 'must be an integer from 1 to 100000, got 200000'],
  ['limit 1.5', '1.5', 'must be an integer'],
  ['parse "a * b" as x, y', '"a * b" as x, y', 'number of wildcards (1)'],
  ['parse logfmt @message', '@message', 'expecting'],
  ['fields a ; b', ';', "token recognition error at: ';'"],
  ['stats count(*) by bin(5parsec)', '5parsec', 'not a unit of time'],
  ['join left=a right=b where a.k=c.k (SOURCE "g" | fields k)', 'a.k=c.k', 'A join compares'],
  [`fields ${'('.repeat(200)}a${')'.repeat(200)}`, '(', 'nested too deeply'],
]

test.each(REFUSED)('refuses %s', (text, at, message) => {
  const problem = problemOf(text)
  expect(problem.message).toContain(message)
  expect(text.slice(problem.start, problem.end)).toBe(at)
})

function problemOf(text: string): SyntaxProblem {
  try {
    parseQuery(text)
  } catch (error) {
    if (error instanceof SyntaxProblem) return error
    throw error
  }
  throw new Error(`accepted: ${text}`)
}
