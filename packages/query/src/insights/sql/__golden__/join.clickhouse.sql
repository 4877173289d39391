SELECT c1, c2, c3, c4
FROM (
  SELECT c1, c2, c3, c4, k1, k2, k3, k4, k5, k6
  FROM (
    SELECT c1, c2, c3, c4, c2 AS k1, CASE WHEN c1 IS NULL THEN NULL WHEN e301 IS NULL THEN 0 ELSE 1 END AS k2, e301 AS k3, CASE WHEN e301 IS NULL THEN CASE WHEN c1 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c1, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c1 END AS k4, c5 AS k5, c6 AS k6
    FROM (
      SELECT *, CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END AS e301
      FROM (
        SELECT c1, c2, r2 AS c3, r3 AS c4, r4 AS c5, r5 AS c6
        FROM (
          SELECT c1, c2, c1 AS d1
          FROM (
            SELECT c0 AS c1, toFloat64(count(*)) AS c2
            FROM (
              SELECT f0 AS c0
              FROM rows
            )
            GROUP BY 1
          )
        ) AS l LEFT JOIN (
          SELECT r[1] AS r1, r[2] AS r2, r[3] AS r3, toFloat64OrNull(r[4]) AS r4, toFloat64OrNull(r[5]) AS r5, toFloat64OrNull(r[6]) AS r6 FROM (SELECT arrayJoin(JSONExtract({p1:String}, 'Array(Array(Nullable(String)))')) AS r)
        ) AS r ON d1 = r1
      )
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST, k5 DESC NULLS LAST, k6 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST, k5 DESC NULLS LAST, k6 DESC NULLS LAST
