-- A row: one primary school or teaching point outside the urban area; it counts when it has fewer than $below pupils.
WITH pupils AS (
  SELECT school_code, COUNT(*) AS pupils
  FROM students
  WHERE stage = 'primary'
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
)
SELECT
  schools.school_code AS org,
  CASE WHEN pupils.pupils < $below THEN 1 ELSE 0 END AS num,
  CAST(NULL AS BIGINT) AS den,
  pupils.pupils AS persons,
  schools.school_code, schools.school_type, schools.urban_rural
FROM pupils
JOIN schools ON schools.school_code = pupils.school_code
WHERE schools.school_type IN ('211', '218')
  AND schools.urban_rural NOT IN ('111', '112')
