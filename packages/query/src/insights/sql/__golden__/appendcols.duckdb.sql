SELECT c1, c2, c5
FROM (
  SELECT c1, c2, c5, k1, k2, k3, k4
  FROM (
    SELECT c1, c2, k1, k2, k3, k4, r1 AS c5
    FROM (
      SELECT c1, c2, k1, k2, k3, k4, (row_number() OVER (ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST))::DOUBLE AS place
      FROM (
        SELECT c1, c2, c2 AS k1, CASE WHEN c1 IS NULL THEN NULL WHEN e201 IS NULL THEN 0 ELSE 1 END AS k2, e201 AS k3, CASE WHEN e201 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c1, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c1 END AS k4
        FROM (
          SELECT *, CASE WHEN c1 >= '-' AND c1 < ':' AND c1[-1] BETWEEN '.' AND '9' AND NOT contains(c1, '_') AND strlen(c1) <= 64 AND isfinite(TRY_CAST(c1 AS DOUBLE)) THEN TRY_CAST(c1 AS DOUBLE) END AS e201
          FROM (
            SELECT c0 AS c1, count(*)::DOUBLE AS c2
            FROM (
              SELECT f0 AS c0
              FROM rows
            )
            GROUP BY 1
          )
        )
      )
    ) AS l LEFT JOIN (
      SELECT r[1] AS r1, r[2]::DOUBLE AS r2 FROM (SELECT unnest(from_json(getvariable('p1'), '[["VARCHAR"]]')) AS r)
    ) AS r ON place = r2
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
