SELECT c1, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
FROM (
  SELECT c1, grp, stream, ts, seq, k1, k2
  FROM (
    SELECT c1, grp, stream, ts, seq, c1 AS k1, c2 AS k2
    FROM (
      SELECT c1, c2, grp, stream, ts, seq
      FROM (
        SELECT *, CASE WHEN regexp_full_match(c0, '(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:[.](?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}') THEN split_part(c0, '.', 1)::DOUBLE * 16777216 + split_part(c0, '.', 2)::DOUBLE * 65536 + split_part(c0, '.', 3)::DOUBLE * 256 + split_part(c0, '.', 4)::DOUBLE END AS e101
        FROM (
          SELECT f0 AS c0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
          FROM rows
        )
      )
      WHERE CASE WHEN c0 IS NOT NULL THEN coalesce(e101 BETWEEN getvariable('p1') AND getvariable('p2'), false) END
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST
