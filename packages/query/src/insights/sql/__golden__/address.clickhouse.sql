SELECT c1, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c3
FROM (
  SELECT c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c1, grp, stream, ts, seq, c1 AS k1, c2 AS k2
    FROM (
      SELECT c1, c2, grp, stream, ts, seq
      FROM (
        SELECT *, CASE WHEN match(c0, '^(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:[.](?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}$') THEN toFloat64(IPv4StringToNumOrNull(c0)) END AS e101
        FROM (
          SELECT f0 AS c0, toFloat64(ts) AS c1, toFloat64(seq) AS c2, grp, stream, ts, seq
          FROM rows
        )
      )
      WHERE CASE WHEN c0 IS NOT NULL THEN coalesce(e101 BETWEEN {p1:Float64} AND {p2:Float64}, false) END
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
