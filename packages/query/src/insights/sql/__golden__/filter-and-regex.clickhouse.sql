SELECT c3
FROM (
  SELECT c3
  FROM (
    SELECT toFloat64(count(*)) AS c3
    FROM (
      SELECT 1 AS nothing
      FROM (
        SELECT f0 AS c0, f1 AS c1, message AS c2
        FROM rows
      )
      WHERE ((c0 = {p1:String} AND coalesce(CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END >= {p2:Float64}, c1 >= CASE WHEN abs({p3:Float64}) >= 1e21 THEN replaceOne(toString({p3:Float64}), 'e', 'e+') ELSE toString({p3:Float64} + 0) END)) AND (position(c2, {p5:String}) > 0 AND match(c2, concat('(?-s)', {p4:String}))))
    )
  )
  LIMIT 10000
)
