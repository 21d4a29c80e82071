-- A row: one registered child of compulsory age, as the reconciliation of the year found it; it counts when it learns somewhere.
WITH registered AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY person ORDER BY area_code) AS first
  FROM population
)
SELECT
  reconciled_children.area_code AS org,
  CASE WHEN standing IN ('at_school', 'elsewhere', 'special_education', 'on_roll_twice') THEN 1 ELSE 0 END AS num,
  1 AS den,
  registered.name, registered.birth_date, standing, school_code
FROM reconciled_children
JOIN registered ON CAST(registered.person AS VARCHAR) = reconciled_children.child AND registered.first = 1
WHERE standing NOT IN ('moved', 'died', 'migrant', 'registered_twice')
