-- A row: one registered child of compulsory age, as the reconciliation of the school year found it; it counts when it learns somewhere.
WITH names AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY person ORDER BY area_code) AS first
  FROM population
)
SELECT
  found.area_code AS org,
  CASE WHEN found.standing IN ('at_school', 'elsewhere', 'special_education', 'on_roll_twice') THEN 1 ELSE 0 END AS num,
  1 AS den,
  names.name, names.birth_date, found.standing, found.school_code
FROM reconciled_children found
LEFT JOIN names ON CAST(names.person AS VARCHAR) = found.child AND names.first = 1
WHERE found.school_year = $year
  AND found.registered
  AND found.standing NOT IN ('moved', 'died', 'registered_twice')
