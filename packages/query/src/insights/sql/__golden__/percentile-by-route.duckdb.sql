SELECT c1, c3, c4
FROM (
  SELECT c1, c3, c4, k1, k2, k3, k4
  FROM (
    SELECT c1, c3, c4, c3 AS k1, CASE WHEN c1 IS NULL THEN NULL WHEN e201 IS NULL THEN 0 ELSE 1 END AS k2, e201 AS k3, CASE WHEN e201 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c1, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c1 END AS k4
    FROM (
      SELECT *, CASE WHEN c1 >= '-' AND c1 < ':' AND c1[-1] BETWEEN '.' AND '9' AND NOT contains(c1, '_') AND strlen(c1) <= 64 AND isfinite(TRY_CAST(c1 AS DOUBLE)) THEN TRY_CAST(c1 AS DOUBLE) END AS e201
      FROM (
        SELECT c0 AS c1, CASE WHEN isfinite(avg(n2)) THEN avg(n2) + 0 END AS c3, quantile_cont(n2, getvariable('p1')) AS c4
        FROM (
          SELECT f0 AS c0, f1 AS c2, n1 AS n2
          FROM rows
        )
        GROUP BY 1
      )
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
