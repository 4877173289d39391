SELECT c1, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c3
FROM (
  SELECT c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c1, grp, stream, ts, seq, c1 AS k1, c2 AS k2
    FROM (
      SELECT c1, c2, grp, stream, ts, seq
      FROM (
        SELECT f0 AS c0, toFloat64(ts) AS c1, toFloat64(seq) AS c2, grp, stream, ts, seq
        FROM rows
      )
      WHERE CASE WHEN c0 IS NOT NULL THEN coalesce(match(c0, concat('(?-s)', {p1:String})), false) END
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
