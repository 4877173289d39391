SELECT c0, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
FROM (
  SELECT c0, grp, stream, ts, seq, k3, k4
  FROM (
    SELECT c0, grp, stream, ts, seq, c1 AS k3, c2 AS k4
    FROM (
      SELECT *
      FROM (
        SELECT f0 AS c0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
        FROM rows
      )
      WHERE seq IN (
        SELECT arg_min(seq, create_sort_key(k1, 'DESC NULLS LAST', k2, 'DESC NULLS LAST'))
        FROM (
          SELECT seq, c1 AS k1, c2 AS k2, c0 AS d1
          FROM (
            SELECT f0 AS c0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
            FROM rows
          )
        )
        WHERE d1 IS NOT NULL
        GROUP BY d1
        UNION ALL
        SELECT seq
        FROM (
          SELECT seq, c1 AS k1, c2 AS k2, c0 AS d1
          FROM (
            SELECT f0 AS c0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
            FROM rows
          )
        )
        WHERE d1 IS NULL
      )
    )
  )
  ORDER BY k3 DESC NULLS LAST, k4 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k3 DESC NULLS LAST, k4 DESC NULLS LAST
