/** Inputs made by hand to hurt: each says how the server has to take it. */
import { gzipSync } from 'node:zlib'
import { raw, send } from './client.ts'
import { encode, type Sent, shapeProblem } from './encode.ts'

export interface Attack {
  readonly name: string
  /** Returns what was wrong with the server's behaviour, or undefined. */
  readonly run: (url: string) => Promise<string | undefined>
}

const MIB = 1_048_576

/** The answer has to be AWS-shaped; with `refused`, an error too. */
function answered(name: string, make: () => Sent, refused = true): Attack {
  return {
    name,
    run: async (url) => {
      const sent = make()
      const { status, headers, body } = await send(url, sent)
      if (refused && status === 200) return `was taken: ${body.toString('utf8', 0, 200)}`
      // Too much data may be refused with a status of its own.
      return shapeProblem(status, headers, body, sent.protocol)
    },
  }
}

const logs = (operation: string, input: unknown) => encode('logs', operation, input, 'json')
const put = (input: unknown, protocol: 'json' | 'query' | 'cbor' = 'json') =>
  encode('monitoring', 'PutMetricData', input, protocol)
const withBody = (sent: Sent, body: Buffer, headers: Record<string, string> = {}): Sent => ({
  ...sent,
  body,
  headers: { ...sent.headers, ...headers },
})
const event = (message: string) => ({
  logGroupName: '/fuzz/group',
  logStreamName: 's',
  logEvents: [{ timestamp: Date.now(), message }],
})
const datum = { MetricName: 'm', Value: 1 }
const testFilter = (filterPattern: string, message: string) =>
  logs('TestMetricFilter', { filterPattern, logEventMessages: [message] })

