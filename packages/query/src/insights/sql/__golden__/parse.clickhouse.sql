SELECT c2
FROM (
  SELECT c2
  FROM (
    SELECT CASE WHEN isFinite(avgOrNull(CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END)) THEN avgOrNull(CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END) + 0 END AS c2
    FROM (
      SELECT nullif(e101[1], '') AS c1
      FROM (
        SELECT *, extractGroups(if(position(c0, {p2:String}) > 0, ifNull(c0, ''), ''), concat('(?-s)', {p1:String})) AS e101
        FROM (
          SELECT message AS c0
          FROM rows
        )
      )
    )
  )
  LIMIT 10000
)
