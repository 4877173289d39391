SELECT c1, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
FROM (
  SELECT c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c1, grp, stream, ts, seq, c1 AS k1, c2 AS k2
    FROM (
      SELECT c1, c2, grp, stream, ts, seq
      FROM (
        SELECT f0 AS c0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
        FROM rows
      )
      WHERE CASE WHEN c0 IS NOT NULL THEN coalesce(regexp_matches(c0, getvariable('p1')), false) END
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
