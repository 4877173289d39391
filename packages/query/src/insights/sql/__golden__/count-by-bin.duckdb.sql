SELECT c1, c2
FROM (
  SELECT c1, c2, k1
  FROM (
    SELECT c1, c2, c1 AS k1
    FROM (
      SELECT floor((c0 - getvariable('p2')) / getvariable('p1')) * getvariable('p1') + getvariable('p2') AS c1, count(*)::DOUBLE AS c2
      FROM (
        SELECT ts::DOUBLE AS c0
        FROM rows
      )
      GROUP BY 1
    )
  )
  ORDER BY k1 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST
