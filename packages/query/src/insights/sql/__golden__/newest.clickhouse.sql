SELECT c0, c1, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c3
FROM (
  SELECT c0, c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c0, c1, grp, stream, ts, seq, c0 AS k1, c2 AS k2
    FROM (
      SELECT toFloat64(ts) AS c0, f0 AS c1, toFloat64(seq) AS c2, grp, stream, ts, seq
      FROM rows
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 100
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
