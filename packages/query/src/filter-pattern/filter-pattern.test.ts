import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { compileFilterPattern } from './compile.ts'
import { parseFilterPattern } from './parse.ts'

// The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html and our reading of it.

const J =
  '{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],"objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"cluster.name":"c"}'
const K =
  '{"user":{"id":1,"email":"John.Stiles@example.com"},"users":[{"id":2,"email":"John.Doe@example.com"},{"id":3,"email":"Jane.Doe@example.com"}],"actions":["GET","PUT","DELETE"],"coordinates":[[0,1,2],[4,5,6],[7,8,9]]}'
const L = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'

const YES = true
const NO = false
type Row = readonly [pattern: string, message: string, matches: boolean]

const TERMS: readonly Row[] = [
  ['', 'anything', YES],
  ['  ', 'anything', YES],
  ['""', 'anything', YES],
  ['" "', 'two words', YES],
  ['ERROR', '[ERROR 401] UNAUTHORIZED REQUEST', YES],
  ['ERROR', '[error 401] UNAUTHORIZED REQUEST', NO],
  ['ERROR', 'ERRORS', YES],
  ['"hello cruel"', 'hello cruela world', YES],
  ['ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', YES],
  ['ERROR ARGUMENTS', '[ERROR 400] BAD REQUEST', NO],
  ['?ERROR ?ARGUMENTS', '[ERROR 400] BAD REQUEST', YES],
  ['?ERROR ?ARGUMENTS', 'MISSING ARGUMENTS', YES],
  ['?ERROR ?ARGUMENTS', '[INFO] FINE', NO],
  ['?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', YES],
  ['?ERROR ?ARGUMENTS REQUEST', '[ERROR] ARGUMENTS', NO],
  ['?ERROR -ARGUMENTS', 'nothing', YES],
  ['ERROR -ARGUMENTS', '[ERROR 400] BAD REQUEST', YES],
  ['ERROR -ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', NO],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', YES],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL ERROR of the SERVER', NO],
  ['"say \\"hi\\""', 'say "hi"', YES],
  ['"C:\\temp"', 'in C:\\temp', YES],
  ['-"bad thing"', 'a bad thing', NO],
  ['?"bad thing"', 'a bad thing', YES],
  ['"*"', 'a star', NO],
  ['"-x"', 'a-x', YES],
  ['%AUTHORIZED%', '[ERROR 401] UNAUTHORIZED REQUEST', YES],
  ['%^[hc]at%', 'a hat', NO],
  ['%^[hc]at%', 'cat', YES],
  ['%[hc]at$%', 'a hat', YES],
  ['%gra|ey%', 'grey', YES],
  ['%gra|ey%', 'gray', YES],
  ['%a{,2}b%', 'aab', YES],
  ['%^a{,2}b%', 'aaab', NO],
  ['%\\d{3}\\s\\w+%', 'code 404 NotFound', YES],
  ['%\\x21%', 'hey!', YES],
  ['%\\.html?%', 'x.htm', YES],
  ['%colou?r%', 'color', YES],
  ['%a b% ERROR', 'ERROR in a b', YES],
  ['-%a.c%', 'abc', NO],
]

