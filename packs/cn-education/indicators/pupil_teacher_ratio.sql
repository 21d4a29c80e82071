-- A row: one school and stage: its pupils (numerator) and its full-time teachers (denominator).
WITH pupils AS (
  SELECT school_code, COUNT(*) AS pupils
  FROM students
  WHERE stage = $stage
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
),
full_time AS (
  SELECT school_code, COUNT(*) AS teachers
  FROM teachers
  WHERE stage = $stage
    AND staff_kind = 'teacher'
  GROUP BY school_code
),
codes AS (
  SELECT school_code FROM pupils
  UNION
  SELECT school_code FROM full_time
)
SELECT
  codes.school_code AS org,
  COALESCE(pupils.pupils, 0) AS num,
  COALESCE(full_time.teachers, 0) AS den,
  CASE
    WHEN pupils.pupils <= full_time.teachers OR full_time.teachers IS NULL THEN pupils.pupils
    ELSE full_time.teachers
  END AS persons,
  codes.school_code
FROM codes
LEFT JOIN pupils ON pupils.school_code = codes.school_code
LEFT JOIN full_time ON full_time.school_code = codes.school_code
