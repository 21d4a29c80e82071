-- A row: one school open on the day (no kindergarten); counts with at least one standard digital classroom that reaches the standard.
WITH rooms AS (
  SELECT school_code, COUNT(*) AS rooms
  FROM digital_classrooms
  WHERE kind IN ('standard', 'smart', 'recording')
    AND meets_standard
    AND (built_on IS NULL OR built_on <= $reference)
  GROUP BY school_code
)
SELECT
  schools.school_code AS org,
  CASE WHEN rooms.rooms > 0 THEN 1 ELSE 0 END AS num,
  1 AS den,
  schools.name, schools.school_type
FROM schools
LEFT JOIN rooms ON rooms.school_code = schools.school_code
WHERE schools.school_type NOT IN ('111', '119', '218', '219', '319', '349', '368', '519')
  AND (schools.opened_on IS NULL OR schools.opened_on <= $reference)
  AND (schools.closed_on IS NULL OR schools.closed_on > $reference)