const JSON_ROWS: readonly Row[] = [
  ['{ $.eventType = "UpdateTrail" }', J, YES],
  ['{$.eventType=UpdateTrail}', J, YES],
  ['{ $.sourceIPAddress != 123.123.* }', J, YES],
  ['{ $.sourceIPAddress = 111.111.* }', J, YES],
  ['{ $.arrayKey[0] = "value" }', J, YES],
  ['{ $.arrayKey[2] = "value" }', J, NO],
  ['{ $.eventType = %Trail% }', J, YES],
  ['{ $.arrayKey[*] = %val.{2}% }', J, YES],
  ['{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', J, YES],
  ['{ $.[\'cluster.name\'] = "c" }', J, YES],
  ['{ $[\'cluster.name\'] = "c" }', J, YES],
  ['{ $.SomeObject IS NULL }', J, YES],
  ['{ $.SomeOtherObject NOT EXISTS }', J, YES],
  ['{ $.SomeObject NOT EXISTS }', J, NO],
  ['{ $.objectList = "x" }', J, NO],
  ['{ $.objectList != "x" }', J, NO],
  ['{ $.objectList[*].id = 2 }', J, YES],
  ['{ $.objectList[*].id = 3 }', J, NO],
  ['{ $.objectList[*].missing NOT EXISTS }', J, YES],
  ['{ $.objectList[*].id NOT EXISTS }', J, NO],
  ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', K, YES],
  [
    '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }',
    K,
    YES,
  ],
  [
    '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }',
    K,
    NO,
  ],
  ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', K, NO],
  ['{ $.coordinates[1][*] = 5 }', K, YES],
  ['{ $.number[0] = 1e+3 }', '{"number":[1000]}', YES],
  ['{ $.a = "1" }', '{"a":1.0}', NO],
  ['{ $.a = "1.0" }', '{"a":1.0}', YES],
  ['{ $.a != "1" }', '{"a":1.0}', YES],
  ['{ $.a = 1 }', '{"a":1.0}', YES],
  ['{ $.a = 1.0 }', '{"a":"1"}', NO],
  ['{ $.a = 1.0 }', '{"a":"1.0"}', YES],
  ['{ $.a = 4* }', '{"a":404}', YES],
  ['{ $.a = *.0 }', '{ "b" : [1, {"a": 7}], "a" : 4.0 }', YES],
  ['{ $.a = %^4..$% }', '{"a":404}', YES],
  ['{ $.a[*].b = "1e3" }', '{"a":[{"b":1000},{"b":1e3}]}', YES],
  ['{ $.a > 0 }', '{"a":"5"}', NO],
  ['{ $.a > 0 }', '{"a":5}', YES],
  ['{ $.a >= 5 && $.a <= 5 && $.a < 6 }', '{"a":5}', YES],
  ['{ $.a > -1.5e1 }', '{"a":-14}', YES],
  ['{ $.a != 5 }', '{"b":1}', NO],
  ['{ $.a != 5 }', '{"a":null}', NO],
  ['{ $.a != 5 }', '{"a":true}', NO],
  ['{ $.a != 5 }', '{"a":"x"}', YES],
  ['{ $.a != 5 }', '{"a":"5"}', NO],
  ['{ $.a IS NULL }', '{"a":[1,null]}', YES],
  ['{ $.a IS NULL }', '{"a":[1]}', NO],
  ['{ $.a IS NULL }', '{}', NO],
  ['{ $.a IS TRUE }', '{"a":true}', YES],
  ['{ $.a IS TRUE }', '{"a":"true"}', NO],
  ['{ $.a IS FALSE }', '{"a":false}', YES],
  ['{ $.a = "*" }', '{"a":""}', YES],
  ['{ $.a = * }', '{"a":0}', YES],
  ['{ $.a = * }', '{"a":false}', NO],
  ['{ $.a = * }', '{"b":1}', NO],
  ['{ $.a != * }', '{"a":1}', NO],
  ['{ $.a = "a?c" }', '{"a":"abc"}', NO],
  ['{ $.a = "a*b*b" }', '{"a":"ab"}', NO],
  ['{ $.a = "a*b*b" }', '{"a":"axbb"}', YES],
  ['{ $.a = 1 }', '[{"a":1}]', NO],
  ['{ $.a = 1 }', '{"a":1} x', NO],
  ['{ $.a = 1 }', ' \n{"a":1}\t', YES],
  ['{ $.a = 1 }', '{"a":2,"a":1}', YES],
  ['{ $.a = 2 }', '{"a":2,"a":1}', NO],
  ['{ $.a = "1.0" }', '{"a":1,"b":"}","a":1.0}', YES],
  ['{ $.level = "ERROR" }', '{"level":"\\u0045RROR"}', YES],
  ['{ $.level = "ERROR" }', '{"\\u006cevel":"ERROR"}', YES],
  ['{ $.path = "a/b" }', '{"path":"a\\/b"}', YES],
  ['{ $.a = "say \\"hi\\"" }', '{"a":"say \\"hi\\""}', YES],
  ['{ $.length = 1 }', '{"a":[1]}', NO],
  ['{ $.a.length = 1 }', '{"a":[1]}', NO],
  ['{ $.__proto__ NOT EXISTS }', '{}', YES],
  ['{ $.__proto__.a = 1 }', '{"__proto__":{"a":1}}', YES],
  ['{ $.constructor NOT EXISTS }', '{}', YES],
  ['{ $.a[*] = 1 && $.a[*] = 2 }', '{"a":[1,2]}', YES],
  [
    '{ ($.eventName = ConsoleLogin) && ($.additionalEventData.MFAUsed != "Yes") }',
    '{"eventName":"ConsoleLogin","additionalEventData":{"MFAUsed":"No"}}',
    YES,
  ],
]

