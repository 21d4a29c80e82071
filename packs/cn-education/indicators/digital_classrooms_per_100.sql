-- A row: one digital classroom that reaches the standard (numerator), or one school's pupils in hundreds (denominator).
WITH pupils AS (
  SELECT school_code, COUNT(*) AS pupils
  FROM students
  WHERE stage IN ('primary', 'junior', 'senior', 'vocational', 'special')
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
)
SELECT
  digital_classrooms.school_code AS org,
  CAST(1 AS DECIMAL(18, 4)) AS num,
  CAST(0 AS DECIMAL(18, 4)) AS den,
  0 AS persons,
  digital_classrooms.school_code, digital_classrooms.room_no, digital_classrooms.kind
FROM digital_classrooms
JOIN pupils ON pupils.school_code = digital_classrooms.school_code
WHERE digital_classrooms.meets_standard
  AND (digital_classrooms.built_on IS NULL OR digital_classrooms.built_on <= $reference)
UNION ALL
SELECT
  school_code, CAST(0 AS DECIMAL(18, 4)),
  CAST(pupils * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(18, 4)),
  pupils,
  school_code, NULL, NULL
FROM pupils
