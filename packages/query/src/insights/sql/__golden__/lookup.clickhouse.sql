SELECT c3, c4
FROM (
  SELECT c3, c4, k1, k2, k3, k4
  FROM (
    SELECT c3, c4, c4 AS k1, CASE WHEN c3 IS NULL THEN NULL WHEN e301 IS NULL THEN 0 ELSE 1 END AS k2, e301 AS k3, CASE WHEN e301 IS NULL THEN CASE WHEN c3 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c3, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c3 END AS k4
    FROM (
      SELECT *, CASE WHEN c3 >= '-' AND c3 < ':' AND right(c3, 1) BETWEEN '.' AND '9' AND length(c3) <= 64 AND isFinite(toFloat64OrNull(c3)) THEN toFloat64OrNull(c3) + 0 END AS e301
      FROM (
        SELECT c1 AS c3, toFloat64(count(*)) AS c4
        FROM (
          SELECT coalesce(b0, nullif(r2, '')) AS c1
          FROM (
            SELECT c2 AS d1, c0 AS b0
            FROM (
              SELECT f0 AS c0, f1 AS c2
              FROM rows
            )
          ) AS l LEFT JOIN (
            SELECT r[1] AS r1, r[2] AS r2 FROM (SELECT arrayJoin(JSONExtract({p1:String}, 'Array(Array(Nullable(String)))')) AS r)
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
