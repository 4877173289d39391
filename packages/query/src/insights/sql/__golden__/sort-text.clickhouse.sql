SELECT c0, base64Encode(concat(toString(grp), ':', toString(stream), ':', toString(ts), ':', toString(seq))) AS c3
FROM (
  SELECT c0, grp, stream, ts, seq, k1, k2, k3, k4, k5
  FROM (
    SELECT c0, grp, stream, ts, seq, CASE WHEN c0 IS NULL THEN NULL WHEN e101 IS NULL THEN 0 ELSE 1 END AS k1, e101 AS k2, CASE WHEN e101 IS NULL THEN CASE WHEN c0 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c0, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c0 END AS k3, c1 AS k4, c2 AS k5
    FROM (
      SELECT *, CASE WHEN c0 >= '-' AND c0 < ':' AND right(c0, 1) BETWEEN '.' AND '9' AND length(c0) <= 64 AND isFinite(toFloat64OrNull(c0)) THEN toFloat64OrNull(c0) + 0 END AS e101
      FROM (
        SELECT f0 AS c0, toFloat64(ts) AS c1, toFloat64(seq) AS c2, grp, stream, ts, seq
        FROM rows
      )
    )
  )
  ORDER BY k1 ASC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 DESC NULLS LAST, k5 DESC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 ASC NULLS LAST, k2 ASC NULLS LAST, k3 ASC NULLS LAST, k4 DESC NULLS LAST, k5 DESC NULLS LAST
