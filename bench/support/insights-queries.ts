import { logEvents } from '@atalaya/testkit'

/** A query and what somebody who knows the files would write instead. */
export interface Question {
  readonly name: string
  readonly claim: string
  readonly query: string
  /**
   * Over the view `logs`: ts, grp, stream, seq, message and the fields as texts. Where `first` is compared, the first column
   * is what the query shows first.
   */
  readonly sql: string
  readonly compare: 'first' | 'rows' | 'nothing'
  /** Only the newest events are asked. */
  readonly newestOnly?: boolean
  readonly heaviest?: boolean
}

export interface Compared {
  readonly tookMs: number
  readonly found: { readonly rows: number; readonly first: string }
}

const PEER = '<= 1.3x of SQL'
/** Of one of the first events: it is sealed, and three others share it. */
const NEEDLE: string = JSON.parse(logEvents(1, { startMs: 0, first: 40_000 })[0]?.message ?? '').req
const CAPTURES = `"route":"(?<r>[^"]+)","code":(?<c>[0-9]+),"ms":(?<t>[0-9.]+)`

export const QUERIES: readonly Question[] = [
  {
    name: 'count by bin(5m)',
    claim: PEER,
    query: 'stats count(*) as n by bin(5m) as t | sort t desc | display n',
    sql: 'SELECT n FROM (SELECT ts // 300000 AS t, count(*) AS n FROM logs GROUP BY 1) ORDER BY t DESC',
    compare: 'first',
  },
  {
    name: 'avg and p99 by route',
    claim: PEER,
    query: 'stats count(*) as n, avg(ms) as a, pct(ms, 99) as p by route | sort route | display n, a, p',
    sql: `SELECT count(*), avg(TRY_CAST(ms AS DOUBLE)), quantile_cont(TRY_CAST(ms AS DOUBLE), 0.99)
      FROM logs GROUP BY route ORDER BY route`,
    compare: 'first',
    heaviest: true,
  },
  {
    name: 'filter on two fields and a regex',
    claim: PEER,
    query: `filter verb = "POST" and code >= 500 and @message like /"u4[0-9]+7"/ | stats count(*)`,
    sql: `SELECT count(*) FROM logs
      WHERE verb = 'POST' AND TRY_CAST(code AS DOUBLE) >= 500 AND regexp_matches(message, '"u4[0-9]+7"')`,
    compare: 'first',
  },
  {
    name: 'parse with captures, then stats',
    claim: PEER,
    query: `parse @message /${CAPTURES}/ | stats count(*) as n, avg(t) as a by r | sort r | display n, a`,
    sql: `SELECT count(*), avg(TRY_CAST(g.t AS DOUBLE))
      FROM (SELECT regexp_extract(message, '${CAPTURES.replace(/\?<\w>/g, '')}', ['r', 'c', 't']) AS g FROM logs) GROUP BY g.r ORDER BY g.r`,
    compare: 'first',
  },
  {
    name: 'needle by request id',
    claim: `${PEER}, segments that can match`,
    query: `filter req = "${NEEDLE}" | fields @message`,
    sql: `SELECT message FROM logs WHERE req = '${NEEDLE}' ORDER BY ts DESC, seq DESC`,
    compare: 'rows',
  },
  {
    name: 'like /ERROR/',
    claim: PEER,
    query: 'filter @message like /ERROR/ | stats count(*)',
    sql: `SELECT count(*) FROM logs WHERE contains(message, 'ERROR')`,
    compare: 'first',
  },
  {
    name: 'sort @timestamp desc, limit 100',
    claim: `${PEER}, segments that can match`,
    query: 'fields @timestamp, @message | sort @timestamp desc | limit 100',
    sql: 'SELECT ts, message FROM logs ORDER BY ts DESC, seq DESC LIMIT 100',
    compare: 'rows',
  },
  {
    name: 'sort ms desc, limit 100',
    claim: PEER,
    query: 'fields @timestamp, @message, ms | sort ms desc | limit 100',
    sql: 'SELECT ts, message, ms FROM logs ORDER BY TRY_CAST(ms AS DOUBLE) DESC NULLS LAST, ts DESC, seq DESC LIMIT 100',
    compare: 'rows',
  },
  {
    name: 'pattern over the newest 200,000',
    claim: '< 1 s',
    query: 'pattern @message',
    sql: `SELECT regexp_replace(message, '[0-9a-f]*[0-9][0-9a-f.:-]*', '*', 'g') AS p, count(*) FROM logs
      WHERE ts >= getvariable('newest') GROUP BY 1 ORDER BY 2 DESC`,
    compare: 'nothing',
    newestOnly: true,
  },
]
