SELECT c1, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c4
FROM (
  SELECT c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c1, grp, stream, ts, seq, c2 AS k1, c3 AS k2
    FROM (
      SELECT c1, c2, c3, grp, stream, ts, seq
      FROM (
        SELECT f0 AS c0, message AS c1, toFloat64(ts) AS c2, toFloat64(seq) AS c3, grp, stream, ts, seq
        FROM rows
      )
      WHERE c0 = {p1:String}
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
