SELECT c0, c1, c3
FROM (
  SELECT c0, c1, c3, k1, k2, k3
  FROM (
    SELECT c0, c1, c3, c0 AS k1, c0 AS k2, c2 AS k3
    FROM (
      SELECT ts::DOUBLE AS c0, f0 AS c1, seq::DOUBLE AS c2, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
      FROM rows
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST, k3 DESC NULLS LAST
  LIMIT 100
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST, k3 DESC NULLS LAST
