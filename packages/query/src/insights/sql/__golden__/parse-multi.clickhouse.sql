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
          SELECT nullif(e101[1][place], '') AS c1
          FROM (
            SELECT e101, arrayJoin(range(1, greatest(length(e101[1]), 1) + 1)) AS place
            FROM (
              SELECT *, extractAllGroupsHorizontal(if(position(c0, {p2:String}) > 0, ifNull(c0, ''), ''), concat('(?-s)', {p1:String})) AS e101
              FROM (
                SELECT message AS c0
                FROM rows
              )
            )
          )
        )
        GROUP BY 1
      )
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST
