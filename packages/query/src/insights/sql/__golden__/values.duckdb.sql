SELECT c1, c3, c4
FROM (
  SELECT c1, c3, c4, k1, k2, k3, k4, k5
  FROM (
    SELECT c1, c3, c4, e201 AS k1, CASE WHEN e201 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c4, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c4 END AS k2, CASE WHEN c1 IS NULL THEN NULL WHEN e202 IS NULL THEN 0 ELSE 1 END AS k3, e202 AS k4, CASE WHEN e202 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c1, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c1 END AS k5
    FROM (
      SELECT *, CASE WHEN c4 >= '-' AND c4 < ':' AND c4[-1] BETWEEN '.' AND '9' AND NOT contains(c4, '_') AND strlen(c4) <= 64 AND isfinite(TRY_CAST(c4 AS DOUBLE)) THEN TRY_CAST(c4 AS DOUBLE) END AS e201, CASE WHEN c1 >= '-' AND c1 < ':' AND c1[-1] BETWEEN '.' AND '9' AND NOT contains(c1, '_') AND strlen(c1) <= 64 AND isfinite(TRY_CAST(c1 AS DOUBLE)) THEN TRY_CAST(c1 AS DOUBLE) END AS e202
      FROM (
        SELECT c0 AS c1, CASE WHEN count(c2) > 0 THEN ('[' || array_to_string(list_transform(list(DISTINCT c2 ORDER BY c2) FILTER (c2 IS NOT NULL), lambda part: ('"' || CASE WHEN regexp_matches(part, '[\x00-\x1f"\\]') THEN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(part, chr(92), ('' || chr(92) || '' || chr(92) || '')), chr(34), ('' || chr(92) || '"')), chr(0), ('' || chr(92) || 'u0000')), chr(1), ('' || chr(92) || 'u0001')), chr(2), ('' || chr(92) || 'u0002')), chr(3), ('' || chr(92) || 'u0003')), chr(4), ('' || chr(92) || 'u0004')), chr(5), ('' || chr(92) || 'u0005')), chr(6), ('' || chr(92) || 'u0006')), chr(7), ('' || chr(92) || 'u0007')), chr(8), ('' || chr(92) || 'b')), chr(9), ('' || chr(92) || 't')), chr(10), ('' || chr(92) || 'n')), chr(11), ('' || chr(92) || 'u000b')), chr(12), ('' || chr(92) || 'f')), chr(13), ('' || chr(92) || 'r')), chr(14), ('' || chr(92) || 'u000e')), chr(15), ('' || chr(92) || 'u000f')), chr(16), ('' || chr(92) || 'u0010')), chr(17), ('' || chr(92) || 'u0011')), chr(18), ('' || chr(92) || 'u0012')), chr(19), ('' || chr(92) || 'u0013')), chr(20), ('' || chr(92) || 'u0014')), chr(21), ('' || chr(92) || 'u0015')), chr(22), ('' || chr(92) || 'u0016')), chr(23), ('' || chr(92) || 'u0017')), chr(24), ('' || chr(92) || 'u0018')), chr(25), ('' || chr(92) || 'u0019')), chr(26), ('' || chr(92) || 'u001a')), chr(27), ('' || chr(92) || 'u001b')), chr(28), ('' || chr(92) || 'u001c')), chr(29), ('' || chr(92) || 'u001d')), chr(30), ('' || chr(92) || 'u001e')), chr(31), ('' || chr(92) || 'u001f')) ELSE part END || '"')), ',') || ']') END AS c3, arg_max(c2, row(e101, e102, e103)) FILTER (c2 IS NOT NULL) AS c4
        FROM (
          SELECT *, CASE WHEN n2 IS NULL THEN 0 ELSE 1 END AS e101, coalesce(n2, 0) AS e102, CASE WHEN n2 IS NULL THEN array_to_string(list_transform(regexp_extract_all(c2, '[0-9]+|\p{L}+|[^0-9\p{L}]+'), lambda part: CASE WHEN part[1] BETWEEN '0' AND '9' THEN '0' || chr(256 + least(length(part), 255)::INTEGER) || part ELSE part END || chr(1)), '') ELSE c2 END AS e103
          FROM (
            SELECT f0 AS c0, f1 AS c2, n1 AS n2
            FROM rows
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
