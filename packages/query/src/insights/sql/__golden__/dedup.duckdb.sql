SELECT c0, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
FROM (
  SELECT c0, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c0, grp, stream, ts, seq, k1, k2
    FROM (
      SELECT *, row_number() OVER (PARTITION BY d1 ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST) AS place
      FROM (
        SELECT c0, grp, stream, ts, seq, c1 AS k1, c2 AS k2, c0 AS d1
        FROM (
          SELECT f0 AS c0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
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
