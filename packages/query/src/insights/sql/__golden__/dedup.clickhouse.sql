SELECT c0, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c3
FROM (
  SELECT c0, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c0, grp, stream, ts, seq, k1, k2
    FROM (
      SELECT *, row_number() OVER (PARTITION BY d1 ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST) AS place
      FROM (
        SELECT c0, grp, stream, ts, seq, c1 AS k1, c2 AS k2, c0 AS d1
        FROM (
          SELECT f0 AS c0, toFloat64(ts) AS c1, toFloat64(seq) AS c2, grp, stream, ts, seq
          FROM rows
        )
      )
    )
    WHERE place = 1 OR d1 IS NULL
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
