SELECT c1, c2
FROM (
  SELECT c1, c2, k1
  FROM (
    SELECT c1, c2, c1 AS k1
    FROM (
      SELECT floor((c0 - {p2:Float64}) / {p1:Float64}) * {p1:Float64} + {p2:Float64} AS c1, toFloat64(count(*)) AS c2
      FROM (
        SELECT toFloat64(ts) AS c0
        FROM rows
      )
      GROUP BY 1
    )
  )
  ORDER BY k1 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST
