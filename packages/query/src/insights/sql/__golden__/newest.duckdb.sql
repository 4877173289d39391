SELECT c0, c1, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
FROM (
  SELECT c0, c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c0, c1, grp, stream, ts, seq, c0 AS k1, c2 AS k2
    FROM (
      SELECT ts::DOUBLE AS c0, f0 AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
      FROM rows
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 100
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
