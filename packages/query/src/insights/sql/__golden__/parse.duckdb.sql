SELECT c2
FROM (
  SELECT c2
  FROM (
    SELECT CASE WHEN isfinite(avg(CASE WHEN c1 >= '-' AND c1 < ':' AND c1[-1] BETWEEN '.' AND '9' AND NOT contains(c1, '_') AND strlen(c1) <= 64 AND isfinite(TRY_CAST(c1 AS DOUBLE)) THEN TRY_CAST(c1 AS DOUBLE) END)) THEN avg(CASE WHEN c1 >= '-' AND c1 < ':' AND c1[-1] BETWEEN '.' AND '9' AND NOT contains(c1, '_') AND strlen(c1) <= 64 AND isfinite(TRY_CAST(c1 AS DOUBLE)) THEN TRY_CAST(c1 AS DOUBLE) END) + 0 END AS c2
    FROM (
      SELECT nullif(e101.g1, '') AS c1
      FROM (
        SELECT *, CASE WHEN contains(c0, getvariable('p2')) THEN regexp_extract(c0, getvariable('p1'), ['g1']) END AS e101
        FROM (
          SELECT message AS c0
          FROM rows
        )
      )
    )
  )
  LIMIT 10000
)
