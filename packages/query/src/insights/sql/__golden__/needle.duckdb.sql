SELECT c1, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c4
FROM (
  SELECT c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c1, grp, stream, ts, seq, c2 AS k1, c3 AS k2
    FROM (
      SELECT c1, c2, c3, grp, stream, ts, seq
      FROM (
        SELECT f0 AS c0, message AS c1, ts::DOUBLE AS c2, seq::DOUBLE AS c3, grp, stream, ts, seq
        FROM rows
      )
      WHERE c0 = getvariable('p1')
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
