SELECT c1, c2
FROM (
  SELECT c1, c2, k1
  FROM (
    SELECT c1, c2, c1 AS k1
    FROM (
      SELECT CAST((((ts + 300000) // 300000) - 1) * 300000 + 0 AS DOUBLE) AS c1, count(*)::DOUBLE AS c2
      FROM (
        SELECT ts
        FROM rows
      )
      GROUP BY ((ts + 300000) // 300000)
    )
  )
  ORDER BY k1 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST
