SELECT c1, c2, c5
FROM (
  SELECT c1, c2, c5, k1, k2, k3, k4
  FROM (
    SELECT c1, c2, k1, k2, k3, k4, r1 AS c5
    FROM (
      SELECT c1, c2, k1, k2, k3, k4, toFloat64(row_number() OVER (ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST)) AS place
      FROM (
        SELECT c1, c2, c2 AS k1, CASE WHEN c1 IS NULL THEN NULL WHEN e201 IS NULL THEN 0 ELSE 1 END AS k2, e201 AS k3, CASE WHEN e201 IS NULL THEN CASE WHEN c1 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c1, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c1 END AS k4
        FROM (
          SELECT *, CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END AS e201
          FROM (
            SELECT c0 AS c1, toFloat64(count(*)) AS c2
            FROM (
              SELECT f0 AS c0
              FROM rows
            )
            GROUP BY 1
          )
        )
      )
    ) AS l LEFT JOIN (
      SELECT r[1] AS r1, toFloat64OrNull(r[2]) AS r2 FROM (SELECT arrayJoin(JSONExtract({p1:String}, 'Array(Array(Nullable(String)))')) AS r)
    ) AS r ON place = r2
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