const nested = (depth: number) => Buffer.from(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
const long = 'a'.repeat(50_000)

export const ATTACKS: readonly Attack[] = [
  {
    name: 'a body of 40 MiB',
    run: async (url) => {
      try {
        const sent = withBody(logs('PutLogEvents', {}), Buffer.alloc(40 * MIB, 'x'))
        const { status } = await send(url, sent)
        return status >= 400 && status < 500 ? undefined : `status ${status}`
      } catch (error) {
        // The server may stop reading; what it must not do is read on for ever.
        return /EPIPE|ECONNRESET|hang up/.test(String(error)) ? undefined : String(error)
      }
    },
  },
  answered('a gzip bomb of 512 MiB', () =>
    withBody(put({}), gzipSync(Buffer.alloc(512 * MIB)), { 'content-encoding': 'gzip' }),
  ),
  answered('a gzip bomb in a gzip bomb', () =>
    withBody(put({}), gzipSync(gzipSync(Buffer.alloc(256 * MIB))), { 'content-encoding': 'gzip, gzip' }),
  ),
  answered('gzip that is none', () => withBody(put({}), Buffer.from('not gzip'), { 'content-encoding': 'gzip' })),
  answered('gzip that ends early', () =>
    withBody(put({}), gzipSync(Buffer.alloc(MIB)).subarray(0, 500), { 'content-encoding': 'gzip' }),
  ),
  answered('an unknown content encoding', () => withBody(put({}), Buffer.from('x'), { 'content-encoding': 'bogus' })),
  answered('aws-chunked that is none', () =>
    withBody(logs('PutLogEvents', {}), Buffer.from('zz;chunk-signature=1\r\nxx'), {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '99999999',
    }),
  ),
  answered('JSON nested 100,000 deep', () => withBody(logs('PutLogEvents', {}), nested(100_000))),
  answered('JSON arrays nested 1 million deep', () => withBody(put({}), Buffer.from('['.repeat(1_000_000)))),
  answered('CBOR nested 100,000 deep', () => withBody(put({}, 'cbor'), Buffer.alloc(100_000, 0x81))),
  answered('CBOR that promises 2^32 items', () => withBody(put({}, 'cbor'), Buffer.from('9affffffff', 'hex'))),
  answered('CBOR that promises 2^63 bytes', () => withBody(put({}, 'cbor'), Buffer.from('5b7fffffffffffffff', 'hex'))),
  answered('CBOR tags without end', () => withBody(put({}, 'cbor'), Buffer.alloc(10_000, 0xc1))),
  answered('10,000 dimensions', () =>
    put({
      Namespace: 'Fuzz',
      MetricData: [{ ...datum, Dimensions: Array.from({ length: 10_000 }, (_, i) => ({ Name: `n${i}`, Value: 'v' })) }],
    }),
  ),
  answered('10,000 dimensions in query', () =>
    put(
      {
        Namespace: 'Fuzz',
        MetricData: [
          { ...datum, Dimensions: Array.from({ length: 10_000 }, (_, i) => ({ Name: `n${i}`, Value: 'v' })) },
        ],
      },
      'query',
    ),
  ),
  answered('100,000 metrics', () =>
    put({ Namespace: 'Fuzz', MetricData: Array.from({ length: 100_000 }, () => datum) }),
  ),
  answered('a query list with a huge index', () =>
    withBody(
      put({}, 'query'),
      Buffer.from('Action=PutMetricData&Version=2010-08-01&Namespace=F&MetricData.member.999999999.MetricName=m'),
    ),
  ),
  answered('query names nested 5,000 deep', () =>
    withBody(
      put({}, 'query'),
      Buffer.from(`Action=PutMetricData&Version=2010-08-01&${'MetricData.member.1.'.repeat(5_000)}x=1`),
    ),
  ),
  answered('200,000 query parameters', () =>
    withBody(put({}, 'query'), Buffer.from(`Action=PutMetricData&Version=2010-08-01${'&a=1'.repeat(200_000)}`)),
  ),
  answered('members called __proto__', () =>
    withBody(
      logs('CreateLogGroup', {}),
      Buffer.from('{"__proto__":{"logGroupName":"x"},"constructor":{"prototype":1}}'),
    ),
  ),
  answered('a JSON that is a list', () => withBody(logs('DescribeLogGroups', {}), Buffer.from('[]'))),
  answered('broken UTF-8', () =>
    withBody(logs('CreateLogGroup', {}), Buffer.from('{"logGroupName":"\xff\xfe"}', 'latin1')),
  ),
  answered('no target', () => ({ ...logs('X', {}), headers: {} })),
  answered('a target of another service', () => encode('logs', '../../PutLogEvents', {}, 'json')),
  answered('a target called constructor', () => encode('logs', 'constructor', {}, 'json')),
  answered('an action called toString', () => encode('monitoring', 'toString', {}, 'query')),
  answered('a CBOR operation called __proto__', () => encode('monitoring', '__proto__', {}, 'cbor')),
  answered('a regular expression of nested repeats', () => testFilter('%(a+)+$%', `${long}!`)),
  answered('a regular expression of many repeats', () => testFilter('%a*a*a*a*a*a*a*a*a*a*b%', long), false),
  answered('a regular expression that counts', () => testFilter('%a{1000}{1000}{1000}%', long)),
  answered('a regular expression with a large count', () => testFilter('%[a-z]{1,60000}b%', long), false),
  answered(
    'a JSON pattern nested to the limit',
    () => testFilter(`{ ${'('.repeat(500)}$.a = 1${')'.repeat(500)} }`, '{"a":1}'),
    false,
  ),
  answered(
    'a wildcard of many stars',
    () => testFilter(`{ $.a = "${'*a'.repeat(400)}b" }`, JSON.stringify({ a: long })),
    false,
  ),
  answered('a list pattern of many fields', () => testFilter(`[${'a,'.repeat(500)}b]`, 'a '.repeat(5_000)), false),
  answered(
    'a selector into a deep document',
    () => testFilter(`{ $${'.a'.repeat(500)} = 1 }`, nested(500).toString()),
    false,
  ),
  answered('a log event nested 100,000 deep', () => logs('PutLogEvents', event(nested(100_000).toString())), false),
  answered(
    'an EMF document with 10,000 directives',
    () =>
      logs(
        'PutLogEvents',
        event(
          JSON.stringify({
            _aws: {
              Timestamp: Date.now(),
              CloudWatchMetrics: Array.from({ length: 10_000 }, () => ({
                Namespace: 'F',
                Dimensions: [['a']],
                Metrics: [{ Name: 'm' }],
              })),
            },
            a: 'x',
            m: 1,
          }),
        ),
      ),
    false,
  ),
  answered(
    'a label of many placeholders',
    () =>
      encode(
        'monitoring',
        'GetMetricData',
        {
          StartTime: 1,
          EndTime: 2,
          MetricDataQueries: [
            {
              Id: 'a',
              Label: '${'.repeat(5_000),
              MetricStat: { Metric: { Namespace: 'F', MetricName: 'm' }, Period: 60, Stat: 'Sum' },
            },
          ],
        },
        'json',
      ),
    false,
  ),
  answered(
    'a read of all time by seconds',
    () =>
      encode(
        'monitoring',
        'GetMetricData',
        {
          StartTime: 0,
          EndTime: 4_000_000_000,
          MetricDataQueries: [
            { Id: 'a', MetricStat: { Metric: { Namespace: 'Fuzz', MetricName: 'm' }, Period: 1, Stat: 'p99' } },
          ],
        },
        'json',
      ),
    false,
  ),
  {
    name: 'a head that never ends',
    run: async (url) => {
      const { closed } = await raw(
        url,
        async (write, isClosed) => {
          write('POST / HTTP/1.1\r\n')
          for (let line = 0; line < 5_000 && !isClosed(); line += 1) {
            write(`x-header-${line}: ${'v'.repeat(100)}\r\n`)
            if (line % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
          }
        },
        5_000,
      )
      return closed ? undefined : 'the connection is still open'
    },
  },
  {
    name: 'no HTTP at all',
    run: async (url) => {
      const { text, closed } = await raw(url, async (write) => write('\x16\x03\x01\x02\x00 hello\r\n\r\n'))
      return closed && /^(HTTP\/1\.1 400|$)/.test(text) ? undefined : `answered ${text.slice(0, 60)}`
    },
  },
  {
    name: 'two lengths',
    run: async (url) => {
      const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
      const { text } = await raw(url, async (write) => write(head))
      return /^HTTP\/1\.1 4/.test(text) || text === '' ? undefined : `answered ${text.slice(0, 60)}`
    },
  },
  {
    name: 'eight requests in one piece',
    run: async (url) => {
      const body = '{}'
      const one = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: Logs_20140328.DescribeLogGroups\r\nContent-Length: ${body.length}\r\n\r\n${body}`
      const { text } = await raw(url, async (write) => write(one.repeat(8)))
      const answers = text.match(/HTTP\/1\.1 200/g)?.length ?? 0
      return answers === 8 ? undefined : `${answers} answers`
    },
  },
  {
    name: '200 uploads given up half way',
    run: async (url) => {
      const head =
        'POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Logs_20140328.PutLogEvents\r\nContent-Length: 1000000\r\n\r\n'
      await Promise.all(
        Array.from({ length: 200 }, () => raw(url, async (write) => write(head + 'x'.repeat(200_000)), 50)),
      )
      return undefined
    },
  },
  {
    name: '200 slow clients, with quick ones served meanwhile',
    run: async (url) => {
      const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n'
      const slow = Array.from({ length: 200 }, () =>
        raw(
          url,
          async (write) => {
            for (const char of head.slice(0, 60)) {
              write(char)
              await new Promise((resolve) => setTimeout(resolve, 30))
            }
          },
          10,
        ),
      )
      const sent = logs('DescribeLogGroups', {})
      const begin = performance.now()
      for (let turn = 0; turn < 50; turn += 1) {
        const { status } = await send(url, sent)
        if (status !== 200) return `a quick client got ${status}`
      }
      const took = performance.now() - begin
      await Promise.all(slow)
      return took < 5_000 ? undefined : `50 quick calls took ${Math.round(took)} ms`
    },
  },
]
