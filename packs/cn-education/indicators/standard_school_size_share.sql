-- A row: one school of compulsory education; it counts when its pupils of compulsory education stay within the size.
WITH pupils AS (
  SELECT school_code, COUNT(*) AS pupils
  FROM students
  WHERE stage IN ('primary', 'junior')
    AND roll_status IN ('present', 'away', 'home_teaching')
  GROUP BY school_code
)
SELECT
  schools.school_code AS org,
  CASE
    WHEN pupils.pupils <= CASE WHEN schools.school_type IN ('312', '345') THEN $max_pupils_combined ELSE $max_pupils END
    THEN 1 ELSE 0
  END AS num,
  1 AS den,
  pupils.pupils AS persons,
  schools.school_code, schools.school_type
FROM pupils
JOIN schools ON schools.school_code = pupils.school_code
WHERE schools.school_type IN ('211', '218', '219', '311', '312', '319', '341', '345')
