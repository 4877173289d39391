SELECT c1, c2, c3, c4
FROM (
  SELECT c1, c2, c3, c4, k1, k2, k3, k4, k5, k6
  FROM (
    SELECT c1, c2, c3, c4, c2 AS k1, CASE WHEN c1 IS NULL THEN NULL WHEN e301 IS NULL THEN 0 ELSE 1 END AS k2, e301 AS k3, CASE WHEN e301 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c1, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c1 END AS k4, c5 AS k5, c6 AS k6
    FROM (
      SELECT *, CASE WHEN c1 >= '-' AND c1 < ':' AND c1[-1] BETWEEN '.' AND '9' AND NOT contains(c1, '_') AND strlen(c1) <= 64 AND isfinite(TRY_CAST(c1 AS DOUBLE)) THEN TRY_CAST(c1 AS DOUBLE) END AS e301
      FROM (
        SELECT c1, c2, r2 AS c3, r3 AS c4, r4 AS c5, r5 AS c6
        FROM (
          SELECT c1, c2, c1 AS d1
          FROM (
            SELECT c0 AS c1, count(*)::DOUBLE AS c2
            FROM (
              SELECT f0 AS c0
              FROM rows
            )
            GROUP BY 1
          )
        ) AS l LEFT JOIN (
          SELECT r[1] AS r1, r[2] AS r2, r[3] AS r3, r[4]::DOUBLE AS r4, r[5]::DOUBLE AS r5, r[6]::DOUBLE AS r6 FROM (SELECT unnest(from_json(getvariable('p1'), '[["VARCHAR"]]')) AS r)
        ) AS r ON d1 = r1
      )
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST, k5 DESC NULLS LAST, k6 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST, k5 DESC NULLS LAST, k6 DESC NULLS LAST