const COLUMN_ROWS: readonly Row[] = [
  ['[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]', L, YES],
  ['[..., request =*.html*, status_code = 4*, bytes]', L, YES],
  ['[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]', L, YES],
  ['[ip, user, username, timestamp, request =*.html*, status_code = 500 || status_code = 410, bytes]', L, NO],
  ['[w1=ERROR, w2]', 'ERROR 09/25/2014 12:00:02 Failed to process request', YES],
  ['[w1!=ERROR && w1!=WARNING, w2]', 'INFO 09/25/2014 12:00:00 GET /x 1200', YES],
  ['[w1!=ERROR&&w1!=WARNING, w2]', 'ERROR x', NO],
  ['[w1=ERROR || w1=%WARN%, w2]', 'WARNING x', YES],
  ['[a, b]', 'x y z w', YES],
  ['[a, b]', 'x', NO],
  ['[a, b = "y z w"]', 'x y z w\n', YES],
  ['[...]', 'anything', YES],
  ['[]', 'anything', YES],
  ['[ ]', 'any thing', YES],
  ['[..., last=z]', 'x y z', YES],
  ['[first=x, ...]', 'x y z', YES],
  ['[first=x, ..., last=z]', 'x z', YES],
  ['[first=x, ..., last=x]', 'x', NO],
  ['[a = 404]', '404.0', YES],
  ['[a = "404"]', '404.0', NO],
  ['[a != 404]', 'x', YES],
  ['[a > 400]', 'x', NO],
  ['[a > 400 && a < 500]', '404', YES],
  ['[a="b c", d]', '"b c" d', YES],
  ['[a="b c", d]', '[b c] d', YES],
  ['[a, b, c, d]', '"not closed at all', YES],
  ['[a=\'"x"y\', b]'.replace('\'"x"y\'', '"\\"x\\"y"'), '"x"y z', YES],
  ['[a=ERROR]', 'ERROR', YES],
]

describe.each([
  ['terms', TERMS],
  ['JSON', JSON_ROWS],
  ['space-delimited', COLUMN_ROWS],
])('%s', (_kind, rows) => {
  test.each(rows)('%s on %s: %s', (pattern, message, matches) => {
    expect(compileFilterPattern(parseFilterPattern(pattern)).matches(message)).toBe(matches)
  })
})

