SELECT c3, c4
FROM (
  SELECT c3, c4, k1, k2, k3, k4
  FROM (
    SELECT c3, c4, c4 AS k1, CASE WHEN c3 IS NULL THEN NULL WHEN e301 IS NULL THEN 0 ELSE 1 END AS k2, e301 AS k3, CASE WHEN e301 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c3, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c3 END AS k4
    FROM (
      SELECT *, CASE WHEN c3 >= '-' AND c3 < ':' AND c3[-1] BETWEEN '.' AND '9' AND NOT contains(c3, '_') AND strlen(c3) <= 64 AND isfinite(TRY_CAST(c3 AS DOUBLE)) THEN TRY_CAST(c3 AS DOUBLE) END AS e301
      FROM (
        SELECT c1 AS c3, count(*)::DOUBLE AS c4
        FROM (
          SELECT coalesce(b0, nullif(r2, '')) AS c1
          FROM (
            SELECT c2 AS d1, c0 AS b0
            FROM (
              SELECT f0 AS c0, f1 AS c2
              FROM rows
            )
          ) AS l LEFT JOIN (
            SELECT r[1] AS r1, r[2] AS r2 FROM (SELECT unnest(from_json(getvariable('p1'), '[["VARCHAR"]]')) AS r)
          ) AS r ON d1 = r1
        )
        GROUP BY 1
      )
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
