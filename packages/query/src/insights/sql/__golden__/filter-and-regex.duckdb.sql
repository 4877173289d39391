SELECT c3
FROM (
  SELECT c3
  FROM (
    SELECT count(*)::DOUBLE AS c3
    FROM (
      SELECT 1 AS nothing
      FROM (
        SELECT f0 AS c0, f1 AS c1, n1 AS n1, message AS c2
        FROM rows
      )
      WHERE ((c0 = getvariable('p1') AND coalesce(n1 >= getvariable('p2'), c1 >= CASE WHEN getvariable('p3') = trunc(getvariable('p3')) AND abs(getvariable('p3')) < 1e15 THEN getvariable('p3')::BIGINT::VARCHAR WHEN abs(getvariable('p3')) >= 1e-4 AND abs(getvariable('p3')) < 1e15 THEN getvariable('p3')::VARCHAR WHEN abs(getvariable('p3')) >= 1e21 OR abs(getvariable('p3')) < 1e-6 THEN regexp_replace(getvariable('p3')::VARCHAR, 'e-0', 'e-') WHEN abs(getvariable('p3')) < 1 THEN CASE WHEN getvariable('p3') < 0 THEN '-' ELSE '' END || '0.' || repeat('0', -(split_part(abs(getvariable('p3'))::VARCHAR, 'e', 2)::INTEGER) - 1) || rtrim(replace(split_part(abs(getvariable('p3'))::VARCHAR, 'e', 1), '.', ''), '0') ELSE CASE WHEN getvariable('p3') < 0 THEN '-' ELSE '' END || CASE WHEN contains(abs(getvariable('p3'))::VARCHAR, 'e') THEN rpad(replace(split_part(abs(getvariable('p3'))::VARCHAR, 'e', 1), '.', ''), split_part(abs(getvariable('p3'))::VARCHAR, 'e+', 2)::INTEGER + 1, '0') ELSE split_part(abs(getvariable('p3'))::VARCHAR, '.', 1) END END)) AND (contains(c2, getvariable('p5')) AND regexp_matches(c2, getvariable('p4'))))
    )
  )
  LIMIT 10000
)
