SELECT c0, to_base64(encode(grp || ':' || stream || ':' || ts || ':' || seq)) AS c3
FROM (
  SELECT c0, n0, grp, stream, ts, seq, k1, k2, k3, k4, k5
  FROM (
    SELECT c0, n0, grp, stream, ts, seq, CASE WHEN c0 IS NULL THEN NULL WHEN n0 IS NULL THEN 0 ELSE 1 END AS k1, n0 AS k2, CASE WHEN n0 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c0, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c0 END AS k3, c1 AS k4, c2 AS k5
    FROM (
      SELECT f0 AS c0, n0 AS n0, ts::DOUBLE AS c1, seq::DOUBLE AS c2, grp, stream, ts, seq
      FROM rows
    )
  )
  ORDER BY k1 ASC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 DESC NULLS LAST, k5 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 ASC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 DESC NULLS LAST, k5 DESC NULLS LAST
