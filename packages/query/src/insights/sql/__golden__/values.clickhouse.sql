SELECT c1, c3, c4
FROM (
  SELECT c1, c3, c4, k1, k2, k3, k4, k5
  FROM (
    SELECT c1, c3, c4, e201 AS k1, CASE WHEN e201 IS NULL THEN CASE WHEN c4 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c4, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c4 END AS k2, CASE WHEN c1 IS NULL THEN NULL WHEN e202 IS NULL THEN 0 ELSE 1 END AS k3, e202 AS k4, CASE WHEN e202 IS NULL THEN CASE WHEN c1 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c1, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c1 END AS k5
    FROM (
      SELECT *, CASE WHEN c4 >= '-' AND c4 < ':' AND right(c4, 1) BETWEEN '.' AND '9' AND length(c4) <= 64 AND isFinite(toFloat64OrNull(c4)) THEN toFloat64OrNull(c4) + 0 END AS e201, CASE WHEN c1 >= '-' AND c1 < ':' AND right(c1, 1) BETWEEN '.' AND '9' AND length(c1) <= 64 AND isFinite(toFloat64OrNull(c1)) THEN toFloat64OrNull(c1) + 0 END AS e202
      FROM (
        SELECT c0 AS c1, CASE WHEN count(c2) > 0 THEN concat('[', arrayStringConcat(arrayMap(part -> concat('"', CASE WHEN match(part, '[\\x00-\\x1f"\\\\]') THEN replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(replaceAll(part, char(92), concat('', char(92), '', char(92), '')), char(34), concat('', char(92), '"')), char(0), concat('', char(92), 'u0000')), char(1), concat('', char(92), 'u0001')), char(2), concat('', char(92), 'u0002')), char(3), concat('', char(92), 'u0003')), char(4), concat('', char(92), 'u0004')), char(5), concat('', char(92), 'u0005')), char(6), concat('', char(92), 'u0006')), char(7), concat('', char(92), 'u0007')), char(8), concat('', char(92), 'b')), char(9), concat('', char(92), 't')), char(10), concat('', char(92), 'n')), char(11), concat('', char(92), 'u000b')), char(12), concat('', char(92), 'f')), char(13), concat('', char(92), 'r')), char(14), concat('', char(92), 'u000e')), char(15), concat('', char(92), 'u000f')), char(16), concat('', char(92), 'u0010')), char(17), concat('', char(92), 'u0011')), char(18), concat('', char(92), 'u0012')), char(19), concat('', char(92), 'u0013')), char(20), concat('', char(92), 'u0014')), char(21), concat('', char(92), 'u0015')), char(22), concat('', char(92), 'u0016')), char(23), concat('', char(92), 'u0017')), char(24), concat('', char(92), 'u0018')), char(25), concat('', char(92), 'u0019')), char(26), concat('', char(92), 'u001a')), char(27), concat('', char(92), 'u001b')), char(28), concat('', char(92), 'u001c')), char(29), concat('', char(92), 'u001d')), char(30), concat('', char(92), 'u001e')), char(31), concat('', char(92), 'u001f')) ELSE part END, '"'), arraySort(groupUniqArray(c2))), ','), ']') END AS c3, argMaxOrNullIf(c2, (e102, e103, e104), c2 IS NOT NULL) AS c4
        FROM (
          SELECT *, CASE WHEN e101 IS NULL THEN 0 ELSE 1 END AS e102, coalesce(e101, 0) AS e103, CASE WHEN e101 IS NULL THEN CASE WHEN c2 IS NOT NULL THEN arrayStringConcat(arrayMap(part -> concat(if(substring(part, 1, 1) BETWEEN '0' AND '9', concat('0', char(192 + intDiv(256 + least(lengthUTF8(part), 255), 64), 128 + (256 + least(lengthUTF8(part), 255)) % 64), part), part), char(1)), extractAll(ifNull(c2, ''), '[0-9]+|\\p{L}+|[^0-9\\p{L}]+'))) END ELSE c2 END AS e104
          FROM (
            SELECT *, CASE WHEN c2 >= '-' AND c2 < ':' AND right(c2, 1) BETWEEN '.' AND '9' AND length(c2) <= 64 AND isFinite(toFloat64OrNull(c2)) THEN toFloat64OrNull(c2) + 0 END AS e101
            FROM (
              SELECT f0 AS c0, f1 AS c2
              FROM rows
            )
          )
        )
        GROUP BY 1
      )
    )
  )
  ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST, k5 ASC NULLS LAST
  LIMIT 10000
)
ORDER BY k1 DESC NULLS LAST, k2 DESC NULLS LAST, k3 ASC NULLS LAST, k4 ASC NULLS LAST, k5 ASC NULLS LAST
