SELECT c1, c3, c4
FROM (
  SELECT c1, c3, c4, k1, k2, k3, k4
  FROM (
    SELECT c1, c3, c4, c3 AS k1, CASE WHEN c1 IS NULL THEN NULL WHEN e201 IS NULL THEN 0 ELSE 1 END AS k2, e201 AS k3, CASE WHEN e201 IS NULL THEN CASE WHEN c1 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c1, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c1 END AS k4
    FROM (
      SELECT *, CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END AS e201
      FROM (
        SELECT c0 AS c1, CASE WHEN isFinite(avgOrNull(CASE WHEN c2 >= '-' AND c2 < ':' AND right(c2, 1) BETWEEN '.' AND '9' AND length(c2) <= 64 AND isFinite(toFloat64OrNull(c2)) THEN toFloat64OrNull(c2) + 0 END)) THEN avgOrNull(CASE WHEN c2 >= '-' AND c2 < ':' AND right(c2, 1) BETWEEN '.' AND '9' AND length(c2) <= 64 AND isFinite(toFloat64OrNull(c2)) THEN toFloat64OrNull(c2) + 0 END) + 0 END AS c3, quantileExactInclusiveOrNull({p1:Float64})(CASE WHEN c2 >= '-' AND c2 < ':' AND right(c2, 1) BETWEEN '.' AND '9' AND length(c2) <= 64 AND isFinite(toFloat64OrNull(c2)) THEN toFloat64OrNull(c2) + 0 END) AS c4
        FROM (
          SELECT f0 AS c0, f1 AS c2
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