describe('what is not a pattern', () => {
  test.each([
    ['foo.bar', 3, 4],
    ['a"b"', 1, 2],
    ['"a"b', 3, 4],
    ['"open', 0, 5],
    ['-', 1, 1],
    ['?', 1, 1],
    ['%something!%', 10, 11],
    ['%a(b)%', 2, 3],
    ['%é%', 1, 2],
    ['%open', 0, 5],
    ['%%', 0, 2],
    ['%[a%', 1, 3],
    ['%a**%', 1, 4],
    ['%\\bx%', 1, 3],
    ['%a{%', 2, 3],
    ['%[a[b]]%', 3, 4],
    ['%x{1000}y{1000}%', 1, 15],
    ['{ $.a = 1', 9, 9],
    ['{ }', 2, 3],
    ['{ $.a }', 6, 7],
    ['{ $ = 1 }', 2, 3],
    ['{ $.a = }', 8, 9],
    ['{ $.a = null }', 8, 12],
    ['{ $.a IS NOT NULL }', 6, 12],
    ['{ $.a EXISTS }', 6, 13],
    ['{ $.a IS null }', 6, 9],
    ['{ $.a > "1" }', 8, 11],
    ['{ $.a > abc }', 8, 11],
    ['{ $.a = 1 } x', 12, 13],
    ['{ $.a = 1 && }', 13, 14],
    ['{ ($.a = 1 }', 11, 12],
    ['{ $.*.* = 1 }', 2, 7],
    ['{ $.*=1 && $.*=2 && $.*=3 && $.*=4 }', 0, 36],
    ['{ $.a=%a% && $.b=%b% && $.c=%c% }', 0, 33],
    ['{ $.a b = 1 }', 6, 7],
    ['{ $.a[x] = 1 }', 5, 6],
    ["{ $['a = 1 }", 3, 12],
    ['[a', 2, 2],
    ['[a,]', 3, 4],
    ['[a, a]', 4, 5],
    ['[..., ...]', 0, 10],
    ['[a=1 && b=2]', 8, 9],
    ['[a b]', 3, 4],
    ['[a < x]', 5, 6],
    ['[(a=1)]', 1, 2],
    ['[a=%a%, b=%b%, c=%c%]', 0, 21],
    ['[a] b', 4, 5],
  ])('%s', (text, start, end) => {
    let problem: unknown
    try {
      parseFilterPattern(text)
    } catch (error) {
      problem = error
    }
    expect(problem).toBeInstanceOf(SyntaxProblem)
    expect(problem).toMatchObject({ start, end })
  })

  test('parentheses that nest too deep', () => {
    expect(() => parseFilterPattern(`{ ${'('.repeat(50_000)}`)).toThrow(SyntaxProblem)
  })
})

describe('extracted values', () => {
  test.each([
    [
      '[ip, server, username, timestamp, request, status_code, bytes > 1000]',
      L,
      {
        $bytes: '1534',
        $status_code: '404',
        $request: 'GET /index.html HTTP/1.0',
        $timestamp: '10/Oct/2000:13:25:15 -0700',
        $username: 'frank',
        $server: 'Prod',
        $ip: '127.0.0.1',
      },
    ],
    ['[a, b]', 'x y z w', { $a: 'x', $b: 'y z w' }],
    ['[a, b]', 'x "y z"', { $a: 'x', $b: 'y z' }],
    ['[a, ..., b]', 'v w x y z', { $a: 'v', $2: 'w', $3: 'x', $4: 'y', $b: 'z' }],
    ['[a, ..., b]', 'v z', { $a: 'v', $b: 'z' }],
    ['[...]', 'a b', { $1: 'a', $2: 'b' }],
    ['[2, ...]', 'a b', { $2: 'a' }],
    ['[a=x]', 'y', undefined],
    ['{ $.a = 1 }', '{"a":1}', {}],
    ['{ $.a = 1 }', '{"a":2}', undefined],
    ['ERROR', 'ERROR', {}],
    ['', 'x', {}],
  ])('%s on %s', (pattern, message, extracted) => {
    expect(compileFilterPattern(parseFilterPattern(pattern)).extract(message)).toEqual(extracted)
  })
})

test.each([
  ['ERROR', 0],
  ['%a% %b% %c%', 3],
  ['{ $.a = %a% && $.b = "%b%" }', 1],
  ['[a=%a% || a=%b%, b]', 2],
])('regular expressions of %s', (pattern, count) => {
  expect(compileFilterPattern(parseFilterPattern(pattern)).regexCount).toBe(count)
})
