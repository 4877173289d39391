SELECT c0, c1, c3
FROM (
  SELECT c0, c1, c3, k1, k2, k3
  FROM (
    SELECT c0, c1, c3, c0 AS k1, c0 AS k2, c2 AS k3
    FROM (
      SELECT toFloat64(ts) AS c0, f0 AS c1, toFloat64(seq) AS c2, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c3
      FROM rows
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST, k3 DESC NULLS LAST
  LIMIT 100
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST, k3 DESC NULLS LAST
